//! Things that belong together.

use yew::prelude::*;

/// Props of [`Card`].
#[derive(PartialEq, Properties)]
pub struct CardProps {
    /// Its heading, if it has one.
    #[prop_or_default]
    pub title: Option<AttrValue>,
    /// Whether its content goes to its edges, such as a list does.
    #[prop_or_default]
    pub flush: bool,
    /// Its content.
    #[prop_or_default]
    pub children: Html,
}

/// A sheet on the page.
#[component]
pub fn Card(props: &CardProps) -> Html {
    html! {
        <section class={if props.flush { classes!("card", "card--flush") } else { classes!("card", "stack") }}>
            if let Some(title) = &props.title {
                <h2>{ title }</h2>
            }
            { props.children.clone() }
        </section>
    }
}
