//! A line across the page, or across a card, about how things stand.

use yew::prelude::*;

/// What a banner means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Good to know.
    Neutral,
    /// Something is awaited, such as the connection.
    Waiting,
    /// Something is wrong.
    Urgent,
}

/// A line about how things stand, with its name for the browser tests. It is read aloud when it appears.
pub fn banner(tone: Tone, data_test: &'static str, text: AttrValue) -> Html {
    let (class, role) = match tone {
        Tone::Neutral => (None, "status"),
        Tone::Waiting => (Some("banner--waiting"), "status"),
        Tone::Urgent => (Some("banner--urgent"), "alert"),
    };
    html! {
        <div class={classes!("banner", class)} {role} data-test={data_test}>{ text }</div>
    }
}
