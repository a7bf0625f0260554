//! One row of the queue.

use crate::{
    components::{RelativeTime, StatusBadge, WaitingBadge},
    locale::use_locale,
    network::operation::{
        ticket::TicketRow,
        vocabulary::{Party, Priority, TicketStatus},
    },
    router::Route,
};
use guichet_domain as domain;
use yew::prelude::*;
use yew_router::Routable;

/// Props of [`QueueRow`].
#[derive(PartialEq, Properties)]
pub struct QueueRowProps {
    /// The ticket.
    pub ticket: TicketRow,
    /// Whether the feed has just brought it.
    pub fresh: bool,
    /// Whether its thread is open beside.
    pub current: bool,
    /// Called with its number to open its thread.
    pub on_open: Callback<i32>,
}

/// A ticket in one row, which is one link to its thread.
#[component]
pub fn QueueRow(props: &QueueRowProps) -> Html {
    let locale = use_locale();
    let words = &locale.words().ticket;
    let ticket = &props.ticket;
    let number = ticket.number;

    let status = match ticket.status {
        TicketStatus::Open => words.open,
        TicketStatus::InProgress => words.in_progress,
        TicketStatus::Resolved => words.resolved,
    };
    let urgency = match ticket.priority {
        Priority::Urgent => Some(words.urgent),
        Priority::High => Some(words.high),
        Priority::Normal | Priority::Low => None,
    };
    // Whoever has to act has had to since the last message.
    let since = if ticket.waiting_on.is_some() { &ticket.last_message.posted_at } else { &ticket.last_activity_at };
    let onclick = props.on_open.filter_reform(move |event: MouseEvent| {
        // With a key held the browser opens another tab or window, as everywhere.
        let elsewhere = event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key();
        if !elsewhere {
            event.prevent_default();
        }
        (!elsewhere).then_some(number)
    });

    html! {
        <a
            class={classes!("ticket-row", props.fresh.then_some("ticket-row--fresh"))}
            href={Route::QueueTicket { number }.to_path()}
            aria-current={props.current.then_some("true")}
            data-test="ticket-row"
            data-number={number.to_string()}
            {onclick}
        >
            <span>
                <span class="ticket-row__title">{ &ticket.title }</span>
                <span class="ticket-row__about">
                    <span class="number">{ (words.number)(number) }</span>
                    <span>{ ticket.client.name() }</span>
                    <span>{ &ticket.sale.product.designation }</span>
                </span>
            </span>
            <span class="ticket-row__side">
                if let Some(urgency) = urgency {
                    <span class="badge badge--urgent">{ urgency }</span>
                }
                <StatusBadge status={domain::TicketStatus::from(ticket.status)} label={status} />
                if let Some(party) = ticket.waiting_on {
                    <WaitingBadge
                        waiting_on={domain::Party::from(party)}
                        reader={domain::Party::Staff}
                        label={match party {
                            Party::Staff => words.waiting_on_us,
                            Party::Client => words.waiting_on_client,
                        }}
                    />
                }
                <RelativeTime at={since.0.clone()} lang={locale.tag()} />
            </span>
        </a>
    }
}
