//! An answer of staff, or an addition of the client.

use super::{
    find::{Answerable, find_answerable, lock_ticket},
    record,
};
use crate::{
    Error,
    account::{Actor, standing},
    clock,
    store::{AtOnce, Draft, Store, Tx, idempotency::IdempotencyKey},
};
use guichet_domain::{
    MessageBody, Reason, TicketEventKind, TicketStatus,
    id::{MessageId, TicketId},
};
use guichet_entity::{message, ticket};
use sea_orm::{ActiveValue::Set, ConnectionTrait, DbBackend, EntityTrait, IntoActiveModel};

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
    tx.write_draft().await?;
    if tx.db().get_database_backend() == DbBackend::Postgres {
        lock_ticket(tx, actor.scope(), input.ticket).await?;
    }
    let found = find(tx.db(), actor, input).await?;
    if let Some(key) = &key
        && let Some(id) = key.answered(tx).await?
    {
        return posted(tx.db(), found.ticket, MessageId(id)).await;
    }
    answer(tx.draft(), actor, input, key, found)
}

/// The same in two trips, and on PostgreSQL without a lock: reads, and writes all at once if the ticket is still as it was
/// read. `None` where it is not: then it takes a transaction.
///
/// # Errors
/// As [`reply`].
pub async fn reply_at_once(store: &Store, actor: &Actor, input: &Reply) -> Result<Option<Replied>, Error> {
    let key = input.key(actor)?;
    let at_once = store.at_once().await?;
    let mut draft = store.draft(clock::now()).by(Some(actor.id));
    let decided = decide(&at_once, &mut draft, actor, input, key).await;
    if let Ok((replied, true)) = decided {
        return Ok(at_once.write(draft).await?.then_some(replied));
    }
    at_once.leave().await?;
    decided.map(|(replied, _)| Some(replied))
}

/// What is to come of it, and whether there is something to write for that.
async fn decide(
    at_once: &AtOnce<'_>,
    draft: &mut Draft,
    actor: &Actor,
    input: &Reply,
    key: Option<IdempotencyKey>,
) -> Result<(Replied, bool), Error> {
    let db = at_once.db();
    let used = async {
        match &key {
            Some(key) => key.used(&db).await,
            None => Ok(None),
        }
    };
    let (found, used) = tokio::join!(find(&db, actor, input), used);
    let found = found?;
    if !found.is_held {
        return Err(Error::Unauthenticated);
    }
    draft.add_held(&standing::held_to_the_end(db.get_database_backend(), actor));
    let used = match used? {
        Some(id) => Some(id),
        None => match (answer(draft, actor, input, key.clone(), found), &key) {
            (Ok(replied @ Replied::Posted(..)), _) => return Ok((replied, true)),
            (refused, None) => return refused.map(|replied| (replied, false)),
            // Maybe by what it was told itself the first time, which was written since the key was read.
            (refused, Some(key)) => match key.used(&db).await? {
                None => return refused.map(|replied| (replied, false)),
                used => used,
            },
        },
    };
    // As that message left it, or a later one.
    let ticket = find(&db, actor, input).await?.ticket;
    let id = used.ok_or(Error::NotFound)?;
    Ok((posted(&db, ticket, MessageId(id)).await?, false))
}

async fn find(db: &impl ConnectionTrait, actor: &Actor, input: &Reply) -> Result<Answerable, Error> {
    let unknown = || Error::field("ticketId", Reason::NotFound);
    find_answerable(db, actor, input.ticket.ok_or_else(unknown)?).await?.ok_or_else(unknown)
}

async fn posted(db: &impl ConnectionTrait, ticket: ticket::Model, id: MessageId) -> Result<Replied, Error> {
    let message = message::Entity::find_by_id(id).one(db).await?.ok_or(Error::NotFound)?;
    Ok(Replied::Posted(ticket, message))
}

/// Decides, and says what is to be written.
fn answer(
    draft: &mut Draft,
    actor: &Actor,
    input: &Reply,
    key: Option<IdempotencyKey>,
    Answerable { ticket, message, .. }: Answerable,
) -> Result<Replied, Error> {
    draft.not_before(ticket.last_activity_at);
    let before = ticket.state();
    let author = actor.role.party();
    let after = before.replied_by(author).map_err(|_| Error::field("ticketId", Reason::AlreadyResolved))?;
    let body = input.body.parse::<MessageBody>().map_err(|invalid| Error::field("body", invalid))?;
    if input.expected_last_message.is_some_and(|expected| expected != ticket.last_message_id) {
        return Ok(Replied::Overtaken(ticket));
    }

    let message = record::post(draft, actor, ticket.id, message, body.into_string());
    let first_answer = (before.status(), after.status()) == (TicketStatus::Open, TicketStatus::InProgress);
    let mut row = ticket.clone().into_active_model();
    row.status = Set(after.status());
    row.waiting_on = Set(after.waiting_on());
    row.last_message_id = Set(Some(message.id));
    row.last_activity_at = Set(draft.now());
    if first_answer {
        row.first_answered_at = Set(Some(draft.now()));
    }
    let ticket = record::update(draft, &ticket, row)?;
    let posted = TicketEventKind::MessagePosted;
    if first_answer {
        record::event(draft, actor, &ticket, posted, Some(message.id), (Some(before), before));
        record::event(draft, actor, &ticket, TicketEventKind::StatusChanged, None, (Some(before), after));
    } else {
        record::event(draft, actor, &ticket, posted, Some(message.id), (Some(before), after));
    }
    if let Some(key) = key {
        key.keep(draft, message.id.0);
    }
    Ok(Replied::Posted(ticket, message))
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
