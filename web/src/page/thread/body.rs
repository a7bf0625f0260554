//! The article, the entries, what can be done, and what else was asked.

use super::{
    ThreadHandle,
    article::article,
    composer::Composer,
    entry::entry,
    history::history,
    resolve::{Resolve, use_resolve},
};
use crate::{
    components::Button,
    focus::nothing_has_focus,
    form::draft::use_draft_key,
    hook::use_viewer,
    locale::use_locale,
    network::operation::{thread::Ticket, vocabulary::TicketAction},
};
use guichet_domain::Party;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};
use yew::prelude::*;

/// Props of [`Body`].
#[derive(PartialEq, Properties)]
pub struct BodyProps {
    /// The ticket.
    pub ticket: Rc<Ticket>,
    /// What can be done with its thread.
    pub thread: ThreadHandle,
    /// The side of the reader.
    pub reader: Party,
}

/// All of a ticket but its heading, for both sides.
#[component]
pub fn Body(props: &BodyProps) -> Html {
    let locale = use_locale();
    let words = &locale.words().thread;
    let viewer = use_viewer();
    let draft_key = use_draft_key(&format!("reply.{}", props.ticket.number));
    let BodyProps { ticket, thread, reader } = props;
    let resolve = use_resolve(Resolve {
        ticket_id: ticket.id.inner().to_owned(),
        draft_key: draft_key.clone(),
        on_change: thread.reload.clone(),
    });
    let can_resolve = ticket.allows(TicketAction::Resolve);
    let earlier = Button {
        label: words.earlier,
        busy: thread.reading_earlier,
        class: Some("button--small"),
        data_test: Some("earlier"),
        ..Button::default()
    };
    // The button goes with the last of them: the focus goes on to what was the first until then, which stays in sight.
    let (entries, shown) = (use_node_ref(), use_mut_ref(|| 0));
    let count = |entries: &NodeRef| entries.cast::<Element>().map_or(0, |entries| entries.child_element_count());
    use_effect_with(ticket.timeline.page_info.has_previous_page, {
        let (entries, shown) = (entries.clone(), shown.clone());
        move |_| {
            let at = count(&entries).saturating_sub(*shown.borrow());
            let first = entries.cast::<Element>().and_then(|entries| entries.children().item(at));
            if let Some(first) = first.filter(|_| *shown.borrow() > 0 && nothing_has_focus()) {
                // An element that can't take the focus leaves it where it is.
                drop(first.set_attribute("tabindex", "-1").and_then(|()| first.unchecked_ref::<HtmlElement>().focus()));
            }
        }
    });
    let earlier = Button {
        onclick: {
            let (entries, on_earlier) = (entries.clone(), thread.on_earlier.clone());
            Callback::from(move |_: MouseEvent| {
                shown.replace(count(&entries));
                on_earlier.emit(());
            })
        },
        ..earlier
    };
    html! {
        <div class="stack">
            { article(ticket, *reader, &locale) }
            <h2 class="visually-hidden">{ words.messages }</h2>
            if ticket.timeline.page_info.has_previous_page {
                <div class="cluster">
                    { earlier.view() }
                </div>
            }
            <ol ref={entries} class="thread" data-test="thread">
                { for ticket.timeline.nodes.iter().filter_map(|row| entry(row, &viewer, &locale)) }
            </ol>
            // Also once the ticket is resolved: what was written before shows still.
            <Composer
                ticket={ticket.clone()}
                reader={*reader}
                draft_key={draft_key.clone()}
                on_change={thread.reload.clone()}
            >
                if can_resolve {
                    { resolve }
                }
            </Composer>
            { history(ticket, *reader, &locale) }
        </div>
    }
}
