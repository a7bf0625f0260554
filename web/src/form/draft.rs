//! Texts that are kept on this device until they are sent: neither an ended session nor a reload loses them.

use crate::{
    kept::storage_of,
    network::{SessionState, use_network, use_signal},
};
use yew::prelude::*;

const PREFIX: &str = "guichet.draft";

pub use crate::kept::kept;

/// Keeps a text; an empty one is forgotten. Where storage is full or forbidden, the text stays on the page alone.
pub fn keep(key: &str, text: &str) {
    if let Some(storage) = storage_of(key) {
        let done = if text.is_empty() { storage.remove_item(key) } else { storage.set_item(key, text) };
        drop(done);
    }
}

/// Forgets this text; what another tab has kept in its place stays.
pub fn forget(key: &str, text: &str) {
    if kept(key).as_deref() == Some(text) {
        keep(key, "");
    }
}

/// The key of one form's draft, apart for each person: whoever signs in next on this device does not find it.
#[hook]
pub fn use_draft_key(form: &str) -> String {
    let network = use_network();
    let session = use_signal(network.session().state());
    let viewer = match session {
        SessionState::SignedIn(viewer) | SessionState::Ended { viewer, .. } => Some(viewer),
        SessionState::Restoring | SessionState::NotRestored(_) | SessionState::Visitor => None,
    };
    key_of(viewer.as_ref().map_or("", |viewer| &viewer.id), form)
}

/// The key of a draft of this person.
pub fn key_of(owner: &str, form: &str) -> String {
    format!("{PREFIX}.{owner}.{form}")
}
