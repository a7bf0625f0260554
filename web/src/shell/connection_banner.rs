//! Says so when the server can't be reached, or nothing comes from it by itself.

use crate::{
    components::{Tone, banner},
    locale::use_locale,
    network::{Reach, use_network, use_signal},
};
use yew::prelude::*;

/// A line above everything while the server can't be reached, in sight wherever one reads; a quiet one while the page is not
/// live.
#[hook]
pub fn use_connection_banner() -> Html {
    let locale = use_locale();
    let trouble = &locale.words().trouble;
    let network = use_network();
    let reach = use_signal(network.connection().reach());
    let live = use_signal(network.connection().live());
    let text = match reach {
        Reach::Online if live => return html! {},
        Reach::Online => return banner(Tone::Neutral, "not-live", trouble.not_live.into()),
        Reach::Reconnecting => trouble.reconnecting,
        Reach::Offline => trouble.offline,
    };
    html! { <div class="over">{ banner(Tone::Waiting, "banner", text.into()) }</div> }
}
