//! Tickets, as they stand now. How they came there is in `ticket_event`.

use guichet_domain::{
    Party, Priority, TicketState, TicketStatus,
    id::{MessageId, PersonId, SaleId, TicketId},
};
use sea_orm::entity::prelude::*;

/// An assistance request on a sale.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "ticket")]
pub struct Model {
    /// Key, and the number that people say on the phone.
    #[sea_orm(primary_key)]
    pub id: TicketId,
    /// The client's own title.
    pub title: String,
    /// Status that people see.
    pub status: TicketStatus,
    /// Who must act next; null once resolved.
    pub waiting_on: Option<Party>,
    /// How urgent it is.
    pub priority: Priority,
    /// The client who opened it.
    pub client_id: PersonId,
    /// The sale it is about.
    pub sale_id: SaleId,
    /// When it was opened.
    pub opened_at: DateTimeUtc,
    /// When staff answered first.
    pub first_answered_at: Option<DateTimeUtc>,
    /// When something last happened to it.
    pub last_activity_at: DateTimeUtc,
    /// When it was resolved.
    pub resolved_at: Option<DateTimeUtc>,
    /// Who resolved it.
    pub resolved_by_id: Option<PersonId>,
    /// Its newest message. Null only inside the transaction that opens it.
    pub last_message_id: Option<MessageId>,
}

impl Model {
    /// The state that the stored columns stand for.
    #[must_use]
    pub const fn state(&self) -> TicketState {
        TicketState::stored(self.status, self.waiting_on)
    }
}

impl ActiveModelBehavior for ActiveModel {}
