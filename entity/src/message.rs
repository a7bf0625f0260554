//! What client and staff wrote.

use guichet_domain::id::{MessageId, PersonId, TicketId};
use sea_orm::entity::prelude::*;

/// A message of a ticket. Never changed, unless its client is erased and its text with it.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "message")]
pub struct Model {
    /// Key; grows with time within a ticket.
    #[sea_orm(primary_key)]
    pub id: MessageId,
    /// The ticket it belongs to.
    pub ticket_id: TicketId,
    /// The very person who wrote it.
    pub author_id: PersonId,
    /// The text.
    pub body: String,
    /// When.
    pub posted_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
