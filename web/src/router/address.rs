//! What stands in the browser's address bar.

use super::Route;
use gloo_events::EventListener;
use js_sys::encode_uri_component;
use wasm_bindgen::JsValue;
use web_sys::{Event, History, UrlSearchParams, window};
use yew::prelude::*;

/// What the browser tells when one goes back or forward; [`go`] and [`replace`] tell it as well.
const MOVED: &str = "popstate";

/// Where one is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Address {
    path: String,
    /// What stands from the `?` on; empty where nothing does.
    search: String,
}

impl Address {
    /// Where one is now.
    pub fn here() -> Self {
        let location = window().map(|window| window.location());
        let part = |read: fn(&web_sys::Location) -> Result<String, JsValue>| {
            location.as_ref().and_then(|location| read(location).ok()).unwrap_or_default()
        };
        Self { path: part(web_sys::Location::pathname), search: part(web_sys::Location::search) }
    }

    /// The same, with a value of this name behind the `?` where there is one.
    #[must_use]
    pub fn with(mut self, name: &str, value: Option<&str>) -> Self {
        if let Some(value) = value {
            self.search.push(if self.search.is_empty() { '?' } else { '&' });
            self.search.extend([name, "=", &String::from(encode_uri_component(value))]);
        }
        self
    }

    /// Another screen, with the same behind the `?`.
    #[must_use]
    pub fn moved_to(self, route: Route) -> Self {
        Self { path: route.path(), ..self }
    }

    /// The screen.
    pub fn route(&self) -> Route {
        Route::at(&self.path)
    }

    /// The value of this name behind the `?`.
    pub fn value(&self, name: &str) -> Option<String> {
        UrlSearchParams::new_with_str(&self.search).ok()?.get(name)
    }

    /// As it is written, from the path on.
    pub fn text(&self) -> String {
        format!("{}{}", self.path, self.search)
    }
}

impl From<Route> for Address {
    fn from(route: Route) -> Self {
        Self { path: route.path(), search: String::new() }
    }
}

/// Goes to an address of this site.
pub fn go(address: &str) {
    let scrolled = JsValue::from(window().and_then(|window| window.scroll_y().ok()));
    travel(|history| {
        history.replace_state(&scrolled, "")?;
        history.push_state_with_url(&JsValue::NULL, "", Some(address))
    });
}

/// How far down the page was read when one left it by [`go`], in pixels; where one has not been before, nothing.
pub fn read_to() -> f64 {
    let state = window().and_then(|window| window.history().ok()?.state().ok());
    state.and_then(|state| state.as_f64()).unwrap_or_default()
}

/// Forgets it: whoever loads the page again is where it was last.
pub fn forget_read_to() {
    if let Some(history) = window().and_then(|window| window.history().ok()) {
        // It fails where one steps by the hundred.
        drop(history.replace_state(&JsValue::NULL, ""));
    }
}

/// Goes to an address of this site; the way back leads past where one is.
pub fn replace(address: &str) {
    travel(|history| history.replace_state_with_url(&JsValue::NULL, "", Some(address)));
}

fn travel(step: impl FnOnce(&History) -> Result<(), JsValue>) {
    let Some(window) = window() else { return };
    // Browsers refuse other sites' addresses, and steps by the hundred: one stays where one is then.
    if window.history().and_then(|history| step(&history)).is_ok()
        && let Ok(moved) = Event::new(MOVED)
    {
        // It fails only for an event that is being told already.
        drop(window.dispatch_event(&moved));
    }
}

/// Where one is; the component renders again when one goes elsewhere.
#[hook]
pub fn use_address() -> Address {
    let address = use_state_eq(Address::here);
    use_effect_with((), {
        let address = address.setter();
        move |()| {
            // Whatever stands below may have gone elsewhere before this listened.
            address.set(Address::here());
            let listener =
                window().map(|window| EventListener::new(&window, MOVED, move |_| address.set(Address::here())));
            move || drop(listener)
        }
    });
    (*address).clone()
}
