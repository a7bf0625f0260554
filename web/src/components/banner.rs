//! A line across the page, or across a card, about how things stand.

use yew::prelude::*;

/// What a banner means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// Good to know.
    #[default]
    Neutral,
    /// Something is awaited, such as the connection.
    Waiting,
    /// Something is wrong.
    Urgent,
}

/// Props of [`Banner`].
#[derive(PartialEq, Properties)]
pub struct BannerProps {
    /// What it means.
    #[prop_or_default]
    pub tone: Tone,
    /// What it says.
    #[prop_or_default]
    pub children: Html,
    /// Its name for the browser tests.
    #[prop_or_default]
    pub data_test: Option<AttrValue>,
}

/// A line about how things stand. It is read aloud when it appears.
#[component]
pub fn Banner(props: &BannerProps) -> Html {
    let (class, role) = match props.tone {
        Tone::Neutral => (None, "status"),
        Tone::Waiting => (Some("banner--waiting"), "status"),
        Tone::Urgent => (Some("banner--urgent"), "alert"),
    };
    html! {
        <div class={classes!("banner", class)} {role} data-test={props.data_test.clone()}>{ props.children.clone() }</div>
    }
}
