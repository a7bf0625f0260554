//! One ticket against its own history.

use super::Finding;
use guichet_domain::{
    Role,
    id::{MessageId, PersonId},
    ticket::history::{Face, Past, replay},
};
use guichet_entity::{message, ticket, ticket_event};
use std::fmt::Debug;

/// Tells what of a ticket is not as its events make it.
pub(super) fn check(
    ticket: &ticket::Model,
    events: &[(ticket_event::Model, Role)],
    messages: &[message::Model],
    tell: &mut impl FnMut(Finding),
) {
    let mut found = |what: String| tell(Finding::of_ticket(ticket.id, what));
    let history: Vec<Past> = events.iter().map(|(event, role)| past(event, *role)).collect();
    check_messages(&history, messages, &mut found);
    let told = match replay(&history) {
        Ok(told) => told,
        Err(contradiction) => return found(contradiction.to_string()),
    };
    let face = told.face();
    let mut compare = |name: &str, stored: &dyn Debug, told: &dyn Debug| {
        let (stored, told) = (format!("{stored:?}"), format!("{told:?}"));
        if stored != told {
            found(format!("{name} is {stored}, and its history says {told}"));
        }
    };
    compare("status", &ticket.status, &face.status);
    compare("waiting_on", &ticket.waiting_on, &face.waiting_on);
    compare("priority", &ticket.priority, &face.priority);
    compare("client", &ticket.client_id, &told.client);
    compare("opened_at", &ticket.opened_at, &told.opened_at);
    compare("first_answered_at", &ticket.first_answered_at, &told.first_answered_at);
    compare("last_activity_at", &ticket.last_activity_at, &told.last_activity_at);
    compare("resolved_at", &ticket.resolved_at, &told.resolved.map(|(_, at)| at));
    compare("resolved_by", &ticket.resolved_by_id, &told.resolved.map(|(by, _)| by));
    compare("last_message", &ticket.last_message_id, &Some(told.last_message));
}

/// Every message was brought by one event, with the same author at the same moment, and no event brought another.
fn check_messages(history: &[Past], messages: &[message::Model], found: &mut impl FnMut(String)) {
    let brought: Vec<(MessageId, PersonId, _)> =
        history.iter().filter_map(|event| event.message.map(|id| (id, event.actor, event.at))).collect();
    let written: Vec<_> = messages.iter().map(|row| (row.id, row.author_id, row.posted_at)).collect();
    for lost in brought.iter().filter(|message| !written.contains(message)) {
        found(format!("message {} is not there as its event tells", lost.0));
    }
    for stray in written.iter().filter(|message| !brought.contains(message)) {
        found(format!("message {} is of no event", stray.0));
    }
}

fn past(event: &ticket_event::Model, role: Role) -> Past {
    let before = match (event.from_status, event.from_priority) {
        (Some(status), Some(priority)) => Some(Face { status, waiting_on: event.from_waiting_on, priority }),
        (None, _) | (_, None) => None,
    };
    Past {
        id: event.id,
        kind: event.kind,
        actor: event.actor_id,
        party: role.party(),
        at: event.at,
        message: event.message_id,
        before,
        after: Face { status: event.to_status, waiting_on: event.to_waiting_on, priority: event.to_priority },
    }
}
