//! Who has to act, at a glance.

use super::{IconName, icon};
use guichet_domain::Party;
use yew::prelude::*;

/// Who has to act, as the reader's side sees it, and the same in words.
pub fn waiting_badge(waiting_on: Party, reader: Party, label: &'static str) -> Html {
    let tone = if waiting_on == reader { "badge--waiting" } else { "badge--plain" };
    html! {
        <span class={classes!("badge", tone)} data-test="waiting-on">
            { icon(IconName::Clock) }
            { label }
        </span>
    }
}
