//! The state of a ticket, at a glance.

use guichet_domain::TicketStatus;
use yew::prelude::*;

/// The state of a ticket, with its name in the reader's language.
pub fn status_badge(status: TicketStatus, label: &'static str) -> Html {
    let tone = match status {
        TicketStatus::Open => "badge--open",
        TicketStatus::InProgress => "badge--in-progress",
        TicketStatus::Resolved => "badge--resolved",
    };
    html! {
        <span class={classes!("badge", tone)} data-test="ticket-status">
            <span class="badge__dot" aria-hidden="true" />
            { label }
        </span>
    }
}
