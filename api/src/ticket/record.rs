//! What every use case writes when something happens to a ticket.

use super::passage;
use crate::{account::Actor, store::Draft};
use chrono::{DateTime, Utc};
use guichet_domain::{
    TicketEventKind, TicketState,
    id::{MessageId, TicketEventId},
};
use guichet_entity::{message, ticket, ticket_event};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};

/// Adds a message to a ticket, under a key that nothing else has.
pub(super) fn post(draft: &mut Draft, message: &message::Model) {
    draft.add(&message::Entity::insert(message.clone().into_active_model().reset_all()));
    passage::of_message(draft, message);
}

/// Changes a ticket: writes all that ever changes of one.
pub(super) fn update(draft: &mut Draft, ticket: &ticket::Model) {
    let row = ticket::ActiveModel {
        status: Set(ticket.status),
        waiting_on: Set(ticket.waiting_on),
        first_answered_at: Set(ticket.first_answered_at),
        last_activity_at: Set(ticket.last_activity_at),
        resolved_at: Set(ticket.resolved_at),
        resolved_by_id: Set(ticket.resolved_by_id),
        last_message_id: Set(ticket.last_message_id),
        ..Default::default()
    };
    draft.add(&ticket::Entity::update_many().set(row).filter(ticket::Column::Id.eq(ticket.id)));
}

/// Records an event: `before` and `after` decide in which queues the ticket stood and stands.
pub(super) fn event(
    draft: &mut Draft,
    actor: &Actor,
    ticket: &ticket::Model,
    kind: TicketEventKind,
    message: Option<MessageId>,
    states: (Option<TicketState>, TicketState),
) {
    draft.record(happened(draft.now(), actor, ticket, kind, message, states));
}

/// The event itself.
pub(super) fn happened(
    at: DateTime<Utc>,
    actor: &Actor,
    ticket: &ticket::Model,
    kind: TicketEventKind,
    message: Option<MessageId>,
    (before, after): (Option<TicketState>, TicketState),
) -> ticket_event::Model {
    ticket_event::Model {
        // Both are given by the base at commit.
        id: TicketEventId(0),
        transaction_id: 0,
        ticket_id: ticket.id,
        kind,
        actor_id: actor.id,
        at,
        message_id: message,
        from_status: before.map(TicketState::status),
        to_status: after.status(),
        from_waiting_on: before.and_then(TicketState::waiting_on),
        to_waiting_on: after.waiting_on(),
        from_priority: before.map(|_| ticket.priority),
        to_priority: ticket.priority,
    }
}
