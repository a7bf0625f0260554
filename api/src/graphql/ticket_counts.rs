//! Counters of tickets.

use crate::store;
use async_graphql::SimpleObject;

/// How many of the tickets that the viewer may see stand where, at this moment.
#[derive(SimpleObject, Clone, Copy, Debug)]
pub struct TicketCounts {
    /// OPEN: staff has not answered yet.
    open: i32,
    /// IN_PROGRESS, whoever must act next.
    in_progress: i32,
    /// IN_PROGRESS, the last message from staff: the client must act.
    waiting_on_client: i32,
    /// OPEN, or IN_PROGRESS with the last message from the client: staff must act.
    waiting_on_staff: i32,
    /// RESOLVED.
    resolved: i32,
}

impl From<store::ticket_counts::TicketCounts> for TicketCounts {
    fn from(counts: store::ticket_counts::TicketCounts) -> Self {
        let int = |count: i64| i32::try_from(count).unwrap_or(i32::MAX);
        Self {
            open: int(counts.open),
            in_progress: int(counts.in_progress),
            waiting_on_client: int(counts.waiting_on_client),
            waiting_on_staff: int(counts.waiting_on_staff),
            resolved: int(counts.resolved),
        }
    }
}
