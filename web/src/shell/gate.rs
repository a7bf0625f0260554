//! The door: who is not signed in signs in first, and then goes on to where it wanted to go.

use super::{sign_in_again::SignInAgain, topbar::Topbar};
use crate::{
    components::Skeleton,
    hook::ViewerProvider,
    locale::use_locale,
    network::{SessionState, operation::session::Viewer, use_network, use_signal},
    page,
    router::{Route, SignInQuery},
};
use std::rc::Rc;
use yew::prelude::*;
use yew_router::{
    history::{BrowserHistory, History},
    prelude::*,
};

/// Props of [`Gate`].
#[derive(PartialEq, Properties)]
pub struct GateProps {
    /// Where the person wants to go.
    pub route: Route,
}

/// Lets in who is signed in, and shows the others where to sign in.
#[component]
pub fn Gate(props: &GateProps) -> Html {
    let network = use_network();
    let state = use_signal(network.session().state());
    match state {
        SessionState::Restoring => html! { <Waiting /> },
        SessionState::Visitor if props.route == Route::SignIn => html! { <main id="main"><page::SignIn /></main> },
        SessionState::Visitor => html! { <ToSignIn /> },
        SessionState::SignedIn(viewer) => inside(&props.route, viewer, false),
        SessionState::Ended(viewer) => inside(&props.route, viewer, true),
    }
}

/// The same component whether the session goes on or has ended: what was typed stays where it is. Another person's is
/// another one.
fn inside(route: &Route, viewer: Rc<Viewer>, ended: bool) -> Html {
    html! { <Inside key={viewer.id.clone()} route={route.clone()} viewer={viewer.clone()} {ended} /> }
}

#[component]
fn Waiting() -> Html {
    let locale = use_locale();
    html! { <main id="main" class="page"><Skeleton label={locale.words().common.loading} /></main> }
}

/// Leads to where one signs in, with the way back.
#[component]
fn ToSignIn() -> Html {
    let (navigator, location) = (use_navigator(), use_location());
    use_effect_with((), move |()| {
        let Some(navigator) = navigator else { return };
        let wanted = location.map(|location| format!("{}{}", location.path(), location.query_str()));
        let query = SignInQuery { retour: wanted.filter(|path| path != "/") };
        // What this query holds can always be written into an address.
        drop(navigator.replace_with_query(&Route::SignIn, query));
    });
    html! { <Waiting /> }
}

#[derive(PartialEq, Properties)]
struct InsideProps {
    route: Route,
    viewer: Rc<Viewer>,
    /// The session of this person has ended.
    ended: bool,
}

#[component]
fn Inside(props: &InsideProps) -> Html {
    let role = props.viewer.role;
    let location = use_location();
    // Whoever just signed in goes to where it wanted to go.
    let way_back = location
        .filter(|_| props.route == Route::SignIn)
        .and_then(|location| location.query::<SignInQuery>().ok())
        .and_then(SignInQuery::way_back);
    let seen = props.route.clone().seen_by(role);
    let elsewhere = (seen != props.route && seen != Route::NotFound).then(|| seen.clone());

    use_effect_with((way_back.clone(), elsewhere.clone()), |(way_back, elsewhere)| {
        let to = way_back.clone().or_else(|| elsewhere.as_ref().map(Routable::to_path));
        if let Some(path) = to {
            BrowserHistory::new().replace(path);
        }
    });
    if way_back.is_some() || elsewhere.is_some() {
        return html! { <Waiting /> };
    }

    html! {
        <ViewerProvider viewer={props.viewer.clone()}>
            <div class="shell">
                <Topbar route={seen.clone()} />
                <main id="main" class="shell__main" tabindex="-1">{ page::of(&seen, role) }</main>
            </div>
            <SignInAgain open={props.ended} email={props.viewer.email.clone().unwrap_or_default()} />
        </ViewerProvider>
    }
}
