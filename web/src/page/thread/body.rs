//! The article, the entries, and what can be done.

use super::{ThreadHandle, article::Article, composer::Composer, entry::Entry, resolve::Resolve};
use crate::{
    components::{Banner, Button},
    form::draft::use_draft_key,
    hook::use_viewer,
    locale::use_locale,
    network::operation::{
        thread::Ticket,
        vocabulary::{TicketAction, TicketStatus},
    },
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
    let on_earlier = thread.on_earlier.reform(|_: MouseEvent| ());
    html! {
        <div class="stack">
            <Article ticket={ticket.clone()} reader={*reader} />
            <h2 class="visually-hidden">{ words.messages }</h2>
            if ticket.timeline.page_info.has_previous_page {
                <div class="cluster">
                    <Button class="button--small" onclick={on_earlier} busy={thread.reading_earlier}>{ words.earlier }</Button>
                </div>
            }
            <ol class="thread" data-test="thread">
                for entry in &ticket.timeline.nodes {
                    <Entry
                        key={entry.cursor.clone()}
                        entry={entry.clone()}
                        mine={entry.actor.id.inner() == viewer.id}
                        reader={*reader}
                    />
                }
            </ol>
            if ticket.allows(TicketAction::Reply) {
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
            } else if can_resolve {
                <Resolve ticket_id={ticket.id.inner().to_owned()} {draft_key} on_change={thread.reload.clone()} />
            }
            if ticket.status == TicketStatus::Resolved {
                <Banner data_test="resolved-note">{ words.resolved_note }</Banner>
            }
        </div>
    }
}
