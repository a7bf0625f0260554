//! Who has to act, at a glance.

use super::{Icon, IconName};
use guichet_domain::Party;
use yew::prelude::*;

/// Props of [`WaitingBadge`].
#[derive(PartialEq, Properties)]
pub struct WaitingBadgeProps {
    /// Who has to act.
    pub waiting_on: Party,
    /// The side of the reader.
    pub reader: Party,
    /// The same in words.
    pub label: AttrValue,
}

/// Who has to act. It stands out when that is the reader.
#[component]
pub fn WaitingBadge(props: &WaitingBadgeProps) -> Html {
    let mine = props.waiting_on == props.reader;
    html! {
        <span class={classes!("badge", if mine { "badge--waiting" } else { "badge--plain" })} data-test="waiting-on">
            <Icon name={IconName::Clock} />
            { &props.label }
        </span>
    }
}
