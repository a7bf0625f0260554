//! What stands on every page, and what goes wrong.

/// What stands on every page.
pub struct Common {
    pub brand: &'static str,
    pub skip_to_content: &'static str,
    pub loading: &'static str,
    pub retry: &'static str,
    pub cancel: &'static str,
    pub more: &'static str,
    pub navigation: &'static str,
    pub my_tickets: &'static str,
    pub my_articles: &'static str,
    pub queue: &'static str,
    pub new_sale: &'static str,
    pub account: &'static str,
    /// The label of the menu that carries this name.
    pub account_menu: fn(&str) -> String,
    pub sign_out: &'static str,
    pub language: &'static str,
    pub theme: &'static str,
    pub theme_system: &'static str,
    pub theme_light: &'static str,
    pub theme_dark: &'static str,
    pub show_password: &'static str,
    pub hide_password: &'static str,
    pub client: &'static str,
    pub seller: &'static str,
    pub technician: &'static str,
    pub not_found_title: &'static str,
    pub not_found_text: &'static str,
    pub back_home: &'static str,
    /// So long ago.
    pub ago: fn(&str) -> String,
    /// Between two lengths of time.
    pub and: &'static str,
}

/// What goes wrong.
pub struct Trouble {
    /// The server can't be reached: what a banner says.
    pub reconnecting: &'static str,
    /// The device has no network: what a banner says.
    pub offline: &'static str,
    /// Nothing comes by itself: what a banner says.
    pub not_live: &'static str,
    /// The title where a page could not be loaded.
    pub not_loaded: &'static str,
    pub unreachable: &'static str,
    pub session_ended: &'static str,
    pub forbidden: &'static str,
    /// Too many operations, or tries; in how many seconds to try again.
    pub rate_limited: fn(Option<u32>) -> String,
    /// Something went wrong over there; the name of the request.
    pub internal: fn(Option<&str>) -> String,
}
