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

pub use sign_in::{SignIn, SignInForm};

use crate::router::Route;
use guichet_domain::Role;
use yew::prelude::*;

/// The screen at an address, for a role that may see it.
pub fn of(route: &Route, role: Role) -> Html {
    match route.clone().seen_by(role) {
        Route::MyTickets => html! { <home::HomePage /> },
        Route::NewTicket => html! { <new_ticket::NewTicketPage /> },
        Route::MyTicket { number } => html! { <my_ticket::MyTicketPage {number} /> },
        Route::MyArticles => html! { <my_articles::MyArticlesPage /> },
        Route::Account => html! { <account::AccountPage /> },
        Route::Queue => html! { <queue::QueuePage /> },
        Route::QueueTicket { number } => html! { <queue::QueuePage {number} /> },
        Route::NewSale => html! { <sale::SalePage /> },
        Route::Home | Route::SignIn | Route::NotFound => html! { <not_found::NotFoundPage /> },
    }
}
