//! The append-only history of tickets: source of the timeline, of the live feed and of every clock.

use guichet_domain::{
    Party, Priority, TicketEventKind, TicketStatus,
    id::{MessageId, PersonId, TicketEventId, TicketId},
};
use sea_orm::entity::prelude::*;

/// One thing that happened to a ticket, with what decides in which queues it stood before and stands after.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "ticket_event")]
pub struct Model {
    /// Key; given before commit.
    #[sea_orm(primary_key)]
    pub id: TicketEventId,
    /// The writing transaction, given by the database. With `id` it orders the feed: see `feed::cursor`.
    /// Always 0 on SQLite, whose only writer commits in the order of `id`.
    pub transaction_id: i64,
    /// The ticket.
    pub ticket_id: TicketId,
    /// What happened.
    pub kind: TicketEventKind,
    /// Who did it.
    pub actor_id: PersonId,
    /// When.
    pub at: DateTimeUtc,
    /// The message, for what brought one.
    pub message_id: Option<MessageId>,
    /// Status before; null for the opening.
    pub from_status: Option<TicketStatus>,
    /// Status after.
    pub to_status: TicketStatus,
    /// Who had to act before.
    pub from_waiting_on: Option<Party>,
    /// Who has to act after.
    pub to_waiting_on: Option<Party>,
    /// Priority before; null for the opening.
    pub from_priority: Option<Priority>,
    /// Priority after.
    pub to_priority: Priority,
}

impl ActiveModelBehavior for ActiveModel {}
