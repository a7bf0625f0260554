//! Messages on their way, and requests. Each is kept on this device, with its idempotency key, from before it leaves until
//! the server has it: whatever happens meanwhile, it is neither lost nor sent twice.

mod message;
mod sender;

pub use message::{Outgoing, Posted, Purpose, Stage};
pub use sender::use_sender;

use super::draft;
use crate::{
    hook::{Announce, use_announce, use_task_with},
    kept::{keep, kept, keys, on_change},
    locale::{Locale, use_locale},
    network::{Network, Reach, Signal, exclusively, sleep, use_network, use_signal},
    router::{Address, Route, replace},
};
use yew::prelude::*;

/// What the key of a waiting message ends with, after the key of its draft.
const SUFFIX: &str = ".waiting";
/// One tab sends at a time.
const LOCK: &str = "guichet-outbox";
/// How long a message waits before it is looked after: whoever wrote it sends it at once, and a server that did not take it
/// may do so later. In milliseconds.
const PAUSE: u32 = 30_000;

/// Under what the message waits whose draft has this key.
pub fn key_of(draft_key: &str) -> String {
    format!("{draft_key}{SUFFIX}")
}

/// Takes a message back, or forgets it once it is through.
pub fn forget(key: &str) {
    keep(key, None);
}

/// Sends the messages of this person that wait on this device, whenever the server can be reached; also one that another
/// tab was closed over while it sent it.
#[hook]
pub fn use_outbox(owner: &str, signed_in: bool) {
    let (network, announce, locale) = (use_network(), use_announce(), use_locale());
    let reach = use_signal(network.connection().reach());
    let go = signed_in && reach == Reach::Online;
    use_task_with((draft::key_of(owner, ""), go, locale), move |(prefix, go, locale)| {
        let (prefix, go, locale) = (prefix.clone(), *go, locale.clone());
        async move {
            if !go {
                return;
            }
            loop {
                send_all(&network, &prefix, &announce, &locale).await;
                until_one_waits(&prefix).await;
                sleep(PAUSE).await;
            }
        }
    });
}

/// The message under this key, where it goes on by itself.
fn waiting(key: &str) -> Option<Outgoing> {
    kept(key).and_then(|text| Outgoing::read(&text)).filter(|message| message.stage.goes_on())
}

/// Waits until a message waits, in whatever tab it was written.
async fn until_one_waits(prefix: &str) {
    let prefix = prefix.to_owned();
    let look = move || keys(&prefix, SUFFIX).iter().any(|key| waiting(key).is_some());
    let waits = Signal::new(look());
    let listener = on_change({
        let waits = waits.clone();
        move || waits.set(look())
    });
    waits.until(|waits| *waits).await;
    drop(listener);
}

/// Sends each message once.
async fn send_all(network: &Network, prefix: &str, announce: &Announce, locale: &Locale) {
    let words = locale.words();
    for key in keys(prefix, SUFFIX) {
        match exclusively(LOCK, send_again(network.clone(), key)).await {
            Some(End::Through(None)) => announce.say(words.thread.replied),
            Some(End::Through(Some(number))) => {
                announce.say(words.new_ticket.opened);
                lead_to(number);
            }
            Some(End::Held(purpose)) => say_held(&purpose, announce, locale),
            // It waits on, or is not here any more: another tab has sent it, or the person has taken it back.
            Some(End::Open) | None => {}
        }
    }
}

/// Leads whoever waits for a request where it was written to what became of it, and nobody else.
pub fn lead_to(number: i32) {
    if Address::here().route() == Route::NewTicket {
        replace(&Route::MyTicket { number }.path());
    }
}

/// Says where the person finds a message that the server did not take.
fn say_held(purpose: &Purpose, announce: &Announce, locale: &Locale) {
    let words = locale.words();
    match purpose {
        Purpose::Reply { number, .. } => announce.say((words.thread.held)(number)),
        Purpose::Request { .. } => announce.say(words.new_ticket.held),
    }
}

/// What became of a message that waited.
enum End {
    /// The server has it, and has opened the ticket of this number where it was a request.
    Through(Option<i32>),
    /// The person has to look at it first.
    Held(Purpose),
    /// Neither.
    Open,
}

async fn send_again(network: Network, key: String) -> End {
    let Some(message) = waiting(&key) else { return End::Open };
    let stands = |stage| Outgoing { stage, ..message.clone() }.keep(&key);
    stands(Stage::Leaving);
    let outcome = message.post(&network, &key).await;
    if waiting(&key).is_none() {
        return End::Open;
    }
    let Some(stage) = Stage::after(&outcome) else {
        forget(&key);
        return End::Through(outcome.ok().and_then(|posted| posted.opened));
    };
    stands(stage);
    if stage.goes_on() { End::Open } else { End::Held(message.purpose.clone()) }
}
