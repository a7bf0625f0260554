//! The history of a ticket.

use super::{
    enums::{TicketEventKind, TicketStatus},
    message::Message,
    person::{Person, person},
    ticket::Ticket,
};
use crate::{Error, feed::Cursor, store::Rows};
use async_graphql::{Object, Result, connection::Connection};
use chrono::{DateTime, Utc};
use guichet_domain::TicketEventKind as Kind;
use guichet_entity::ticket_event as entity;

#[derive(Clone)]
pub struct TicketEvent {
    pub row: entity::Model,
    pub rows: Rows,
}

/// One thing that happened to a ticket: a row of its history, which only grows.
#[Object]
impl TicketEvent {
    /// Where it stands in the feed: `ticketEvents(after:)` and `ticketQueue(after:)` go on from there.
    async fn cursor(&self) -> String {
        Cursor::of(&self.row).encode()
    }

    /// What happened; it says which of the fields below are null.
    async fn kind(&self) -> TicketEventKind {
        self.row.kind.into()
    }

    /// When it happened.
    async fn at(&self) -> DateTime<Utc> {
        self.row.at
    }

    /// Who did it.
    async fn actor(&self) -> Result<Person> {
        let row = self.rows.get(self.row.actor_id).await.map_err(Error::from)?.ok_or(Error::NotFound)?;
        Ok(person(row, self.rows.clone()))
    }

    /// The ticket it happened to, as it stands now.
    async fn ticket(&self) -> Result<Ticket> {
        let row = self.rows.get(self.row.ticket_id).await.map_err(Error::from)?.ok_or(Error::NotFound)?;
        Ok(Ticket { row, rows: self.rows.clone() })
    }

    /// The message that came with it, for OPENED and MESSAGE_POSTED; null for others.
    async fn message(&self) -> Result<Option<Message>> {
        let Some(id) = self.row.message_id else { return Ok(None) };
        let row = self.rows.get(id).await.map_err(Error::from)?;
        Ok(row.map(|row| Message { row, rows: self.rows.clone() }))
    }

    /// The status before, for STATUS_CHANGED; null for others.
    async fn from_status(&self) -> Option<TicketStatus> {
        match self.row.kind {
            Kind::StatusChanged => self.row.from_status.map(Into::into),
            Kind::Opened | Kind::MessagePosted | Kind::PriorityChanged => None,
        }
    }

    /// The status after, for OPENED and STATUS_CHANGED; null for others.
    async fn to_status(&self) -> Option<TicketStatus> {
        match self.row.kind {
            Kind::Opened | Kind::StatusChanged => Some(self.row.to_status.into()),
            Kind::MessagePosted | Kind::PriorityChanged => None,
        }
    }
}

/// Events, a page at a time.
pub type TicketEventConnection = Connection<String, TicketEvent>;
