//! A client's ticket.

use super::{head::Head, read, thread};
use crate::{
    components::{IconName, icon},
    locale::use_locale,
    router::{Link, Route},
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
    let back = Link::to(Route::MyTickets, "button button--quiet button--small split__back");
    let above = back.around(html! { <>{ icon(IconName::Back) }{ words.common.my_tickets }</> });
    html! {
        <div class="page page--reading">
            { read::show(&thread.resource, &locale, |_| match thread.ticket() {
                Some(ticket) => html! {
                    <>
                        <Head
                            key={ticket.number}
                            title={ticket.title.clone()}
                            {above}
                            lead={thread::standing(&ticket, Party::Client, &locale)}
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
