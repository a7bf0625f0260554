//! A thread beside the list it was opened from.

use super::{Body, standing, use_thread};
use crate::{
    components::{IconName, empty_state},
    hook::use_viewer,
    locale::use_locale,
    network::operation::thread::Ticket,
    page::read,
};
use guichet_domain::Party;
use std::rc::Rc;
use web_sys::HtmlElement;
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
    read::show(&thread.resource, &locale, |_| match thread.ticket() {
        Some(ticket) => html! {
            <article class="stack" aria-labelledby="thread-title">
                <Heading ticket={ticket.clone()} {reader} />
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

#[derive(PartialEq, Properties)]
struct HeadingProps {
    ticket: Rc<Ticket>,
    reader: Party,
}

/// It takes the focus when the thread opens: the keyboard goes on from there.
#[component]
fn Heading(props: &HeadingProps) -> Html {
    let locale = use_locale();
    let heading = use_node_ref();
    use_effect_with(heading.clone(), |heading| {
        if let Some(heading) = heading.cast::<HtmlElement>() {
            // A heading that can't take the focus leaves it where it is.
            drop(heading.focus());
        }
    });
    html! {
        <header class="stack stack--tight">
            <h2 id="thread-title" ref={heading} tabindex="-1">{ &props.ticket.title }</h2>
            { standing(&props.ticket, props.reader, &locale) }
        </header>
    }
}
