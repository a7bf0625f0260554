//! Tickets.

use super::{
    connection::{ContextExt, connect},
    enums::{Party, Priority, TicketAction, TicketStatus},
    event::{TicketEvent, TicketEventConnection},
    global_id::NodeKey,
    message::{ListedMessage, Message, MessageConnection, MessageTotal},
    person::{Client, Person, person},
    sale::Sale,
    written::Written,
};
use crate::{
    Error,
    feed::Cursor,
    store::{Rows, page::PageArguments},
    ticket::{
        messages::{self, JoinedMessages, Messages},
        timeline::Timeline,
    },
};
use async_graphql::{Context, ID, Object, Result, connection::EmptyFields};
use chrono::{DateTime, Utc};
use guichet_entity::ticket as entity;

#[derive(Clone)]
pub struct Ticket {
    pub row: entity::Model,
    pub rows: Rows,
}

/// An assistance request: opened by a client on a product it bought, answered by staff, resolved by either.
#[Object]
impl Ticket {
    /// Opaque, global and lasting: `node(id:)` finds it again.
    pub async fn id(&self) -> ID {
        self.row.id.to_id()
    }

    /// What people say on the phone: short, unique, never given twice. `ticket(number:)` finds it again.
    async fn number(&self) -> Result<i32> {
        let number = i32::try_from(self.row.id.0);
        Ok(number.map_err(|_| Error::Internal(format!("ticket number {} is past 32 bits", self.row.id)))?)
    }

    /// What it is about: one line of 1 to 150 characters.
    async fn title(&self) -> &str {
        &self.row.title
    }

    /// Where it stands in its course: OPEN, then IN_PROGRESS, then RESOLVED, never back.
    async fn status(&self) -> TicketStatus {
        self.row.status.into()
    }

    /// Who has to act next. OPEN: staff. IN_PROGRESS: whoever did not write the last message. RESOLVED: null.
    async fn waiting_on(&self) -> Option<Party> {
        self.row.waiting_on.map(Into::into)
    }

    /// How urgent it is; NORMAL when it is opened.
    async fn priority(&self) -> Priority {
        self.row.priority.into()
    }

    /// Who opened it.
    async fn client(&self) -> Result<Client> {
        let row = self.rows.get(self.row.client_id).await.map_err(Error::from)?.ok_or(Error::NotFound)?;
        Ok(Client { row, rows: self.rows.clone() })
    }

    /// The purchase it is about, one of the client's own.
    async fn sale(&self) -> Result<Sale> {
        let row = self.rows.get(self.row.sale_id).await.map_err(Error::from)?.ok_or(Error::NotFound)?;
        Ok(Sale { row, rows: self.rows.clone() })
    }

    /// When it was opened.
    async fn opened_at(&self) -> DateTime<Utc> {
        self.row.opened_at
    }

    /// When staff answered first; null before.
    async fn first_answered_at(&self) -> Option<DateTime<Utc>> {
        self.row.first_answered_at
    }

    /// When something last happened to it: a message, or a change of status.
    async fn last_activity_at(&self) -> DateTime<Utc> {
        self.row.last_activity_at
    }

    /// When it was resolved; null before.
    async fn resolved_at(&self) -> Option<DateTime<Utc>> {
        self.row.resolved_at
    }

    /// Who resolved it, the client or a member of staff; null before.
    async fn resolved_by(&self) -> Result<Option<Person>> {
        let Some(id) = self.row.resolved_by_id else { return Ok(None) };
        let row = self.rows.get(id).await.map_err(Error::from)?;
        Ok(row.map(|row| person(row, self.rows.clone())))
    }

    /// Its newest message; there is always one.
    async fn last_message(&self) -> Result<Message> {
        let id = self.row.last_message_id.ok_or(Error::NotFound)?;
        let row = self.rows.get(id).await.map_err(Error::from)?.ok_or(Error::NotFound)?;
        Ok(Message { row, rows: self.rows.clone() })
    }

    /// Its messages, oldest first, beginning with the request itself.
    async fn messages(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "So many from the front: 25 unless said otherwise, 0 to 100; else BAD_REQUEST.")]
        first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor. One of another list or order is an INVALID_CURSOR.")]
        after: Option<String>,
        #[graphql(desc = "So many from the back, 0 to 100; with `first`, BAD_REQUEST.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor. One of another list or order is an INVALID_CURSOR.")]
        before: Option<String>,
    ) -> Result<MessageConnection> {
        let page = PageArguments { first, after, last, before };
        let total = MessageTotal(self.row.id);
        if let Some(written) = Written::messages(ctx, ctx.request()?) {
            let slice = ctx.page(JoinedMessages::of(self.row.id, &page, written)?).await?;
            return Ok(connect(slice, total, |(id, value)| (messages::cursor(id), ListedMessage::Written(value))));
        }
        let nodes = [ctx.look_ahead().field("nodes"), ctx.look_ahead().field("edges").field("node")];
        let with_bodies = nodes.into_iter().any(|node| node.field("body").exists());
        let slice = ctx.page(Messages::of(self.row.id, &page, with_bodies)?).await?;
        let rows = self.rows.clone();
        Ok(connect(slice, total, move |row| {
            (messages::cursor(row.id), ListedMessage::Row(Box::new(Message { row, rows: rows.clone() })))
        }))
    }

    /// Its history, oldest first. Its cursors are those of the feed: `ticketEvents(after:)` takes them too.
    async fn timeline(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "So many from the front: 25 unless said otherwise, 0 to 100; else BAD_REQUEST.")]
        first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor. One of another list or order is an INVALID_CURSOR.")]
        after: Option<String>,
        #[graphql(desc = "So many from the back, 0 to 100; with `first`, BAD_REQUEST.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor. One of another list or order is an INVALID_CURSOR.")]
        before: Option<String>,
    ) -> Result<TicketEventConnection> {
        let page = PageArguments { first, after, last, before };
        let slice = ctx.page(Timeline::of(self.row.id, &page)?).await?;
        let rows = self.rows.clone();
        Ok(connect(slice, EmptyFields, move |row| (Cursor::of(&row).encode(), TicketEvent { row, rows: rows.clone() })))
    }

    /// What the viewer may do to it as it stands; empty once it is resolved.
    async fn available_actions(&self, ctx: &Context<'_>) -> Result<Vec<TicketAction>> {
        let relation = ctx.actor()?.relation(self.row.client_id);
        Ok(relation.available_actions(self.row.state()).map(Into::into).collect())
    }
}
