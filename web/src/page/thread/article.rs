//! What a ticket is about: the article and how old it is, and for staff whose it is.

use crate::{components::card, locale::Locale, network::operation::thread::Ticket, page::ticket_words};
use guichet_domain::Party;
use yew::prelude::*;

/// The card of the article.
pub fn article(ticket: &Ticket, reader: Party, locale: &Locale) -> Html {
    let words = &locale.words().ticket;
    let Ticket { client, sale, opened_at, .. } = ticket;
    let staff_reads = match reader {
        Party::Client => false,
        Party::Staff => true,
    };
    let fact = |term: &'static str, value: Html| html! { <div><dt>{ term }</dt><dd>{ value }</dd></div> };
    let facts = html! {
        <dl class="facts" aria-label={locale.words().thread.product_card} data-test="product-card">
            { fact(words.product, html! { &sale.product.designation }) }
            { fact(words.reference, html! { &sale.product.reference }) }
            { fact(words.serial_number, html! { <span class="mono">{ &sale.serial_number.0 }</span> }) }
            { fact(words.sold_on, html! { <>{ locale.day(&sale.sold_on) }<br /><span class="small soft" data-test="age">{ locale.age(&sale.sold_on) }</span></> }) }
            { fact(words.opened_at, html! { locale.moment(opened_at) }) }
            if staff_reads {
                { fact(words.priority, html! { ticket_words::priority(locale.words(), ticket.priority.into()) }) }
                { fact(words.client, html! { <>{ client.name() }<br /><span class="small">{ &client.email.0 }</span></> }) }
            }
        </dl>
    };
    card(None, facts)
}
