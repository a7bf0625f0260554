//! What else the client asked, and about the same article.

use crate::{
    components::{card, status_badge},
    locale::Locale,
    network::operation::thread::{PastTicket, Ticket},
    page::ticket_words,
    router::{Address, CLIENT, Link, Route},
};
use guichet_domain::Party;
use yew::prelude::*;

/// How many requests about other articles show.
const OTHERS: usize = 5;

/// The client's other tickets, those about the same article first; nothing where there is none.
pub fn history(ticket: &Ticket, reader: Party, locale: &Locale) -> Html {
    let words = &locale.words().thread;
    let others = || ticket.history.tickets.nodes.iter().filter(|other| other.number != ticket.number);
    let (same, different): (Vec<_>, Vec<_>) = others().partition(|other| other.sale.id == ticket.sale.id);
    if same.is_empty() && different.is_empty() {
        return html! {};
    }
    let (about_others, all) = match reader {
        Party::Client => (words.my_other_tickets, None),
        Party::Staff => {
            (words.other_tickets, Some(Address::from(Route::Queue).with(CLIENT, Some(ticket.client.id.inner()))))
        }
    };
    let lists = html! {
        <div class="columns columns--top" data-test="history">
            { list(words.same_article, &same, reader, locale) }
            { list(about_others, different.get(..OTHERS).unwrap_or(&different), reader, locale) }
            if let Some(all) = all {
                <p class="columns__whole">
                    { Link { data_test: Some("all-of-client"), ..Link::to(all, "small") }.around(html! { words.all_of_client }) }
                </p>
            }
        </div>
    };
    card(None, lists)
}

fn list(title: &'static str, tickets: &[&PastTicket], reader: Party, locale: &Locale) -> Html {
    if tickets.is_empty() {
        return html! {};
    }
    let words = locale.words();
    // Whatever is chosen in the queue beside stays chosen.
    let to = |number| match reader {
        Party::Client => Address::from(Route::MyTicket { number }),
        Party::Staff => Address::here().moved_to(Route::QueueTicket { number }),
    };
    html! {
        <section class="stack stack--tight">
            <h2 class="small soft">{ title }</h2>
            <ul class="stack stack--tight tokens">
                for ticket in tickets.iter().copied() {
                    <li key={ticket.number} class="cluster small" data-test="past-ticket">
                        { Link::to(to(ticket.number), "").around(html! { <>{ (words.ticket.number)(ticket.number) }{ " " }{ &ticket.title }</> }) }
                        { status_badge(ticket.status.into(), ticket_words::status(words, ticket.status.into())) }
                    </li>
                }
            </ul>
        </section>
    }
}
