//! Whose session this browser holds, as all its tabs know. A page that the browser has put away whole, and shows again when
//! one goes back to it, may be that of somebody who has left since: nobody else reads it.

use super::session::{Session, SessionState};
use crate::kept::{keep, kept};
use gloo_events::EventListener;
use wasm_bindgen_futures::spawn_local;

/// Where this device remembers whose session it is.
const KEY: &str = "guichet.session";

/// Keeps whose session it is by now.
pub fn note(state: &SessionState) {
    let owner = match state {
        SessionState::SignedIn(viewer) => Some(viewer.id.as_str()),
        SessionState::Visitor | SessionState::Ended { other: None, .. } => None,
        // Nothing is known yet, or whoever signed in from another tab has kept it there.
        SessionState::Restoring | SessionState::NotRestored(_) | SessionState::Ended { other: Some(_), .. } => return,
    };
    keep(KEY, owner);
}

/// Looks whenever the page comes to be shown, for as long as the answer is kept: one of somebody else goes before it is
/// drawn, and it is found out anew who is signed in.
pub fn watch(session: &Session) -> Option<EventListener> {
    let session = session.clone();
    let on_shown = move || {
        let shown = session.state().get();
        if shown.viewer().is_some_and(|viewer| kept(KEY).as_ref() != Some(&viewer.id)) {
            let session = session.clone();
            spawn_local(async move { session.go_on().await });
        }
    };
    web_sys::window().map(|window| EventListener::new(&window, "pageshow", move |_| on_shown()))
}
