//! A client's ticket.

use super::{head::Head, read, thread};
use crate::{
    components::{Icon, IconName},
    locale::use_locale,
    router::{Route, RouteLink},
};
use guichet_domain::Party;
use yew::prelude::*;

/// Props of [`MyTicketPage`].
#[derive(PartialEq, Properties)]
pub struct MyTicketPageProps {
    /// Which ticket.
    pub number: i32,
}

/// The page of one's ticket: its article, its messages, the reply.
#[component]
pub fn MyTicketPage(props: &MyTicketPageProps) -> Html {
    let locale = use_locale();
    let words = locale.words();
    let thread = thread::use_thread(props.number);
    let above = html! {
        <RouteLink to={Route::MyTickets} class="button button--quiet button--small split__back">
            <Icon name={IconName::Back} />
            { words.common.my_tickets }
        </RouteLink>
    };
    html! {
        <div class="page page--reading">
            { read::show(&thread.resource, &locale, |_| match thread.ticket() {
                Some(ticket) => html! {
                    <>
                        <Head
                            key={ticket.number}
                            title={ticket.title.clone()}
                            {above}
                            lead={html! { <thread::Standing ticket={ticket.clone()} reader={Party::Client} /> }}
                        />
                        <thread::Body key={ticket.number} ticket={ticket.clone()} thread={thread.handle()} reader={Party::Client} />
                    </>
                },
                None => html! {
                    <div data-test="not-found">
                        <Head
                            title={words.thread.not_found_title}
                            {above}
                            lead={html! { <p>{ words.thread.not_found_text }</p> }}
                        />
                    </div>
                },
            }) }
        </div>
    }
}
