//! What stands on every page, and what goes wrong.

use crate::locale::words::{Common, Trouble};

pub const COMMON: Common = Common {
    brand: "Guichet",
    skip_to_content: "Skip to content",
    loading: "Loading…",
    retry: "Try again",
    cancel: "Cancel",
    more: "Show more",
    navigation: "Main navigation",
    my_tickets: "My requests",
    my_articles: "My products",
    queue: "Requests",
    new_sale: "Sale",
    account: "My account",
    account_menu: |name| format!("Account of {name}"),
    sign_out: "Sign out",
    language: "Language",
    theme: "Appearance",
    theme_system: "System",
    theme_light: "Light",
    theme_dark: "Dark",
    show_password: "Show the password",
    hide_password: "Hide the password",
    client: "Client",
    seller: "Seller",
    technician: "Technician",
    not_found_title: "There is no such page",
    not_found_text: "The address may be incomplete, or the page has moved.",
    back_home: "Back to the start",
    ago: |age| format!("{age} ago"),
    and: " and ",
};

pub const TROUBLE: Trouble = Trouble {
    reconnecting: "The server does not answer. Trying again… What you typed is kept.",
    offline: "Your device is offline. What you typed is kept.",
    not_live: "News does not arrive by itself here: the page is read again every thirty seconds.",
    not_loaded: "This page can’t be shown",
    unreachable: "The server does not answer. Nothing is lost: try again in a moment.",
    session_ended: "Your session has ended. Sign in again: what you typed is kept.",
    forbidden: "Your account does not allow this.",
    rate_limited: |seconds| match seconds {
        Some(seconds) if seconds > 90 => {
            format!("Too much at a time. Try again in {} min.", seconds.div_ceil(60))
        }
        Some(seconds) => format!("Too much at a time. Try again in {seconds} s."),
        None => "Too much at a time. Wait a little before you try again.".to_owned(),
    },
    internal: |request| match request {
        Some(request) => format!("The server ran into a problem. Try again; if it goes on, report the code {request}."),
        None => "The server ran into a problem. Try again in a moment.".to_owned(),
    },
};
