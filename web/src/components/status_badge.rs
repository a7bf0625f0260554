//! The state of a ticket, at a glance.

use guichet_domain::TicketStatus;
use yew::prelude::*;

/// Props of [`StatusBadge`].
#[derive(PartialEq, Properties)]
pub struct StatusBadgeProps {
    /// The state.
    pub status: TicketStatus,
    /// Its name in the reader's language.
    pub label: AttrValue,
}

/// The state of a ticket: a colour, and always its name.
#[component]
pub fn StatusBadge(props: &StatusBadgeProps) -> Html {
    let tone = match props.status {
        TicketStatus::Open => "badge--open",
        TicketStatus::InProgress => "badge--in-progress",
        TicketStatus::Resolved => "badge--resolved",
    };
    html! {
        <span class={classes!("badge", tone)} data-test="ticket-status">
            <span class="badge__dot" aria-hidden="true" />
            { &props.label }
        </span>
    }
}
