//! The application: what all screens stand in.

use crate::{
    components::Toasts,
    hook::Announce,
    locale::LocaleProvider,
    network::Network,
    router::Route,
    shell::{ConnectionBanner, Gate},
    theme::Theme,
};
use yew::prelude::*;
use yew_router::{BrowserRouter, Switch};

/// The application.
#[component]
pub fn App() -> Html {
    let network = use_memo((), |()| Network::start());
    use_effect_with((), |()| Theme::remembered().apply());

    let news = use_state(|| None::<AttrValue>);
    let announce = use_callback((), {
        let news = news.setter();
        move |said: AttrValue, ()| news.set(Some(said))
    });
    let on_done = use_callback((), {
        let news = news.setter();
        move |(), ()| news.set(None)
    });

    html! {
        <LocaleProvider>
            <ContextProvider<Network> context={(*network).clone()}>
                <ContextProvider<Announce> context={Announce(announce)}>
                    <BrowserRouter>
                        <ConnectionBanner />
                        <Switch<Route> render={|route| html! { <Gate {route} /> }} />
                    </BrowserRouter>
                    <Toasts news={(*news).clone()} {on_done} />
                </ContextProvider<Announce>>
            </ContextProvider<Network>>
        </LocaleProvider>
    }
}
