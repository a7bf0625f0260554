//! How many tickets stand where.

use super::{Scope, Store};
use guichet_domain::{Party, TicketState, TicketStatus};
use guichet_entity::ticket;
use sea_orm::{DbErr, EntityTrait, QueryFilter, QuerySelect, sea_query::Expr};

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

/// Counts what the scope holds.
///
/// # Errors
/// The base did not answer.
pub async fn count_tickets(store: &Store, scope: Scope) -> Result<TicketCounts, DbErr> {
    let groups: Vec<(TicketStatus, Option<Party>, i64)> = ticket::Entity::find()
        .filter(scope.tickets())
        .select_only()
        .column(ticket::Column::Status)
        .column(ticket::Column::WaitingOn)
        .column_as(Expr::cust("COUNT(*)"), "tickets")
        .group_by(ticket::Column::Status)
        .group_by(ticket::Column::WaitingOn)
        .into_tuple()
        .all(store.reader())
        .await?;
    let mut counts = TicketCounts::default();
    for (status, waiting_on, tickets) in groups {
        let state = TicketState::stored(status, waiting_on);
        match status {
            TicketStatus::Open => counts.open += tickets,
            TicketStatus::InProgress => counts.in_progress += tickets,
            TicketStatus::Resolved => counts.resolved += tickets,
        }
        match state.waiting_on() {
            Some(Party::Client) => counts.waiting_on_client += tickets,
            Some(Party::Staff) => counts.waiting_on_staff += tickets,
            None => {}
        }
    }
    Ok(counts)
}
