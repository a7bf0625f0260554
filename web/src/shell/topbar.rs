//! The bar above every page.

use super::Preferences;
use crate::{
    components::{Button, Icon, IconName, Menu},
    form::Trouble,
    hook::{use_announce, use_viewer},
    locale::use_locale,
    network::use_network,
    router::{Route, RouteLink},
};
use guichet_domain::{Party, Role};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// Props of [`Topbar`].
#[derive(PartialEq, Properties)]
pub struct TopbarProps {
    /// The page below.
    pub route: Route,
}

/// The way to each page of one's role, and to one's account.
#[component]
pub fn Topbar(props: &TopbarProps) -> Html {
    let locale = use_locale();
    let words = locale.words();
    let common = &words.common;
    let viewer = use_viewer();

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
            <span class="menu__name">{ viewer.name() }</span>
        </>
    };

    html! {
        <>
            <a class="skip-link" href="#main" data-test="skip-link">{ common.skip_to_content }</a>
            <header class="topbar">
                <RouteLink to={Route::home(viewer.role)} class="topbar__brand" current={false}>
                    <Icon name={IconName::Counter} />
                    <span class="topbar__word">{ common.brand }</span>
                </RouteLink>
                <nav class="topbar__nav" aria-label={common.navigation}>
                    for (route, label) in links {
                        <RouteLink key={label} to={route.clone()} class="topbar__link" current={is_under(&props.route, &route)}>
                            { label }
                        </RouteLink>
                    }
                </nav>
                <Menu {button} label={(common.account_menu)(&viewer.name())} data_test="account-menu">
                    <div>
                        <p><strong>{ viewer.name() }</strong></p>
                        <p class="soft small">{ role }</p>
                    </div>
                    <RouteLink to={Route::Account} class="topbar__link" current={props.route == Route::Account}>
                        { common.account }
                    </RouteLink>
                    <Preferences />
                    <SignOut />
                </Menu>
            </header>
        </>
    }
}

/// Whether a page belongs to the part of the site that a link leads to.
fn is_under(page: &Route, link: &Route) -> bool {
    match page {
        Route::MyTicket { .. } | Route::NewTicket => *link == Route::MyTickets,
        Route::QueueTicket { .. } => *link == Route::Queue,
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

/// Ends the session.
#[component]
fn SignOut() -> Html {
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
                if let Err(failure) = network.session().sign_out().await {
                    busy.set(false);
                    announce.say(Trouble::Failure(failure).sentence(&locale));
                }
            });
        })
    };
    html! { <Button {onclick} busy={*busy} data_test="sign-out">{ label }</Button> }
}
