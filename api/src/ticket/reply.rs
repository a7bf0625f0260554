//! An answer of staff, or an addition of the client.

use super::{find::lock_ticket, record};
use crate::{
    Error,
    account::Actor,
    store::{Tx, idempotency::IdempotencyKey},
};
use guichet_domain::{
    MessageBody, Reason, TicketEventKind, TicketStatus,
    id::{MessageId, TicketId},
};
use guichet_entity::{message, ticket};
use sea_orm::{ActiveValue::Set, EntityTrait, IntoActiveModel};

/// What is typed.
#[derive(Clone, Debug)]
pub struct Reply {
    /// The ticket; `None` names none.
    pub ticket: Option<TicketId>,
    /// The message.
    pub body: String,
    /// The last message that the writer had seen; `Some(None)` names none.
    pub expected_last_message: Option<Option<MessageId>>,
    /// Makes a retry safe.
    pub idempotency_key: Option<String>,
}

/// What came of it.
#[derive(Clone, Debug)]
pub enum Replied {
    /// The message was posted.
    Posted(ticket::Model, message::Model),
    /// Nothing was: another message came since. The ticket carries it.
    Overtaken(ticket::Model),
}

/// Posts a message on a ticket. The first answer of staff makes an open one in progress.
///
/// # Errors
/// A ticket that the actor may not see does not exist; it is resolved; the text has to be mended.
pub async fn reply(tx: &mut Tx, actor: &Actor, input: Reply) -> Result<Replied, Error> {
    let key = IdempotencyKey::new(
        actor.id,
        input.idempotency_key.as_deref(),
        "replyToTicket",
        &[&format!("{:?}", (input.ticket, input.expected_last_message)), &input.body],
    )?;
    let ticket = lock_ticket(tx, actor.scope(), input.ticket).await?;
    let ticket = ticket.ok_or_else(|| Error::field("ticketId", Reason::NotFound))?;
    if let Some(key) = &key
        && let Some(id) = key.answered(tx).await?
    {
        let message = message::Entity::find_by_id(MessageId(id)).one(tx.db()).await?.ok_or(Error::NotFound)?;
        return Ok(Replied::Posted(ticket, message));
    }
    let before = ticket.state();
    let author = actor.role.party();
    let after = before.replied_by(author).map_err(|_| Error::field("ticketId", Reason::AlreadyResolved))?;
    let body = input.body.parse::<MessageBody>().map_err(|invalid| Error::field("body", invalid))?;
    if input.expected_last_message.is_some_and(|expected| expected != ticket.last_message_id) {
        return Ok(Replied::Overtaken(ticket));
    }

    let message = record::post(tx, actor, ticket.id, body.into_string()).await?;
    let first_answer = (before.status(), after.status()) == (TicketStatus::Open, TicketStatus::InProgress);
    let mut row = ticket.into_active_model();
    row.status = Set(after.status());
    row.waiting_on = Set(after.waiting_on());
    row.last_message_id = Set(Some(message.id));
    row.last_activity_at = Set(tx.now());
    if first_answer {
        row.first_answered_at = Set(Some(tx.now()));
    }
    let ticket = record::update(tx, row)?;
    if first_answer {
        record::event(tx, actor, &ticket, TicketEventKind::MessagePosted, Some(message.id), (Some(before), before));
        record::event(tx, actor, &ticket, TicketEventKind::StatusChanged, None, (Some(before), after));
    } else {
        record::event(tx, actor, &ticket, TicketEventKind::MessagePosted, Some(message.id), (Some(before), after));
    }
    if let Some(key) = key {
        key.keep(tx, message.id.0).await?;
    }
    Ok(Replied::Posted(ticket, message))
}
