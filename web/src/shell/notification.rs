//! Telling a person on its desktop, where it wants that and the browser lets pages do it.

use crate::{
    kept::{keep, kept},
    router::go,
};
use gloo_events::EventListener;
use js_sys::Reflect;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Notification, NotificationOptions, NotificationPermission, window};

/// Where this device remembers that it is wanted.
pub const KEY: &str = "guichet.notifications";
/// What it remembers then.
pub const ON: &str = "on";

/// Whether it is wanted and allowed.
pub fn is_on() -> bool {
    kept(KEY).as_deref() == Some(ON) && is_known() && Notification::permission() == NotificationPermission::Granted
}

/// Some browsers know no notifications.
fn is_known() -> bool {
    window().is_some_and(|window| Reflect::has(&window, &"Notification".into()).unwrap_or_default())
}

/// It is wanted: the browser asks the person. Whether it is allowed now.
pub async fn turn_on() -> bool {
    if let Some(asking) = is_known().then(Notification::request_permission).and_then(Result::ok) {
        // The answer stands in the permission, whatever comes of asking.
        drop(JsFuture::from(asking).await);
    }
    keep(KEY, Some(ON));
    if !is_on() {
        turn_off();
    }
    is_on()
}

/// It is not wanted any more.
pub fn turn_off() {
    keep(KEY, None);
}

/// Tells it, once on this device for all that is told under the same tag. Pressing it leads to an address.
pub fn tell(title: &str, text: &str, tag: &str, address: String) {
    if !is_on() {
        return;
    }
    let options = NotificationOptions::new();
    options.set_body(text);
    options.set_tag(tag);
    // Some browsers of telephones leave this to workers, and refuse.
    if let Ok(notification) = Notification::new_with_options(title, &options) {
        let listener = EventListener::once(&notification, "click", move |_| {
            if let Some(window) = window() {
                // A window that can't come forward stays behind.
                drop(window.focus());
            }
            go(&address);
        });
        listener.forget();
    }
}
