//! What every use case writes when something happens to a ticket.

use super::passage;
use crate::{Error, account::Actor, store::Draft};
use guichet_domain::{
    TicketEventKind, TicketState,
    id::{MessageId, TicketEventId, TicketId},
};
use guichet_entity::{message, ticket, ticket_event};
use sea_orm::{ActiveModelTrait, ColumnTrait, Condition, EntityTrait, IntoActiveModel, QueryFilter, TryIntoModel};

/// Adds a message to a ticket, under a key that nothing else has.
pub(super) fn post(draft: &mut Draft, actor: &Actor, ticket: TicketId, id: MessageId, body: String) -> message::Model {
    let message = message::Model { id, ticket_id: ticket, author_id: actor.id, body, posted_at: draft.now() };
    draft.add(&message::Entity::insert(message.clone().into_active_model().reset_all()));
    passage::of_message(draft, &message);
    message
}

/// Changes a ticket that still stands as it was read. Gives it as it is then.
pub(super) fn update(
    draft: &mut Draft,
    read: &ticket::Model,
    row: ticket::ActiveModel,
) -> Result<ticket::Model, Error> {
    use ticket::Column::{Id, LastMessageId, Status};
    let ticket = row.clone().try_into_model()?;
    // Whatever happens to a ticket changes one of the two.
    let last_message = read.last_message_id.map_or_else(|| LastMessageId.is_null(), |id| LastMessageId.eq(id));
    let as_read = Condition::all().add(Id.eq(read.id)).add(Status.eq(read.status)).add(last_message);
    draft.add_guard(&ticket::Entity::update_many().set(row).filter(as_read));
    Ok(ticket)
}

/// Records an event: `before` and `after` decide in which queues the ticket stood and stands.
pub(super) fn event(
    draft: &mut Draft,
    actor: &Actor,
    ticket: &ticket::Model,
    kind: TicketEventKind,
    message: Option<MessageId>,
    (before, after): (Option<TicketState>, TicketState),
) {
    draft.record(ticket_event::Model {
        // Both are given by the base at commit.
        id: TicketEventId(0),
        transaction_id: 0,
        ticket_id: ticket.id,
        kind,
        actor_id: actor.id,
        at: draft.now(),
        message_id: message,
        from_status: before.map(TicketState::status),
        to_status: after.status(),
        from_waiting_on: before.and_then(TicketState::waiting_on),
        to_waiting_on: after.waiting_on(),
        from_priority: before.map(|_| ticket.priority),
        to_priority: ticket.priority,
    });
}
