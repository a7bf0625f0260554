//! One row of the queue.

use super::QueueQuery;
use crate::{
    components::{RelativeTime, StatusBadge, WaitingBadge},
    locale::use_locale,
    network::operation::ticket::TicketRow,
    page::ticket_words,
    router::{Route, RouteLink},
};
use guichet_domain as domain;
use yew::prelude::*;

/// Props of [`QueueRow`].
#[derive(PartialEq, Properties)]
pub struct QueueRowProps {
    /// The ticket.
    pub ticket: TicketRow,
    /// Whether the feed has just brought it.
    pub fresh: bool,
    /// Whether its thread is open beside.
    pub current: bool,
    /// What stays behind the `?` when its thread opens.
    pub query: QueueQuery,
}

/// A ticket in one row, which is one link to its thread.
#[component]
pub fn QueueRow(props: &QueueRowProps) -> Html {
    let locale = use_locale();
    let words = locale.words();
    let ticket = &props.ticket;
    let number = ticket.number;

    let urgency = domain::Priority::from(ticket.priority);
    let status = domain::TicketStatus::from(ticket.status);
    // Whoever has to act has had to since the last message.
    let since = if ticket.waiting_on.is_some() { &ticket.last_message.posted_at } else { &ticket.last_activity_at };
    html! {
        <RouteLink<QueueQuery>
            to={Route::QueueTicket { number }}
            query={props.query.clone()}
            class={classes!("ticket-row", props.fresh.then_some("ticket-row--fresh"))}
            current={props.current}
            data_test="ticket-row"
            data_number={number}
        >
            <span>
                <span class="ticket-row__title">{ &ticket.title }</span>
                <span class="ticket-row__about">
                    <span class="number">{ (words.ticket.number)(number) }</span>
                    <span>{ ticket.client.name() }</span>
                    <span>{ &ticket.sale.product.designation }</span>
                </span>
            </span>
            <span class="ticket-row__side">
                if urgency > domain::Priority::Normal {
                    <span class="badge badge--urgent">{ ticket_words::priority(words, urgency) }</span>
                }
                <StatusBadge {status} label={ticket_words::status(words, status)} />
                if let Some(party) = ticket.waiting_on.map(domain::Party::from) {
                    <WaitingBadge
                        waiting_on={party}
                        reader={domain::Party::Staff}
                        label={ticket_words::waiting_on(words, party, domain::Party::Staff)}
                    />
                }
                <RelativeTime at={since.0.clone()} lang={locale.tag()} />
            </span>
        </RouteLink<QueueQuery>>
    }
}
