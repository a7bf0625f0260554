//! A client's tickets, one line each.

use crate::{
    components::{RelativeTime, StatusBadge, WaitingBadge},
    locale::use_locale,
    network::operation::ticket::TicketRow,
    page::ticket_words,
    router::{Route, RouteLink},
};
use guichet_domain::Party;
use std::rc::Rc;
use yew::prelude::*;

/// Props of [`TicketList`].
#[derive(PartialEq, Properties)]
pub struct TicketListProps {
    /// The tickets.
    pub rows: Rc<Vec<TicketRow>>,
}

/// Tickets, each a link to its thread.
#[component]
pub fn TicketList(props: &TicketListProps) -> Html {
    html! {
        <div class="card card--flush list">
            <ul class="tickets">
                for row in props.rows.iter().cloned() {
                    <li key={row.number}><Row ticket={row} /></li>
                }
            </ul>
        </div>
    }
}

#[derive(PartialEq, Properties)]
struct RowProps {
    ticket: TicketRow,
}

#[component]
fn Row(props: &RowProps) -> Html {
    let locale = use_locale();
    let words = locale.words();
    let ticket = &props.ticket;
    let status = ticket.status.into();
    html! {
        <RouteLink
            to={Route::MyTicket { number: ticket.number }}
            class="ticket-row"
            data_test="ticket-row"
            data_number={ticket.number}
        >
            <div>
                <p class="ticket-row__title">{ &ticket.title }</p>
                <p class="ticket-row__about">
                    <span class="number">{ (words.ticket.number)(ticket.number) }</span>
                    <span>{ &ticket.sale.product.designation }</span>
                </p>
            </div>
            <div class="ticket-row__side">
                <StatusBadge {status} label={ticket_words::status(words, status)} />
                if let Some(waiting_on) = ticket.waiting_on.map(Party::from) {
                    <WaitingBadge
                        {waiting_on}
                        reader={Party::Client}
                        label={ticket_words::waiting_on(words, waiting_on, Party::Client)}
                    />
                }
                <span><RelativeTime at={ticket.last_activity_at.0.clone()} lang={locale.tag()} /></span>
            </div>
        </RouteLink>
    }
}
