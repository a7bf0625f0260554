//! Texts that are kept on this device until they are sent: neither an ended session nor a reload loses them.

use crate::network::{SessionState, use_network, use_signal};
use web_sys::{Storage, window};
use yew::prelude::*;

const PREFIX: &str = "guichet.draft";

/// The text kept under a key.
pub fn kept(key: &str) -> Option<String> {
    storage()?.get_item(key).ok().flatten()
}

/// Keeps a text; an empty one is forgotten. Where storage is full or forbidden, the text stays on the page alone.
pub fn keep(key: &str, text: &str) {
    if text.is_empty() {
        drop(key);
    } else if let Some(storage) = storage() {
        std::mem::drop(storage.set_item(key, text));
    }
}

/// Forgets the text kept under a key.
pub fn drop(key: &str) {
    if let Some(storage) = storage() {
        std::mem::drop(storage.remove_item(key));
    }
}

fn storage() -> Option<Storage> {
    window()?.local_storage().ok().flatten()
}

/// The key of one form's draft, apart for each person: whoever signs in next on this device does not find it.
#[hook]
pub fn use_draft_key(form: &str) -> String {
    let network = use_network();
    let session = use_signal(network.session().state());
    let viewer = match session {
        SessionState::SignedIn(viewer) | SessionState::Ended(viewer) => Some(viewer),
        SessionState::Restoring | SessionState::Visitor => None,
    };
    let owner = viewer.as_ref().map_or("", |viewer| &viewer.id);
    format!("{PREFIX}.{owner}.{form}")
}
