//! The application: what all screens stand in.

use crate::{
    components::Toasts,
    hook::Announce,
    locale::LocaleProvider,
    network::Network,
    router::use_address,
    shell::{ConnectionBanner, Gate},
    theme::Theme,
};
use yew::prelude::*;

/// The application.
#[component]
pub fn App() -> Html {
    let network = use_memo((), |()| Network::start());
    let address = use_address();
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
                    <ConnectionBanner />
                    <Gate {address} />
                    <Toasts news={(*news).clone()} {on_done} />
                </ContextProvider<Announce>>
            </ContextProvider<Network>>
        </LocaleProvider>
    }
}
