//! Messages.

use super::{
    connection::ContextExt,
    global_id::NodeKey,
    person::{Person, person},
    ticket::Ticket,
};
use crate::{Error, store::Rows, ticket::messages::MessageCount};
use async_graphql::{
    Context, ContextSelectionSet, ID, Object, OutputType, Positioned, Result, ServerResult, Value,
    connection::Connection, parser::types::Field, registry::Registry,
};
use chrono::{DateTime, Utc};
use guichet_domain::id::TicketId;
use guichet_entity::message as entity;
use std::{borrow::Cow, sync::Arc};

#[derive(Clone)]
pub struct Message {
    pub row: Arc<entity::Model>,
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
        let row = self.rows.get(self.row.ticket_id).await.map_err(Error::from)?.ok_or(Error::NotFound)?;
        Ok(Ticket { row, rows: self.rows.clone() })
    }

    /// Who wrote it; for an answer of staff, the very person who gave it.
    async fn author(&self) -> Result<Person> {
        let row = self.rows.get(self.row.author_id).await.map_err(Error::from)?.ok_or(Error::NotFound)?;
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

/// A message of a list.
pub enum ListedMessage {
    /// Of which all that was selected was written while it was read.
    Written(Value),
    /// Whose fields are resolved one by one.
    Row(Box<Message>),
}

impl OutputType for ListedMessage {
    fn type_name() -> Cow<'static, str> {
        <Message as OutputType>::type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        Message::create_type_info(registry)
    }

    async fn resolve(&self, ctx: &ContextSelectionSet<'_>, field: &Positioned<Field>) -> ServerResult<Value> {
        match self {
            Self::Written(value) => Ok(value.clone()),
            Self::Row(message) => message.resolve(ctx, field).await,
        }
    }
}

/// Messages, a page at a time.
pub type MessageConnection = Connection<String, ListedMessage, MessageTotal>;
