//! The screens.

mod account;
mod head;
mod home;
mod my_articles;
mod my_ticket;
mod new_ticket;
mod not_found;
mod queue;
mod read;
mod sale;
mod sign_in;
mod thread;
mod ticket_words;

pub use read::not_loaded;
pub use sign_in::{SignIn, SignInForm};

use crate::{
    locale::Locale,
    network::operation::session::Viewer,
    router::{Address, Route},
};
use yew::prelude::*;

/// The screen, as one sees it at this address.
pub fn of(seen: Route, address: &Address, viewer: &Viewer, locale: &Locale) -> Html {
    match seen {
        Route::MyTickets => html! { <home::HomePage /> },
        Route::NewTicket => html! { <new_ticket::NewTicketPage article={address.value(home::ARTICLE)} /> },
        Route::MyTicket { number } => html! { <my_ticket::MyTicketPage key={number} {number} /> },
        Route::MyArticles => html! { <my_articles::MyArticlesPage /> },
        Route::Account => html! { <account::AccountPage /> },
        Route::Queue => html! { <queue::QueuePage selection={queue::Selection::of(address)} /> },
        Route::QueueTicket { number } => {
            html! { <queue::QueuePage {number} selection={queue::Selection::of(address)} /> }
        }
        Route::NewSale => html! { <sale::SalePage /> },
        Route::Home | Route::SignIn | Route::NotFound => not_found::not_found(viewer, locale),
    }
}
