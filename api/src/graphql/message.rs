//! Messages.

use super::{
    connection::ContextExt,
    error::database,
    global_id::NodeKey,
    person::{Person, person},
    ticket::Ticket,
};
use crate::{Error, store::Rows, ticket::messages::MessageCount};
use async_graphql::{Context, ID, Object, Result, connection::Connection};
use chrono::{DateTime, Utc};
use guichet_domain::id::TicketId;
use guichet_entity::message as entity;

#[derive(Clone)]
pub struct Message {
    pub row: entity::Model,
    pub rows: Rows,
}

/// What the client or a member of staff wrote on a ticket. It is never changed or deleted.
#[Object]
impl Message {
    /// Opaque, global and lasting: `node(id:)` finds it again.
    pub async fn id(&self) -> ID {
        self.row.id.to_id()
    }

    /// The ticket it belongs to.
    async fn ticket(&self) -> Result<Ticket> {
        let row = self.rows.get(self.row.ticket_id).await.map_err(database)?.ok_or(Error::NotFound)?;
        Ok(Ticket { row, rows: self.rows.clone() })
    }

    /// Who wrote it; for an answer of staff, the very person who gave it.
    async fn author(&self) -> Result<Person> {
        let row = self.rows.get(self.row.author_id).await.map_err(database)?.ok_or(Error::NotFound)?;
        Ok(person(row, self.rows.clone()))
    }

    /// The text, plain: 1 to 10,000 characters, over as many lines as its author liked.
    async fn body(&self) -> &str {
        &self.row.body
    }

    /// When it was posted.
    async fn posted_at(&self) -> DateTime<Utc> {
        self.row.posted_at
    }
}

/// What a connection of messages has beside its page.
pub struct MessageTotal(pub TicketId);

#[Object]
impl MessageTotal {
    /// How many rows the list has on all its pages. Counted only when selected.
    async fn total_count(&self, ctx: &Context<'_>) -> Result<i32> {
        ctx.total(MessageCount(self.0)).await
    }
}

/// Messages, a page at a time.
pub type MessageConnection = Connection<String, Message, MessageTotal>;
