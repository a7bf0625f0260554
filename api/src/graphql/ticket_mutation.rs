//! What is done to tickets.

use super::{
    connection::ContextExt,
    error::{UserError, payload},
    global_id::NodeKey,
    message::Message,
    ticket::Ticket,
};
use crate::{
    account::Actor,
    error::Refusal,
    ticket::{
        open::{OpenTicket, open_ticket},
        reply::{Replied, Reply, reply},
        resolve::resolve,
    },
};
use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use guichet_domain::{
    Priority, Reason,
    id::{MessageId, SaleId, TicketId},
};
use std::sync::Arc;

/// An assistance request to open.
#[derive(InputObject)]
pub struct OpenTicketInput {
    /// The purchase it is about: the id of one of the viewer's own sales. Any other is NOT_FOUND.
    sale_id: ID,
    /// What it is about: one line of 1 to 150 characters. Refused with BLANK, TOO_LONG or CONTROL_CHARACTER.
    title: String,
    /// The request itself, which becomes the first message: plain text of 1 to 10,000 characters. Refused with BLANK, TOO_LONG
    /// or CONTROL_CHARACTER.
    body: String,
    /// Makes a retry safe: 1 to 200 characters that name this one thing to do among all that the viewer ever does. The
    /// same key and input give the first answer again, and do nothing, for 24 hours at least; with another input, a CONFLICT
    /// with KEY_REUSED.
    idempotency_key: Option<String>,
}

/// What came of `openTicket`.
#[derive(SimpleObject)]
pub struct OpenTicketPayload {
    /// The ticket as opened; null when something has to be mended.
    ticket: Option<Ticket>,
    /// What has to be mended, and then nothing was done; empty when it was.
    errors: Vec<UserError>,
}

/// A message to add to a ticket.
#[derive(InputObject)]
pub struct ReplyToTicketInput {
    /// The ticket's id. One that the viewer may not see is NOT_FOUND; a resolved one, an INVALID_TRANSITION.
    ticket_id: ID,
    /// The message: plain text of 1 to 10,000 characters. Refused with BLANK, TOO_LONG or CONTROL_CHARACTER.
    body: String,
    /// The id of the last message that the writer has seen: `lastMessage` of the ticket as it was read. When another came
    /// since, nothing is posted, the error is CONFLICT with NEWER_MESSAGE, and the payload's `ticket` carries what arrived.
    /// Left out, the message is posted whatever came.
    expected_last_message_id: Option<ID>,
    /// Makes a retry safe: 1 to 200 characters that name this one thing to do among all that the viewer ever does. The
    /// same key and input give the first answer again, and do nothing, for 24 hours at least; with another input, a CONFLICT
    /// with KEY_REUSED.
    idempotency_key: Option<String>,
}

/// What came of `replyToTicket`.
#[derive(SimpleObject)]
pub struct ReplyToTicketPayload {
    /// The ticket after it, also when another message came first; null when something else has to be mended.
    ticket: Option<Ticket>,
    /// The message as posted; null when it was not.
    message: Option<Message>,
    /// What has to be mended, and then nothing was done; empty when it was.
    errors: Vec<UserError>,
}

/// A ticket to resolve.
#[derive(InputObject)]
pub struct ResolveTicketInput {
    /// The ticket's id. One that the viewer may not see is NOT_FOUND; a resolved one, an INVALID_TRANSITION.
    ticket_id: ID,
}

/// What came of `resolveTicket`.
#[derive(SimpleObject)]
pub struct ResolveTicketPayload {
    /// The ticket; null when something has to be mended.
    ticket: Option<Ticket>,
    /// What has to be mended, and then nothing was done; empty when it was.
    errors: Vec<UserError>,
}

#[derive(Default)]
pub struct TicketMutation;

#[Object]
impl TicketMutation {
    /// Opens an assistance request on a product that the viewer bought. For clients; FORBIDDEN for staff.
    async fn open_ticket(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is asked, about which purchase.")] input: OpenTicketInput,
    ) -> Result<OpenTicketPayload> {
        let actor = ctx.actor()?;
        let request = OpenTicket {
            sale: SaleId::from_id(&input.sale_id),
            title: input.title,
            body: input.body,
            priority: Priority::default(),
            idempotency_key: input.idempotency_key,
        };
        let mut tx = ctx.begin().await?;
        let (row, errors) = payload(open_ticket(&mut tx, actor, request).await)?;
        ctx.end(tx, row.is_some()).await?;
        let rows = ctx.rows()?;
        Ok(OpenTicketPayload { ticket: row.map(|row| Ticket { row, rows }), errors })
    }

    /// Adds a message to a ticket that is not resolved: an answer of staff, which makes an OPEN one IN_PROGRESS, or an addition
    /// of the client, which leaves the status as it is.
    async fn reply_to_ticket(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to add, to which ticket.")] input: ReplyToTicketInput,
    ) -> Result<ReplyToTicketPayload> {
        let (actor, rows) = (ctx.actor()?, ctx.rows()?);
        let message = Arc::new(Reply {
            ticket: TicketId::from_id(&input.ticket_id),
            body: input.body,
            expected_last_message: input.expected_last_message_id.map(|id| MessageId::from_id(&id)),
            idempotency_key: input.idempotency_key,
        });
        let (done, errors) = replied(ctx, actor, &message).await?;
        let wrap = |row| Some(Ticket { row, rows: rows.clone() });
        Ok(match done {
            None => ReplyToTicketPayload { ticket: None, message: None, errors },
            Some(Replied::Posted(ticket, row)) => {
                let message = Some(Message { row: row.into(), rows: rows.clone() });
                ReplyToTicketPayload { ticket: wrap(ticket), message, errors }
            }
            Some(Replied::Overtaken(ticket)) => {
                let newer = Refusal { field: Some("expectedLastMessageId"), invalid: Reason::NewerMessage.into() };
                ReplyToTicketPayload { ticket: wrap(ticket), message: None, errors: vec![newer.into()] }
            }
        })
    }

    /// Closes a ticket for good. For the client who opened it and for staff; a second time is an INVALID_TRANSITION.
    async fn resolve_ticket(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which ticket.")] input: ResolveTicketInput,
    ) -> Result<ResolveTicketPayload> {
        let actor = ctx.actor()?;
        let mut tx = ctx.begin().await?;
        let (row, errors) = payload(resolve(&mut tx, actor, TicketId::from_id(&input.ticket_id)).await)?;
        ctx.end(tx, row.is_some()).await?;
        let rows = ctx.rows()?;
        Ok(ResolveTicketPayload { ticket: row.map(|row| Ticket { row, rows }), errors })
    }
}

/// Posts together with others where that can be, in a transaction where something came between.
async fn replied(ctx: &Context<'_>, actor: &Actor, message: &Arc<Reply>) -> Result<(Option<Replied>, Vec<UserError>)> {
    if let Some(together) = ctx.app()?.replies.post(actor, message).await.transpose() {
        return payload(together);
    }
    let mut tx = ctx.begin().await?;
    let (done, errors) = payload(reply(&mut tx, actor, message).await)?;
    ctx.end(tx, matches!(done, Some(Replied::Posted(..)))).await?;
    Ok((done, errors))
}
