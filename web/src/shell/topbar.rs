//! The bar above every page.

use super::Preferences;
use crate::{
    components::{Button, IconName, Menu, icon},
    form::Trouble,
    hook::use_announce,
    locale::{Locale, use_locale},
    network::{operation::session::Viewer, use_network},
    router::{Link, Route, replace},
};
use guichet_domain::{Party, Role};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// The way to each page of one's role, and to one's account.
pub fn topbar(page: Route, viewer: &Viewer, sign_out: Html, locale: &Locale) -> Html {
    let words = locale.words();
    let common = &words.common;

    let links = match viewer.role.party() {
        Party::Client => [(Route::MyTickets, common.my_tickets), (Route::MyArticles, common.my_articles)],
        Party::Staff => [(Route::Queue, common.queue), (Route::NewSale, common.new_sale)],
    };
    let role = match viewer.role {
        Role::Client => common.client,
        Role::Seller => common.seller,
        Role::Technician => common.technician,
    };
    let initials: String =
        [&viewer.first_name, &viewer.last_name].into_iter().filter_map(|name| name.chars().next()).collect();
    let button = html! {
        <>
            <span class="avatar" aria-hidden="true">{ initials }</span>
            <span class="menu__name" aria-hidden="true">{ viewer.name() }</span>
        </>
    };

    let brand = html! {
        <>
            { icon(IconName::Counter) }
            <span class="topbar__word">{ common.brand }</span>
        </>
    };
    let link = |to: Route, label: &'static str| {
        let current = is_under(page, to);
        Link { current, ..Link::to(to, "topbar__link") }.around(html! { label })
    };

    html! {
        <>
            <a class="skip-link" href="#main" data-test="skip-link">{ common.skip_to_content }</a>
            <header class="topbar">
                { Link::to(Route::home(viewer.role), "topbar__brand").around(brand) }
                <nav class="topbar__nav" aria-label={common.navigation}>
                    { for links.map(|(to, label)| link(to, label)) }
                </nav>
                // Another page begins with a closed one.
                <Menu key={page.path()} {button} label={(common.account_menu)(&viewer.name())} data_test="account-menu">
                    <div>
                        <p><strong>{ viewer.name() }</strong></p>
                        <p class="soft small">{ role }</p>
                    </div>
                    { link(Route::Account, common.account) }
                    <Preferences keys={viewer.role.party() == Party::Staff} />
                    { sign_out }
                </Menu>
            </header>
        </>
    }
}

/// Whether a page belongs to the part of the site that a link leads to.
fn is_under(page: Route, link: Route) -> bool {
    match page {
        Route::MyTicket { .. } | Route::NewTicket => link == Route::MyTickets,
        Route::QueueTicket { .. } => link == Route::Queue,
        Route::Home
        | Route::SignIn
        | Route::MyTickets
        | Route::MyArticles
        | Route::Queue
        | Route::NewSale
        | Route::Account
        | Route::NotFound => page == link,
    }
}

/// What ends the session.
#[hook]
pub fn use_sign_out() -> Html {
    let locale = use_locale();
    let network = use_network();
    let announce = use_announce();
    let busy = use_state(|| false);
    let label = locale.words().common.sign_out;
    let onclick = {
        let busy = busy.clone();
        Callback::from(move |_: MouseEvent| {
            let (network, announce, locale, busy) = (network.clone(), announce.clone(), locale.clone(), busy.clone());
            busy.set(true);
            spawn_local(async move {
                match network.session().sign_out().await {
                    // Whoever signs in next starts from its own first screen.
                    Ok(()) => replace(&Route::SignIn.path()),
                    Err(failure) => {
                        busy.set(false);
                        announce.say(Trouble::Failure(failure).sentence(&locale));
                    }
                }
            });
        })
    };
    Button { label, onclick, busy: *busy, data_test: Some("sign-out"), ..Button::default() }.view()
}
