//! How many tickets stand where.

use super::Scope;
use guichet_domain::{Party, TicketState, TicketStatus};
use guichet_entity::ticket;
use sea_orm::{ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect, sea_query::Expr};

/// The counters of a viewer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TicketCounts {
    /// Open.
    pub open: i64,
    /// In progress.
    pub in_progress: i64,
    /// In progress, the last message from staff.
    pub waiting_on_client: i64,
    /// Open, or in progress with the last message from the client.
    pub waiting_on_staff: i64,
    /// Resolved.
    pub resolved: i64,
}

impl TicketCounts {
    /// So many more tickets in this state.
    pub fn add(&mut self, state: TicketState, tickets: i64) {
        match state.status() {
            TicketStatus::Open => self.open += tickets,
            TicketStatus::InProgress => self.in_progress += tickets,
            TicketStatus::Resolved => self.resolved += tickets,
        }
        match state.waiting_on() {
            Some(Party::Client) => self.waiting_on_client += tickets,
            Some(Party::Staff) => self.waiting_on_staff += tickets,
            None => {}
        }
    }

    /// How many are in this state.
    #[must_use]
    pub const fn of(&self, state: TicketState) -> i64 {
        match state {
            TicketState::Open => self.open,
            TicketState::InProgress { last: Party::Staff } => self.waiting_on_client,
            TicketState::InProgress { last: Party::Client } => self.waiting_on_staff - self.open,
            TicketState::Resolved => self.resolved,
        }
    }
}

/// Counts what the scope holds, ticket by ticket: of a client, or once for all.
///
/// # Errors
/// The base did not answer.
pub async fn count_tickets(db: &impl ConnectionTrait, scope: Scope) -> Result<TicketCounts, DbErr> {
    let groups: Vec<(TicketStatus, Option<Party>, i64)> = ticket::Entity::find()
        .filter(scope.tickets())
        .select_only()
        .column(ticket::Column::Status)
        .column(ticket::Column::WaitingOn)
        .column_as(Expr::cust("COUNT(*)"), "tickets")
        .group_by(ticket::Column::Status)
        .group_by(ticket::Column::WaitingOn)
        .into_tuple()
        .all(db)
        .await?;
    let mut counts = TicketCounts::default();
    for (status, waiting_on, tickets) in groups {
        counts.add(TicketState::stored(status, waiting_on), tickets);
    }
    Ok(counts)
}
