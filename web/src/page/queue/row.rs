//! One row of the queue.

use super::{list::Row, selection::Selection};
use crate::{
    components::{RelativeTime, status_badge, waiting_badge},
    locale::{Locale, words::Words},
    network::operation::queue::{TicketMatch, TicketMatchField},
    page::ticket_words,
    router::Link,
};
use guichet_domain as domain;
use yew::prelude::*;

/// A ticket in one row, which is one link to its thread; `current`: the thread is open beside.
pub fn row(row: &Row, current: bool, selection: &Selection, locale: &Locale) -> Html {
    let words = locale.words();
    let ticket = &row.ticket;
    let number = ticket.number;

    let urgency = domain::Priority::from(ticket.priority);
    let solid = (urgency == domain::Priority::Urgent).then_some("badge--solid");
    let status = domain::TicketStatus::from(ticket.status);
    // Whoever has to act has had to since the last message.
    let since = if ticket.waiting_on.is_some() { &ticket.last_message.posted_at } else { &ticket.last_activity_at };
    let content = html! {
        <>
            <span>
                <span class="ticket-row__title">{ &ticket.title }</span>
                <span class="ticket-row__about">
                    <span class="number">{ (words.ticket.number)(number) }</span>
                    <span>{ ticket.client.name() }</span>
                    <span>{ &ticket.sale.product.designation }</span>
                </span>
                { for row.matches.iter().map(|found| passage(found, words)) }
            </span>
            <span class="ticket-row__side">
                if urgency > domain::Priority::Normal {
                    <span class={classes!("badge", "badge--urgent", solid)}>
                        { ticket_words::priority(words, urgency) }
                    </span>
                }
                { status_badge(status, ticket_words::status(words, status)) }
                if let Some(party) = ticket.waiting_on.map(domain::Party::from) {
                    { waiting_badge(
                        party,
                        domain::Party::Staff,
                        ticket_words::waiting_on(words, party, domain::Party::Staff),
                    ) }
                }
                <RelativeTime at={since.0.clone()} lang={locale.tag()} />
            </span>
        </>
    };
    let link = Link {
        to: selection.address(Some(number)),
        class: classes!("ticket-row", row.fresh.then_some("ticket-row--fresh")),
        current,
        data_test: Some("ticket-row"),
        data_number: Some(number),
        ..Link::default()
    };
    link.around(content)
}

/// A passage in which the ticket was found, with what was found marked.
fn passage(found: &TicketMatch, words: &Words) -> Html {
    let place = match found.field {
        TicketMatchField::Number => words.queue.number,
        TicketMatchField::Title => words.new_ticket.subject,
        TicketMatchField::Message => words.queue.message,
        TicketMatchField::ProductReference => words.ticket.reference,
        TicketMatchField::ProductDesignation => words.ticket.product,
        TicketMatchField::SerialNumber => words.ticket.serial_number,
        TicketMatchField::ClientName => words.ticket.client,
        TicketMatchField::ClientEmail => words.sale.email,
    };
    let ellipsis = |cut: bool| if cut { "…" } else { "" };
    html! {
        <span class="ticket-row__match" data-test="match">
            <span class="ticket-row__place">{ place }</span>
            <q>
                { ellipsis(found.is_cut_before) }
                for part in &found.excerpt {
                    if part.is_match {
                        <mark>{ &part.text }</mark>
                    } else {
                        { &part.text }
                    }
                }
                { ellipsis(found.is_cut_after) }
            </q>
        </span>
    }
}
