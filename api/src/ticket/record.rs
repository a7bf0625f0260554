//! What every use case writes when something happens to a ticket.

use crate::{Error, account::Actor, store::Tx};
use guichet_domain::{
    TicketEventKind, TicketState,
    id::{MessageId, TicketEventId, TicketId},
};
use guichet_entity::{message, ticket, ticket_event};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    EntityTrait, TryIntoModel,
};

/// Adds a message to a ticket.
pub(super) async fn post(tx: &mut Tx, actor: &Actor, ticket: TicketId, body: String) -> Result<message::Model, Error> {
    let row = message::ActiveModel {
        id: NotSet,
        ticket_id: Set(ticket),
        author_id: Set(actor.id),
        body: Set(body),
        posted_at: Set(tx.now()),
    };
    let message = message::Entity::insert(row).exec_with_returning(tx.db()).await?;
    super::passage::of_message(tx, &message);
    Ok(message)
}

/// Changes a ticket that is locked. Gives it as it is then.
pub(super) fn update(tx: &mut Tx, row: ticket::ActiveModel) -> Result<ticket::Model, Error> {
    let ticket = row.clone().try_into_model()?;
    tx.defer(&ticket::Entity::update(row).validate()?);
    Ok(ticket)
}

/// Records an event: `before` and `after` decide in which queues the ticket stood and stands.
pub(super) fn event(
    tx: &mut Tx,
    actor: &Actor,
    ticket: &ticket::Model,
    kind: TicketEventKind,
    message: Option<MessageId>,
    (before, after): (Option<TicketState>, TicketState),
) {
    let now = tx.now();
    tx.record(ticket_event::Model {
        // Both are given by the base at commit.
        id: TicketEventId(0),
        transaction_id: 0,
        ticket_id: ticket.id,
        kind,
        actor_id: actor.id,
        at: now,
        message_id: message,
        from_status: before.map(TicketState::status),
        to_status: after.status(),
        from_waiting_on: before.and_then(TicketState::waiting_on),
        to_waiting_on: after.waiting_on(),
        from_priority: before.map(|_| ticket.priority),
        to_priority: ticket.priority,
    });
}
