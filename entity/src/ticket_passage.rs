//! What the search of tickets looks into.

use guichet_domain::id::{MessageId, TicketId};
use sea_orm::entity::prelude::*;

/// A folded piece of a ticket: its head (number, title, serial number), or one of its messages.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "ticket_passage")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The ticket.
    pub ticket_id: TicketId,
    /// The message; null for the head.
    pub message_id: Option<MessageId>,
    /// Folded text, a line for each field.
    pub search_text: String,
}

impl ActiveModelBehavior for ActiveModel {}
