//! A client's tickets, one line each.

use crate::{
    components::{RelativeTime, status_badge, waiting_badge},
    locale::Locale,
    network::operation::ticket::TicketRow,
    page::ticket_words,
    router::{Link, Route},
};
use guichet_domain::Party;
use yew::prelude::*;

/// Tickets, each a link to its thread, which is read ahead where the pointer or the focus rests. Those with answers that
/// were not read are marked.
pub fn ticket_list(rows: &[TicketRow], unread: &[i32], read_ahead: &Callback<Event>, locale: &Locale) -> Html {
    let onpointerover = read_ahead.reform(|event: PointerEvent| event.into());
    let onfocusin = read_ahead.reform(|event: FocusEvent| event.into());
    html! {
        <div class="card card--flush list">
            <ul class="tickets" {onpointerover} {onfocusin}>
                for ticket in rows {
                    <li key={ticket.number}>{ row(ticket, unread.contains(&ticket.number), locale) }</li>
                }
            </ul>
        </div>
    }
}

fn row(ticket: &TicketRow, unread: bool, locale: &Locale) -> Html {
    let words = locale.words();
    let status = ticket.status.into();
    let content = html! {
        <>
            <div>
                <p class="ticket-row__title">
                    if unread {
                        <span class="unread" data-test="unread"><span class="visually-hidden">{ words.home.unread }</span></span>
                    }
                    { &ticket.title }
                </p>
                <p class="ticket-row__about">
                    <span class="number">{ (words.ticket.number)(ticket.number) }</span>
                    <span>{ &ticket.sale.product.designation }</span>
                </p>
            </div>
            <div class="ticket-row__side">
                { status_badge(status, ticket_words::status(words, status)) }
                if let Some(waiting_on) = ticket.waiting_on.map(Party::from) {
                    { waiting_badge(
                        waiting_on,
                        Party::Client,
                        ticket_words::waiting_on(words, waiting_on, Party::Client),
                    ) }
                }
                <span><RelativeTime at={ticket.last_activity_at.0.clone()} lang={locale.tag()} /></span>
            </div>
        </>
    };
    let link = Link::to(Route::MyTicket { number: ticket.number }, "ticket-row");
    Link { data_test: Some("ticket-row"), data_number: Some(ticket.number), ..link }.around(content)
}
