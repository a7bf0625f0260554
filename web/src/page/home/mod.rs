//! What a client finds when it comes in: what waits for its answer, then all its tickets, then what it bought.

pub mod articles;
mod list;
mod live;
mod row;

use self::{
    articles::{ArticleList, use_articles},
    live::use_my_tickets,
    row::TicketList,
};
use super::{head::Head, read};
use crate::{
    components::{Button, Card, EmptyState},
    hook::use_viewer,
    locale::use_locale,
    network::operation::ticket::TicketRow,
    router::{Route, RouteLink},
};
use std::rc::Rc;
use yew::prelude::*;

/// A client's home.
#[component]
pub fn HomePage() -> Html {
    let locale = use_locale();
    let words = locale.words();
    let home = &words.home;
    let viewer = use_viewer();
    let tickets = use_my_tickets();
    let articles = use_articles();

    let lists = read::show(&tickets.resource, &locale, |_| {
        let rows = tickets.list.rows();
        let (waiting, others): (Vec<TicketRow>, Vec<TicketRow>) = rows.iter().cloned().partition(list::waits_for_me);
        if rows.is_empty() {
            return html! {
                <Card>
                    <EmptyState title={home.tickets_none} text={home.tickets_none_text}>
                        <RouteLink to={Route::NewTicket} class="button">{ home.new_ticket }</RouteLink>
                    </EmptyState>
                </Card>
            };
        }
        let title = if waiting.is_empty() { home.tickets } else { home.other_tickets };
        let on_more = tickets.on_more.reform(|_: MouseEvent| ());
        html! {
            <>
                <section class="stack stack--tight" aria-labelledby="waiting-title" data-test="waiting">
                    <h2 id="waiting-title">{ home.waiting }</h2>
                    if waiting.is_empty() {
                        <p class="soft">{ home.waiting_none }</p>
                    } else {
                        <TicketList rows={Rc::new(waiting)} />
                    }
                </section>
                if !others.is_empty() {
                    <section class="stack stack--tight" aria-labelledby="tickets-title" data-test="tickets">
                        <h2 id="tickets-title">{ title }</h2>
                        <TicketList rows={Rc::new(others)} />
                    </section>
                }
                if tickets.list.more().is_some() {
                    <div class="list__more">
                        <Button onclick={on_more} busy={tickets.reading_more}>{ words.common.more }</Button>
                    </div>
                }
            </>
        }
    });

    html! {
        <div class="page page--reading">
            <Head title={home.title} lead={html! { <p>{ (home.lead)(&viewer.first_name) }</p> }}>
                <RouteLink to={Route::NewTicket} class="button button--primary" data_test="new-ticket">
                    { home.new_ticket }
                </RouteLink>
            </Head>
            <div class="stack stack--loose">
                { lists }
                <section class="stack stack--tight" aria-labelledby="articles-title">
                    <h2 id="articles-title">{ home.articles }</h2>
                    { read::show(&articles, &locale, |articles| html! { <ArticleList articles={articles.clone()} /> }) }
                </section>
            </div>
        </div>
    }
}
