//! An answer of staff, or an addition of the client.

mod handed_over;
mod statements;
mod together;

pub use together::Replies;

use super::{
    find::{lock_ticket, next_message_id},
    record,
};
use crate::{
    Error,
    account::Actor,
    store::{Draft, Tx, idempotency::IdempotencyKey},
};
use chrono::{DateTime, Utc};
use guichet_domain::{
    MessageBody, Reason, TicketEventKind, TicketStatus,
    id::{MessageId, TicketId},
};
use guichet_entity::{message, ticket, ticket_event};
use sea_orm::EntityTrait;

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
pub async fn reply(tx: &mut Tx, actor: &Actor, input: &Reply) -> Result<Replied, Error> {
    let key = input.key(actor)?;
    let ticket = lock_ticket(tx, actor.scope(), input.ticket).await?.ok_or_else(unknown)?;
    if let Some(key) = &key
        && let Some(id) = key.answered(tx).await?
    {
        let message = message::Entity::find_by_id(MessageId(id)).one(tx.db()).await?.ok_or(Error::NotFound)?;
        return Ok(Replied::Posted(ticket, message));
    }
    let message = next_message_id(tx).await?;
    let draft = tx.draft();
    draft.not_before(ticket.last_activity_at);
    Ok(match decide(draft.now(), actor, input, ticket, message)? {
        Decided::Overtaken(ticket) => Replied::Overtaken(ticket),
        Decided::Answer(answer) => {
            answer.write(draft, key);
            answer.posted()
        }
    })
}

/// What is to come of a reply.
enum Decided {
    Answer(Box<Answer>),
    Overtaken(ticket::Model),
}

/// An answer, and what follows from it.
struct Answer {
    before: ticket::Model,
    ticket: ticket::Model,
    message: message::Model,
    events: Vec<ticket_event::Model>,
}

/// Decides about a reply to a ticket, whose message is to have this key.
fn decide(
    now: DateTime<Utc>,
    actor: &Actor,
    input: &Reply,
    before: ticket::Model,
    message: MessageId,
) -> Result<Decided, Error> {
    let (was, author) = (before.state(), actor.role.party());
    let is = was.replied_by(author).map_err(|_| Error::field("ticketId", Reason::AlreadyResolved))?;
    let body = input.body.parse::<MessageBody>().map_err(|invalid| Error::field("body", invalid))?;
    if input.expected_last_message.is_some_and(|expected| expected != before.last_message_id) {
        return Ok(Decided::Overtaken(before));
    }

    let posted_at = now.max(before.last_activity_at);
    let message =
        message::Model { id: message, ticket_id: before.id, author_id: actor.id, body: body.into_string(), posted_at };
    let is_first = (was.status(), is.status()) == (TicketStatus::Open, TicketStatus::InProgress);
    let ticket = ticket::Model {
        status: is.status(),
        waiting_on: is.waiting_on(),
        last_message_id: Some(message.id),
        last_activity_at: posted_at,
        first_answered_at: if is_first { Some(posted_at) } else { before.first_answered_at },
        ..before.clone()
    };
    let event = |kind, message, states| record::happened(posted_at, actor, &ticket, kind, message, states);
    let posted = (TicketEventKind::MessagePosted, Some(message.id));
    let events = if is_first {
        vec![event(posted.0, posted.1, (Some(was), was)), event(TicketEventKind::StatusChanged, None, (Some(was), is))]
    } else {
        vec![event(posted.0, posted.1, (Some(was), is))]
    };
    Ok(Decided::Answer(Box::new(Answer { before, ticket, message, events })))
}

impl Answer {
    fn write(&self, draft: &mut Draft, key: Option<IdempotencyKey>) {
        record::post(draft, &self.message);
        record::update(draft, &self.ticket);
        self.events.iter().for_each(|event| draft.record(event.clone()));
        if let Some(key) = key {
            key.keep(draft, self.message.id.0);
        }
    }

    fn posted(self) -> Replied {
        Replied::Posted(self.ticket, self.message)
    }
}

fn unknown() -> Error {
    Error::field("ticketId", Reason::NotFound)
}

impl Reply {
    fn key(&self, actor: &Actor) -> Result<Option<IdempotencyKey>, Error> {
        IdempotencyKey::new(
            actor.id,
            self.idempotency_key.as_deref(),
            "replyToTicket",
            &[&format!("{:?}", (self.ticket, self.expected_last_message)), &self.body],
        )
    }
}
