//! The door: who is not signed in signs in first, and then goes on to where it wanted to go.

use super::{
    connection_banner::use_connection_banner,
    news::use_news,
    sign_in_again::SignInAgain,
    topbar::{topbar, use_sign_out},
};
use crate::{
    components::skeleton,
    form::outbox::use_outbox,
    locale::{Locale, use_locale},
    network::{Failure, Network, SessionState, operation::session::Viewer, use_network, use_signal},
    page,
    router::{Address, Route, replace},
};
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// What stands behind the `?` where one signs in: the address to come back to.
const WAY_BACK: &str = "retour";

/// Props of [`Gate`].
#[derive(PartialEq, Properties)]
pub struct GateProps {
    /// Where the person wants to go.
    pub address: Address,
}

/// Lets in who is signed in, and shows the others where to sign in.
#[component]
pub fn Gate(props: &GateProps) -> Html {
    let locale = use_locale();
    let network = use_network();
    let state = use_signal(network.session().state());
    let address = &props.address;
    // Whoever is not signed in yet goes on from there to where it wanted to go.
    let wanted = address.text();
    let way_back = Some(wanted.as_str()).filter(|path| *path != "/");
    let outside = state == SessionState::Visitor && address.route() != Route::SignIn;
    use_replace(outside.then(|| Address::from(Route::SignIn).with(WAY_BACK, way_back).text()));
    let banner = use_connection_banner();
    let shown = match state {
        SessionState::Visitor if !outside => sign_in(),
        // Whoever asks for it may sign in all the same.
        SessionState::NotRestored(_) if address.route() == Route::SignIn => sign_in(),
        SessionState::NotRestored(failure) => not_restored(&failure, &network, &locale),
        SessionState::Restoring | SessionState::Visitor => waiting(&locale),
        SessionState::SignedIn(viewer) => inside(address, viewer, Standing::SignedIn),
        SessionState::Ended { viewer, other } => inside(address, viewer, Standing::Ended { other }),
    };
    html! { <>{ banner }{ shown }</> }
}

/// The same component whether the session goes on or has ended: what was typed stays where it is. Another person's is
/// another one.
fn inside(address: &Address, viewer: Rc<Viewer>, standing: Standing) -> Html {
    html! { <Inside key={viewer.id.clone()} address={address.clone()} viewer={viewer.clone()} {standing} /> }
}

fn sign_in() -> Html {
    html! { <main id="main"><page::SignIn /></main> }
}

/// Says why it could not be found out who is signed in, and tries once more when asked to.
fn not_restored(failure: &Failure, network: &Network, locale: &Locale) -> Html {
    let session = network.session().clone();
    let on_retry = Callback::from(move |()| {
        let session = session.clone();
        spawn_local(async move { session.go_on().await });
    });
    html! { <main id="main" class="page" tabindex="-1">{ page::not_loaded(failure, on_retry, locale) }</main> }
}

fn waiting(locale: &Locale) -> Html {
    // Whoever has pressed something that gave way to this keeps the focus.
    html! { <main id="main" class="page" tabindex="-1">{ skeleton(locale.words().common.loading, 6) }</main> }
}

/// Leads to another address, where there is one to go to.
#[hook]
fn use_replace(elsewhere: Option<String>) {
    use_effect_with(elsewhere, |elsewhere| {
        if let Some(path) = elsewhere {
            replace(path);
        }
    });
}

#[derive(PartialEq, Properties)]
struct InsideProps {
    address: Address,
    viewer: Rc<Viewer>,
    standing: Standing,
}

/// How the session of the person whose page it is stands.
#[derive(Clone, PartialEq)]
enum Standing {
    SignedIn,
    Ended {
        /// Who has signed in from another tab since, if somebody did.
        other: Option<Rc<Viewer>>,
    },
}

#[component]
fn Inside(props: &InsideProps) -> Html {
    let locale = use_locale();
    let InsideProps { address, viewer, standing } = props;
    let signed_in = *standing == Standing::SignedIn;
    let sign_out = use_sign_out();
    use_outbox(&viewer.id, signed_in);
    let (route, role) = (address.route(), viewer.role);
    let seen = route.seen_by(role);
    use_news(viewer, signed_in, seen);
    // Whoever just signed in goes to where it wanted to go.
    let way_back = || address.value(WAY_BACK).filter(|_| route == Route::SignIn).filter(|path| is_of_this_site(path));
    let elsewhere = way_back().or_else(|| (seen != route && seen != Route::NotFound).then(|| seen.path()));

    use_replace(elsewhere.clone());
    if elsewhere.is_some() {
        return waiting(&locale);
    }

    let other = match standing {
        Standing::SignedIn => None,
        Standing::Ended { other } => other.clone(),
    };
    html! {
        <ContextProvider<Rc<Viewer>> context={viewer.clone()}>
            <div class="shell">
                { topbar(seen, viewer, sign_out, &locale) }
                <main id="main" class="shell__main" tabindex="-1">{ page::of(seen, address, viewer, &locale) }</main>
            </div>
            <SignInAgain open={!signed_in} email={viewer.email.clone().unwrap_or_default()} {other} />
        </ContextProvider<Rc<Viewer>>>
    }
}

/// Whether a way back leads within this site, whoever wrote it into the address. Browsers take tabs and line breaks out of
/// an address before they read it.
fn is_of_this_site(path: &str) -> bool {
    path.starts_with('/') && !path.starts_with("//") && !path.contains(|c: char| c == '\\' || c.is_control())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_comes_back_to_this_site_only() {
        assert!(is_of_this_site("/file?onglet=open"));
        for foreign in
            ["https://example.org", "//example.org", "/\\example.org", "/\t/example.org", "/\n/example.org", ""]
        {
            assert!(!is_of_this_site(foreign), "{foreign}");
        }
    }
}
