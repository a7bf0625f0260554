//! Messages on their way, and requests. Each is kept on this device, with its idempotency key, from before it leaves until
//! the server has it: whatever happens meanwhile, it is neither lost nor sent twice.

use super::draft;
use crate::{
    hook::{Announce, use_announce, use_task_with},
    kept::{keep, kept, keys},
    locale::{Locale, use_locale},
    network::{
        Failure, Network, Reach, exclusively,
        operation::{
            UserError,
            ticket::{
                OpenTicket, OpenTicketInput, OpenTicketVariables, ReplyToTicket, ReplyToTicketInput, ReplyVariables,
            },
        },
        sleep, use_network, use_signal,
    },
    router::{Address, Route, replace},
};
use guichet_domain::Reason;
use std::time::Duration;
use yew::prelude::*;

/// What the key of a waiting message ends with, after the key of its draft.
const SUFFIX: &str = ".waiting";
/// One tab sends at a time.
const LOCK: &str = "guichet-outbox";
/// How long a message waits after the server answered, but did not take it for now.
const PAUSE: Duration = Duration::from_secs(30);

/// A message on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outgoing {
    /// How far it has come.
    pub stage: Stage,
    /// What is done with it.
    pub purpose: Purpose,
    /// The same for each attempt.
    pub key: String,
    /// What it says.
    pub body: String,
}

/// What is done with a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// It is added to a ticket.
    Reply {
        /// Which.
        ticket_id: String,
        /// The number of the ticket.
        number: String,
        /// The last message that the writer saw.
        last_seen: String,
    },
    /// It opens a ticket.
    Request {
        /// The article it is about.
        sale_id: String,
        /// What it is about, in a line.
        title: String,
    },
}

const REPLY: &str = "reply";
const REQUEST: &str = "request";

/// What the server made of a message.
#[derive(Debug)]
pub struct Posted {
    /// The number of the ticket that was opened, where one was.
    pub opened: Option<i32>,
    /// What was wrong.
    pub errors: Vec<UserError>,
}

/// How far a message has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// It is being sent.
    Leaving,
    /// It waits for the server to be reached.
    Waiting,
    /// Another message came before it: the writer has to look first.
    Overtaken,
    /// The server refused it.
    Refused,
}

impl Stage {
    const ALL: [Self; 4] = [Self::Leaving, Self::Waiting, Self::Overtaken, Self::Refused];

    const fn name(self) -> &'static str {
        match self {
            Self::Leaving => "leaving",
            Self::Waiting => "waiting",
            Self::Overtaken => "overtaken",
            Self::Refused => "refused",
        }
    }

    /// Whether it goes on by itself.
    const fn goes_on(self) -> bool {
        match self {
            Self::Leaving | Self::Waiting => true,
            Self::Overtaken | Self::Refused => false,
        }
    }
}

impl Outgoing {
    /// One line for each part; the message itself, which may have several, comes last.
    fn written(&self) -> String {
        let Self { stage, purpose, key, body } = self;
        let [kind, one, two, three] = match purpose {
            Purpose::Reply { ticket_id, number, last_seen } => [REPLY, ticket_id, number, last_seen],
            Purpose::Request { sale_id, title } => [REQUEST, sale_id, title, ""],
        };
        [stage.name(), kind, one, two, three, key, body].join("\n")
    }

    /// Reads what [`kept`] gives.
    pub fn read(text: &str) -> Option<Self> {
        let mut parts = text.splitn(7, '\n');
        let (name, kind) = (parts.next()?, parts.next()?);
        let stage = Stage::ALL.into_iter().find(|stage| stage.name() == name)?;
        let mut part = || parts.next().map(str::to_owned);
        let (one, two, three) = (part()?, part()?, part()?);
        let purpose = match kind {
            REPLY => Purpose::Reply { ticket_id: one, number: two, last_seen: three },
            REQUEST => Purpose::Request { sale_id: one, title: two },
            _ => return None,
        };
        Some(Self { stage, purpose, key: part()?, body: part()? })
    }

    fn keep(&self, key: &str) -> bool {
        keep(key, Some(&self.written()))
    }

    async fn post(&self, network: &Network) -> Result<Posted, Failure> {
        let (body, idempotency_key) = (self.body.clone(), Some(self.key.clone()));
        match &self.purpose {
            Purpose::Reply { ticket_id, last_seen, .. } => {
                let input = ReplyToTicketInput {
                    ticket_id: cynic::Id::new(ticket_id),
                    body,
                    expected_last_message_id: Some(cynic::Id::new(last_seen)),
                    idempotency_key,
                };
                let replied = network.run::<ReplyToTicket>(ReplyVariables { input }).await?.reply_to_ticket;
                Ok(Posted { opened: None, errors: replied.errors })
            }
            Purpose::Request { sale_id, title } => {
                let (sale_id, title) = (cynic::Id::new(sale_id), title.clone());
                let input = OpenTicketInput { sale_id, title, body, idempotency_key };
                let opened = network.run::<OpenTicket>(OpenTicketVariables { input }).await?.open_ticket;
                Ok(Posted { opened: opened.ticket.map(|ticket| ticket.number), errors: opened.errors })
            }
        }
    }
}

/// Under what the message waits whose draft has this key.
pub fn key_of(draft_key: &str) -> String {
    format!("{draft_key}{SUFFIX}")
}

/// Takes a message back, or forgets it once it is through.
pub fn forget(key: &str) {
    keep(key, None);
}

/// Sends a message that was just written, and keeps it under this key while the server can't be reached. Gives what the
/// server made of it; none where the message waits.
///
/// # Errors
/// When the server gives nothing for a reason that waiting does not mend, or can't be reached and the device keeps nothing.
pub async fn send(network: Network, key: String, message: Outgoing) -> Result<Option<Posted>, Failure> {
    let is_kept = message.keep(&key);
    let sending = {
        let message = message.clone();
        async move { message.post(&network).await }
    };
    match exclusively(LOCK, sending).await.unwrap_or(Err(Failure::Unreachable)) {
        Err(Failure::Unreachable) if is_kept => {
            Outgoing { stage: Stage::Waiting, ..message }.keep(&key);
            Ok(None)
        }
        outcome => {
            forget(&key);
            outcome.map(Some)
        }
    }
}

/// Sends what this person's messages wait for on this device, whenever the server can be reached.
#[hook]
pub fn use_outbox(owner: &str, signed_in: bool) {
    let (network, announce, locale) = (use_network(), use_announce(), use_locale());
    let reach = use_signal(network.connection().reach());
    let go = signed_in && reach == Reach::Online;
    use_task_with((draft::key_of(owner, ""), go), move |(prefix, go)| {
        let (prefix, go) = (prefix.clone(), *go);
        async move {
            while go && send_all(&network, &prefix, &announce, &locale).await {
                sleep(PAUSE).await;
            }
        }
    });
}

/// Sends each message once. True: some wait still.
async fn send_all(network: &Network, prefix: &str, announce: &Announce, locale: &Locale) -> bool {
    let words = locale.words();
    let mut waits = false;
    for key in keys(prefix, SUFFIX) {
        match exclusively(LOCK, send_again(network.clone(), key)).await {
            Some(End::Through(None)) => announce.say(words.thread.replied),
            Some(End::Through(Some(number))) => {
                announce.say(words.new_ticket.opened);
                // Whoever waits for it where it was written is led to it.
                if Address::here().route() == Route::NewTicket {
                    replace(&Route::MyTicket { number }.path());
                }
            }
            Some(End::Held(Purpose::Reply { number, .. })) => announce.say((words.thread.held)(&number)),
            Some(End::Held(Purpose::Request { .. })) => announce.say(words.new_ticket.held),
            Some(End::Gone) => {}
            Some(End::Waits) | None => waits = true,
        }
    }
    waits
}

/// What became of a message that waited.
enum End {
    /// The server has it, and has opened the ticket of this number where it was a request.
    Through(Option<i32>),
    /// The person has to look at it first.
    Held(Purpose),
    /// It is not here any more: another tab has sent it, or the person has taken it back.
    Gone,
    /// It waits on.
    Waits,
}

async fn send_again(network: Network, key: String) -> End {
    let waiting = || kept(&key).and_then(|text| Outgoing::read(&text)).filter(|message| message.stage.goes_on());
    let Some(message) = waiting() else { return End::Gone };
    let stands = |stage| Outgoing { stage, ..message.clone() }.keep(&key);
    stands(Stage::Leaving);
    let outcome = message.post(&network).await;
    if waiting().is_none() {
        return End::Gone;
    }
    let stage = match outcome {
        Ok(Posted { opened, errors }) => match errors.first() {
            None => {
                forget(&key);
                return End::Through(opened);
            }
            Some(error) if error.invalid().reason == Reason::NewerMessage => Stage::Overtaken,
            Some(_) => Stage::Refused,
        },
        Err(_) => Stage::Waiting,
    };
    stands(stage);
    if stage.goes_on() { End::Waits } else { End::Held(message.purpose.clone()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_kept_word_for_word_with_its_key() {
        let reply = Purpose::Reply { ticket_id: "t".to_owned(), number: "12".to_owned(), last_seen: "m".to_owned() };
        let request = Purpose::Request { sale_id: "s".to_owned(), title: "Écran noir".to_owned() };
        for (stage, purpose) in Stage::ALL.into_iter().flat_map(|stage| [(stage, &reply), (stage, &request)]) {
            let (purpose, key, body) = (purpose.clone(), "k".to_owned(), "Bonjour,\n\nmerci.\n".to_owned());
            let message = Outgoing { stage, purpose, key, body };
            assert_eq!(Outgoing::read(&message.written()), Some(message));
        }
        assert_eq!(Outgoing::read("something else"), None);
    }
}
