//! Sending what a form has just written, also where the form is not on the page any more once the answer comes.

use super::{LOCK, forget, say_held, waiting};
use crate::{
    form::outbox::{Outgoing, Posted, Stage},
    hook::{Announce, use_announce},
    locale::{Locale, use_locale},
    network::{Failure, Network, exclusively, use_network},
};
use std::{cell::Cell, rc::Rc};
use yew::prelude::*;

/// Sends what one form writes. Clones stand for the same.
#[derive(Clone)]
pub struct Sender {
    network: Network,
    announce: Announce,
    locale: Locale,
    /// Under what a message is kept.
    key: String,
    /// Whether the form is on the page.
    shows: Rc<Cell<bool>>,
}

impl Sender {
    /// Sends a message that was just written, and keeps it while the server does not have it. Gives what the server made of
    /// it; none where it is kept still: the server can't be reached, or did not take it and the form that would say so is
    /// not on the page any more.
    ///
    /// # Errors
    /// When the server gives nothing for a reason that waiting does not mend, or can't be reached and the device keeps
    /// nothing.
    pub async fn send(self, message: Outgoing) -> Result<Option<Posted>, Failure> {
        let Self { network, announce, locale, key, shows } = self;
        message.keep(&key);
        let sending = {
            let (message, key) = (message.clone(), key.clone());
            async move { message.post(&network, &key).await }
        };
        let outcome = exclusively(LOCK, sending).await.unwrap_or(Err(Failure::Unreachable));
        // Neither taken back meanwhile, on another page, nor more than the device can keep.
        let is_kept = waiting(&key).is_some_and(|kept| kept.key == message.key);
        let unseen = !shows.get() || matches!(outcome, Err(Failure::Unreachable));
        match Stage::after(&outcome).filter(|_| is_kept && unseen) {
            Some(stage) => {
                Outgoing { stage, ..message.clone() }.keep(&key);
                if !stage.goes_on() {
                    say_held(&message.purpose, &announce, &locale);
                }
                Ok(None)
            }
            None => {
                forget(&key);
                outcome.map(Some)
            }
        }
    }
}

/// Sends what a form writes, which is kept under this key.
#[hook]
pub fn use_sender(key: &str) -> Sender {
    let (network, announce, locale) = (use_network(), use_announce(), use_locale());
    let shows = use_memo((), |()| Cell::new(true));
    use_effect_with((), {
        let shows = shows.clone();
        move |()| move || shows.set(false)
    });
    Sender { network, announce, locale, key: key.to_owned(), shows }
}
