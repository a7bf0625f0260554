//! What a client finds when it comes in: what waits for its answer, then all its tickets, then what it bought.

pub mod articles;
mod list;
mod live;
mod row;

use self::{
    articles::{article_list, use_articles},
    live::use_my_tickets,
    row::ticket_list,
};
use super::{head::Head, new_ticket, read};
use crate::{
    components::{Button, IconName, card, empty_state},
    form::{draft::use_draft_key, outbox},
    hook::{ResourceState, use_ahead, use_focus_kept, use_unread, use_viewer},
    kept::use_kept,
    locale::use_locale,
    network::operation::ticket::TicketRow,
    router::{Link, Route},
};
use yew::prelude::*;

/// What stands behind the `?` where a ticket is opened: the article it is about.
pub const ARTICLE: &str = "achat";

/// A client's home.
#[component]
pub fn HomePage() -> Html {
    let locale = use_locale();
    let words = locale.words();
    let home = &words.home;
    let viewer = use_viewer();
    let tickets = use_my_tickets();
    let articles = use_articles();
    let read_ahead = use_ahead();
    let unread = use_unread();
    let place = use_node_ref();
    use_focus_kept(&place, tickets.list.more().is_some());

    let lists = read::show(&tickets.resource, &locale, |_| {
        let rows = tickets.list.rows();
        let (waiting, others): (Vec<TicketRow>, Vec<TicketRow>) = rows.iter().cloned().partition(list::waits_for_me);
        if rows.is_empty() {
            let new_ticket = Link::to(Route::NewTicket, "button").around(html! { home.new_ticket });
            return card(None, empty_state(IconName::Inbox, home.tickets_none, home.tickets_none_text, new_ticket));
        }
        let title = if waiting.is_empty() { home.tickets } else { home.other_tickets };
        let more = Button {
            label: words.common.more,
            onclick: tickets.on_more.reform(|_: MouseEvent| ()),
            busy: tickets.reading_more,
            data_test: Some("more"),
            ..Button::default()
        };
        html! {
            <>
                <section class="stack stack--tight" aria-labelledby="waiting-title" data-test="waiting">
                    <h2 id="waiting-title">{ home.waiting }</h2>
                    if waiting.is_empty() {
                        <p class="soft">{ home.waiting_none }</p>
                    } else {
                        { ticket_list(&waiting, &unread, &read_ahead, &locale) }
                    }
                </section>
                if !others.is_empty() {
                    <section class="stack stack--tight" aria-labelledby="tickets-title" data-test="tickets">
                        <h2 id="tickets-title">{ title }</h2>
                        { ticket_list(&others, &unread, &read_ahead, &locale) }
                    </section>
                }
                if tickets.list.more().is_some() {
                    <div class="list__more">{ more.view() }</div>
                }
            </>
        }
    });

    let draft_key = use_draft_key(new_ticket::DRAFT);
    let unsent = use_kept(&outbox::key_of(&draft_key)).is_some();
    let new_ticket = Link { data_test: Some("new-ticket"), ..Link::to(Route::NewTicket, "button button--primary") };
    html! {
        <div class="page page--reading">
            <Head title={home.title} lead={html! { <p>{ (home.lead)(&viewer.first_name) }</p> }}>
                { new_ticket.around(html! { home.new_ticket }) }
            </Head>
            <div ref={place} class="stack stack--loose" tabindex="-1">
                if unsent {
                    <p class="banner banner--waiting" data-test="unsent">
                        { Link::to(Route::NewTicket, "").around(html! { words.new_ticket.waiting }) }
                    </p>
                }
                { lists }
                // What comes above would push it down.
                if !matches!(tickets.resource.state, ResourceState::Loading) {
                    <section class="stack stack--tight" aria-labelledby="articles-title">
                        <h2 id="articles-title">{ home.articles }</h2>
                        { read::show(&articles, &locale, |articles| article_list(articles, "h3", &locale)) }
                    </section>
                }
            </div>
        </div>
    }
}
