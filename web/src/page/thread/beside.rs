//! A thread beside the list it was opened from.

use super::{Body, standing, use_thread};
use crate::{
    components::{IconName, empty_state},
    focus::focus,
    hook::use_viewer,
    locale::use_locale,
    page::read,
};
use yew::prelude::*;

/// Props of [`Thread`].
#[derive(PartialEq, Properties)]
pub struct ThreadProps {
    /// Which ticket.
    pub number: i32,
}

/// A ticket with its heading, as a part of a page.
#[component]
pub fn Thread(props: &ThreadProps) -> Html {
    let locale = use_locale();
    let words = &locale.words().thread;
    let reader = use_viewer().role.party();
    let thread = use_thread(props.number);
    let heading = use_node_ref();
    // It takes the focus when the thread opens: the keyboard goes on from there.
    use_effect_with(thread.ticket().is_some(), {
        let heading = heading.clone();
        move |_| focus(&heading)
    });
    read::show(&thread.resource, &locale, |_| match thread.ticket() {
        Some(ticket) => html! {
            <article class="stack" aria-labelledby="thread-title">
                <header class="stack stack--tight">
                    <h2 id="thread-title" ref={heading.clone()} tabindex="-1">{ &ticket.title }</h2>
                    { standing(&ticket, reader, &locale) }
                </header>
                <Body {ticket} thread={thread.handle()} {reader} />
            </article>
        },
        None => html! {
            <div data-test="not-found">
                { empty_state(IconName::Search, words.not_found_title, words.not_found_text, html! {}) }
            </div>
        },
    })
}
