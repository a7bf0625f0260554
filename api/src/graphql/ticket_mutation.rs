//! What is done to tickets.

use super::{
    connection::ContextExt,
    error::{UserError, payload},
    global_id::NodeKey,
    message::Message,
    ticket::Ticket,
};
use crate::{
    Error, clock,
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

/// An assistance request to open.
#[derive(InputObject)]
pub struct OpenTicketInput {
    /// One of the viewer's own purchases.
    sale_id: ID,
    /// What it is about: one line of at most 150 characters.
    title: String,
    /// The request itself: at most 10 000 characters.
    body: String,
    /// At most 200 characters. The same key and input give the first answer again; with another input, a CONFLICT.
    idempotency_key: Option<String>,
}

/// What came of `openTicket`.
#[derive(SimpleObject)]
pub struct OpenTicketPayload {
    /// The ticket; null when something has to be mended.
    ticket: Option<Ticket>,
    /// What has to be mended.
    errors: Vec<UserError>,
}

/// A message to add to a ticket.
#[derive(InputObject)]
pub struct ReplyToTicketInput {
    /// The ticket.
    ticket_id: ID,
    /// The message: at most 10 000 characters.
    body: String,
    /// The last message that the writer had seen. When another came since, nothing is posted, the error is CONFLICT and
    /// `ticket` carries what arrived.
    expected_last_message_id: Option<ID>,
    /// At most 200 characters. The same key and input give the first answer again; with another input, a CONFLICT.
    idempotency_key: Option<String>,
}

/// What came of `replyToTicket`.
#[derive(SimpleObject)]
pub struct ReplyToTicketPayload {
    /// The ticket, also when another message came first; null when something else has to be mended.
    ticket: Option<Ticket>,
    /// The message that was posted.
    message: Option<Message>,
    /// What has to be mended.
    errors: Vec<UserError>,
}

/// A ticket to resolve.
#[derive(InputObject)]
pub struct ResolveTicketInput {
    /// The ticket.
    ticket_id: ID,
}

/// What came of `resolveTicket`.
#[derive(SimpleObject)]
pub struct ResolveTicketPayload {
    /// The ticket; null when something has to be mended.
    ticket: Option<Ticket>,
    /// What has to be mended.
    errors: Vec<UserError>,
}

#[derive(Default)]
pub struct TicketMutation;

#[Object]
impl TicketMutation {
    /// Opens an assistance request on a product that the viewer bought, for clients.
    async fn open_ticket(&self, ctx: &Context<'_>, input: OpenTicketInput) -> Result<OpenTicketPayload> {
        let (app, actor) = (ctx.app()?, ctx.actor()?);
        let request = OpenTicket {
            sale: SaleId::from_id(&input.sale_id),
            title: input.title,
            body: input.body,
            priority: Priority::default(),
            idempotency_key: input.idempotency_key,
        };
        let mut tx = app.store.begin(clock::now()).await.map_err(Error::from)?;
        let (row, errors) = payload(open_ticket(&mut tx, actor, request).await)?;
        if row.is_some() {
            tx.commit().await.map_err(Error::from)?;
        }
        let rows = ctx.rows()?;
        Ok(OpenTicketPayload { ticket: row.map(|row| Ticket { row, rows }), errors })
    }

    /// Adds a message: an answer of staff, which makes an open ticket IN_PROGRESS, or an addition of the client.
    async fn reply_to_ticket(&self, ctx: &Context<'_>, input: ReplyToTicketInput) -> Result<ReplyToTicketPayload> {
        let (app, actor, rows) = (ctx.app()?, ctx.actor()?, ctx.rows()?);
        let message = Reply {
            ticket: TicketId::from_id(&input.ticket_id),
            body: input.body,
            expected_last_message: input.expected_last_message_id.map(|id| MessageId::from_id(&id)),
            idempotency_key: input.idempotency_key,
        };
        let mut tx = app.store.begin(clock::now()).await.map_err(Error::from)?;
        let (done, errors) = payload(reply(&mut tx, actor, message).await)?;
        let wrap = |row| Some(Ticket { row, rows: rows.clone() });
        Ok(match done {
            None => ReplyToTicketPayload { ticket: None, message: None, errors },
            Some(Replied::Posted(ticket, row)) => {
                tx.commit().await.map_err(Error::from)?;
                let message = Some(Message { row, rows: rows.clone() });
                ReplyToTicketPayload { ticket: wrap(ticket), message, errors }
            }
            Some(Replied::Overtaken(ticket)) => {
                let newer = Refusal { field: Some("expectedLastMessageId"), invalid: Reason::NewerMessage.into() };
                ReplyToTicketPayload { ticket: wrap(ticket), message: None, errors: vec![newer.into()] }
            }
        })
    }

    /// Closes a ticket for good, for the client who opened it and for staff.
    async fn resolve_ticket(&self, ctx: &Context<'_>, input: ResolveTicketInput) -> Result<ResolveTicketPayload> {
        let (app, actor) = (ctx.app()?, ctx.actor()?);
        let mut tx = app.store.begin(clock::now()).await.map_err(Error::from)?;
        let (row, errors) = payload(resolve(&mut tx, actor, TicketId::from_id(&input.ticket_id)).await)?;
        if row.is_some() {
            tx.commit().await.map_err(Error::from)?;
        }
        let rows = ctx.rows()?;
        Ok(ResolveTicketPayload { ticket: row.map(|row| Ticket { row, rows }), errors })
    }
}
