//! Small texts that this device keeps: they outlive the page, and the other tabs see them change.

use gloo_events::EventListener;
use std::cell::RefCell;
use web_sys::{Event, Storage, window};
use yew::prelude::*;

/// What the browser tells when another tab changes something kept; [`keep`] tells it in this one as well.
const CHANGED: &str = "storage";

/// The text kept under a key.
pub fn kept(key: &str) -> Option<String> {
    storage_of(key)?.get_item(key).ok().flatten()
}

/// Keeps a text under a key, or forgets what is kept there. False where storage is full or forbidden.
pub fn keep(key: &str, text: Option<&str>) -> bool {
    let done = storage().is_some_and(|storage| {
        match text {
            Some(text) => storage.set_item(key, text),
            None => storage.remove_item(key),
        }
        .is_ok()
    });
    if let (Some(window), Ok(changed)) = (window(), Event::new(CHANGED)) {
        // It fails only for an event that is being told already.
        drop(window.dispatch_event(&changed));
    }
    done
}

/// Calls back whenever a kept text changes, in whatever tab, for as long as the answer is kept.
#[must_use]
pub fn on_change(mut changed: impl FnMut() + 'static) -> Option<EventListener> {
    window().map(|window| EventListener::new(&window, CHANGED, move |_| changed()))
}

/// The text kept under a key; the component renders again when it changes.
#[hook]
pub fn use_kept(key: &str) -> Option<String> {
    let (update, shown) = (use_force_update(), kept(key));
    use_effect_with(key.to_owned(), {
        let last = RefCell::new(shown.clone());
        move |key| {
            let key = key.clone();
            let look = move || {
                let now = kept(&key);
                if last.replace(now.clone()) != now {
                    update.force_update();
                }
            };
            // The browser may have gone on between showing and this: what changed meanwhile was told to nobody.
            look();
            let listener = on_change(look);
            move || drop(listener)
        }
    });
    shown
}

/// The keys that begin and end like this.
pub fn keys(prefix: &str, suffix: &str) -> Vec<String> {
    let Some(storage) = storage() else { return Vec::new() };
    let count = storage.length().unwrap_or_default();
    let keys = (0..count).filter_map(|at| storage.key(at).ok().flatten());
    keys.filter(|key| key.starts_with(prefix) && key.ends_with(suffix)).collect()
}

/// What begins the keys of texts that are one tab's own, and are gone with it.
pub const OF_TAB: &str = "tab.";

/// Where the text of a key is kept, unless the browser forbids it.
pub fn storage_of(key: &str) -> Option<Storage> {
    if key.starts_with(OF_TAB) { window()?.session_storage().ok().flatten() } else { storage() }
}

/// Where texts are kept that outlive the page, unless the browser forbids it.
fn storage() -> Option<Storage> {
    window()?.local_storage().ok().flatten()
}
