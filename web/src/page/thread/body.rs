//! The article, the entries, what can be done, and what else was asked.

use super::{ThreadHandle, article::article, composer::Composer, entry::entry, history::history, resolve::Resolve};
use crate::{
    components::Button,
    form::draft::use_draft_key,
    hook::use_viewer,
    locale::use_locale,
    network::operation::{thread::Ticket, vocabulary::TicketAction},
};
use guichet_domain::Party;
use std::rc::Rc;
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
    let can_resolve = ticket.allows(TicketAction::Resolve);
    let earlier = Button {
        label: words.earlier,
        onclick: thread.on_earlier.reform(|_: MouseEvent| ()),
        busy: thread.reading_earlier,
        class: Some("button--small"),
        data_test: Some("earlier"),
        ..Button::default()
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
            <ol class="thread" data-test="thread">
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
                    <Resolve ticket_id={ticket.id.inner().to_owned()} {draft_key} on_change={thread.reload.clone()} />
                }
            </Composer>
            { history(ticket, *reader, &locale) }
        </div>
    }
}
