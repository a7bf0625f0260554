//! Says so when the server can't be reached.

use crate::{
    components::{Tone, banner},
    locale::use_locale,
    network::{Reach, use_network, use_signal},
};
use yew::prelude::*;

/// A line above everything while the server can't be reached.
#[component]
pub fn ConnectionBanner() -> Html {
    let locale = use_locale();
    let trouble = &locale.words().trouble;
    let network = use_network();
    let reach = use_signal(network.connection().reach());
    let text = match reach {
        Reach::Online => return html! {},
        Reach::Reconnecting => trouble.reconnecting,
        Reach::Offline => trouble.offline,
    };
    banner(Tone::Waiting, "banner", text.into())
}
