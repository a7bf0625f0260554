//! A message that has not left yet: how it is kept, and how it is posted.

use crate::{
    form::draft,
    kept::keep,
    network::{
        Failure, Network,
        operation::{
            UserError,
            ticket::{
                OpenTicket, OpenTicketInput, OpenTicketVariables, ReplyToTicket, ReplyToTicketInput, ReplyVariables,
            },
        },
    },
};
use guichet_domain::Reason;

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
    /// The server did not take it.
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

    /// How far a message has come after this answer; none where the server has it.
    pub fn after(outcome: &Result<Posted, Failure>) -> Option<Self> {
        match outcome {
            Ok(posted) => posted.errors.first().map(|error| {
                if error.invalid().reason == Reason::NewerMessage { Self::Overtaken } else { Self::Refused }
            }),
            Err(Failure::Unreachable | Failure::SessionEnded | Failure::RateLimited { .. }) => Some(Self::Waiting),
            // The same again would give the same again.
            Err(Failure::Forbidden | Failure::Internal { .. }) => Some(Self::Refused),
        }
    }

    /// Whether it goes on by itself.
    pub const fn goes_on(self) -> bool {
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

    /// Reads what [`keep`](Self::keep) has written.
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

    /// Keeps it on this device. False where the device keeps nothing.
    pub fn keep(&self, key: &str) -> bool {
        keep(key, Some(&self.written()))
    }

    /// Posts what is kept under this key, as its writer: whoever has signed in since sends nothing of it.
    ///
    /// # Errors
    /// When the server gives nothing, or another person is signed in.
    pub async fn post(&self, network: &Network, key: &str) -> Result<Posted, Failure> {
        let state = network.session().state().get();
        if state.viewer().is_some_and(|viewer| !key.starts_with(&draft::key_of(&viewer.id, ""))) {
            return Err(Failure::SessionEnded);
        }
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

    #[test]
    fn what_the_server_did_not_take_is_not_sent_over_and_over() {
        let after = |failure| Stage::after(&Err(failure));
        assert_eq!(after(Failure::RateLimited { retry_after: Some(30) }), Some(Stage::Waiting));
        assert_eq!(after(Failure::SessionEnded), Some(Stage::Waiting));
        for failure in [Failure::Forbidden, Failure::Internal { request_id: None }] {
            assert_eq!(after(failure), Some(Stage::Refused));
        }
        assert_eq!(Stage::after(&Ok(Posted { opened: Some(1), errors: Vec::new() })), None);
    }
}
