//! One entry of a thread: a message, or a change of state.

use crate::{
    components::RelativeTime,
    locale::{Locale, use_locale},
    network::operation::{thread, vocabulary::TicketEventKind, vocabulary::TicketStatus},
};
use guichet_domain::{Party, Role};
use yew::prelude::*;

/// Props of [`Entry`].
#[derive(PartialEq, Properties)]
pub struct EntryProps {
    /// The entry.
    pub entry: thread::Entry,
    /// Whether the reader did it.
    pub mine: bool,
    /// The side of the reader.
    pub reader: Party,
}

/// An entry of a thread.
#[component]
pub fn Entry(props: &EntryProps) -> Html {
    let locale = use_locale();
    let entry = &props.entry;
    match &entry.message {
        Some(message) => said(props, &message.body, &locale),
        None => match sentence(entry, &locale) {
            Some(sentence) => html! {
                <li class="thread__event" data-test="event">
                    <span>{ sentence }</span>
                    <span>{ locale.moment(&entry.at) }</span>
                </li>
            },
            None => html! {},
        },
    }
}

fn said(props: &EntryProps, body: &str, locale: &Locale) -> Html {
    let words = locale.words();
    let EntryProps { entry, mine, reader } = props;
    let author = Role::from(entry.actor.role);
    let side = match author.party() {
        Party::Client => "message--client",
        Party::Staff => "message--staff",
    };
    // The very person who answered is always named; a client need not know whether it sells or repairs.
    let role = match (author, reader) {
        (Role::Client, _) => None,
        (Role::Seller | Role::Technician, Party::Client) => Some(words.thread.support),
        (Role::Seller, Party::Staff) => Some(words.common.seller),
        (Role::Technician, Party::Staff) => Some(words.common.technician),
    };
    html! {
        <li class={classes!("message", side)} data-test="message">
            <p class="message__head">
                <span>
                    <span class="message__author" data-test="author">{ entry.actor.name() }</span>
                    if let Some(role) = role {
                        { format!(" · {role}") }
                    }
                    if *mine {
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
fn sentence(entry: &thread::Entry, locale: &Locale) -> Option<String> {
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
