//! One entry of a thread: a message, or a change of state.

use crate::{
    components::RelativeTime,
    locale::Locale,
    network::operation::{
        session::Viewer,
        thread::Entry,
        vocabulary::{TicketEventKind, TicketStatus},
    },
};
use guichet_domain::{Party, Role};
use yew::prelude::*;

/// An entry, keyed by its cursor; none where there is nothing to tell.
pub fn entry(entry: &Entry, viewer: &Viewer, locale: &Locale) -> Option<Html> {
    if let Some(message) = &entry.message {
        return Some(said(entry, &message.body, viewer, locale));
    }
    let sentence = sentence(entry, locale)?;
    Some(html! {
        <li key={entry.cursor.clone()} class="thread__event" data-test="event">
            <span>{ sentence }</span>
            <span>{ locale.moment(&entry.at) }</span>
        </li>
    })
}

fn said(entry: &Entry, body: &str, viewer: &Viewer, locale: &Locale) -> Html {
    let words = locale.words();
    let mine = entry.actor.id.inner() == viewer.id;
    let author = Role::from(entry.actor.role);
    let side = match author.party() {
        Party::Client => "message--client",
        Party::Staff => "message--staff",
    };
    // The very person who answered is always named; a client need not know whether it sells or repairs.
    let role = match (author, viewer.role.party()) {
        (Role::Client, _) => None,
        (Role::Seller | Role::Technician, Party::Client) => Some(words.thread.support),
        (Role::Seller, Party::Staff) => Some(words.common.seller),
        (Role::Technician, Party::Staff) => Some(words.common.technician),
    };
    html! {
        <li key={entry.cursor.clone()} class={classes!("message", side)} data-test="message">
            <p class="message__head">
                <span>
                    <span class="message__author" data-test="author">{ entry.actor.name() }</span>
                    if let Some(role) = role {
                        { format!(" · {role}") }
                    }
                    if mine {
                        { format!(" · {}", words.thread.you) }
                    }
                </span>
                <span><RelativeTime at={entry.at.0.clone()} lang={locale.tag()} /></span>
            </p>
            <p class="message__body" data-test="message-body">{ body }</p>
        </li>
    }
}

/// What happened, where nothing was said.
fn sentence(entry: &Entry, locale: &Locale) -> Option<String> {
    let words = &locale.words().thread;
    let wording = match (entry.kind, entry.to_status) {
        (TicketEventKind::StatusChanged, Some(TicketStatus::Resolved)) => words.resolved_by,
        (TicketEventKind::StatusChanged, Some(TicketStatus::InProgress)) => words.in_progress_by,
        (TicketEventKind::StatusChanged, Some(TicketStatus::Open) | None) | (TicketEventKind::MessagePosted, _) => {
            return None;
        }
        (TicketEventKind::Opened, _) => words.opened_by,
        (TicketEventKind::PriorityChanged, _) => words.priority_by,
    };
    Some(wording(&entry.actor.name()))
}
