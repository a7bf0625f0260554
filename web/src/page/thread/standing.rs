//! Where a ticket stands, in one line.

use crate::{
    components::{RelativeTime, status_badge, waiting_badge},
    locale::Locale,
    network::operation::thread::Ticket,
    page::ticket_words,
};
use guichet_domain::Party;
use yew::prelude::*;

/// The number, the state, who has to act and since when.
pub fn standing(ticket: &Ticket, reader: Party, locale: &Locale) -> Html {
    let words = locale.words();
    let status = ticket.status.into();
    html! {
        <div class="cluster" data-test="standing">
            <span class="number">{ (words.ticket.number)(ticket.number) }</span>
            { status_badge(status, ticket_words::status(words, status)) }
            if let Some(waiting_on) = ticket.waiting_on.map(Party::from) {
                { waiting_badge(waiting_on, reader, ticket_words::waiting_on(words, waiting_on, reader)) }
            }
            <span class="small">
                <RelativeTime at={ticket.last_activity_at.0.clone()} lang={locale.tag()} />
            </span>
        </div>
    }
}
