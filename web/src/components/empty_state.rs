//! A list with nothing in it.

use super::{IconName, icon};
use yew::prelude::*;

/// Says that there is nothing, what that means, and what to do about it, such as a button.
pub fn empty_state(name: IconName, title: &str, text: &'static str, way_on: Html) -> Html {
    html! {
        <div class="empty" data-test="empty">
            { icon(name) }
            <p class="empty__title">{ title }</p>
            <p>{ text }</p>
            { way_on }
        </div>
    }
}
