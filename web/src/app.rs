//! The application: what all screens stand in.

use crate::{
    components::use_toasts, hook::Announce, locale::LocaleProvider, network::Network, router::use_address, shell::Gate,
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

    let toasts = use_toasts((*news).clone(), on_done);
    html! {
        <LocaleProvider>
            <ContextProvider<Network> context={(*network).clone()}>
                <ContextProvider<Announce> context={Announce(announce)}>
                    <Gate {address} />
                    { toasts }
                </ContextProvider<Announce>>
            </ContextProvider<Network>>
        </LocaleProvider>
    }
}
