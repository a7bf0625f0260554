//! What a subscriber of a queue is told.

use super::{
    connection::ContextExt, enums::QueueChangeKind, event::TicketEvent, ticket::Ticket, ticket_counts::TicketCounts,
};
use crate::{
    Error,
    feed::{
        Change,
        queue::{ChangeKind, QueueChange},
    },
};
use async_graphql::{Context, Object, Result};

pub struct TicketQueueChange(pub QueueChange);

/// The ticket of a change, with what else its readers ask for.
pub fn ticket_of(change: &Change) -> Ticket {
    Ticket { row: change.ticket.clone(), rows: change.rows.clone() }
}

/// The event of a change.
pub fn event_of(change: &Change) -> TicketEvent {
    TicketEvent { row: change.event.clone(), rows: change.rows.clone() }
}

/// One change of a queue, or the order to list it again.
#[Object]
impl TicketQueueChange {
    /// Where the reader stands once it has taken this in: what `ticketQueue(after:)` goes on from.
    async fn cursor(&self) -> String {
        self.0.cursor().encode()
    }

    /// What happened to the queue, or RESYNC.
    async fn kind(&self) -> QueueChangeKind {
        match &self.0 {
            QueueChange::Ticket(ChangeKind::Entered, _) => QueueChangeKind::Entered,
            QueueChange::Ticket(ChangeKind::Updated, _) => QueueChangeKind::Updated,
            QueueChange::Ticket(ChangeKind::Left, _) => QueueChangeKind::Left,
            QueueChange::Resync(_) => QueueChangeKind::Resync,
        }
    }

    /// The ticket as it stands now; null on RESYNC.
    async fn ticket(&self) -> Option<Ticket> {
        match &self.0 {
            QueueChange::Ticket(_, change) => Some(ticket_of(change)),
            QueueChange::Resync(_) => None,
        }
    }

    /// What happened to the ticket; null on RESYNC.
    async fn event(&self) -> Option<TicketEvent> {
        match &self.0 {
            QueueChange::Ticket(_, change) => Some(event_of(change)),
            QueueChange::Resync(_) => None,
        }
    }

    /// The viewer's counters after the change, whatever the filter.
    async fn counts(&self, ctx: &Context<'_>) -> Result<TicketCounts> {
        let (feed, scope) = (&ctx.app()?.feed, ctx.actor()?.scope());
        let counts = match &self.0 {
            QueueChange::Ticket(_, change) => change.counts(feed, scope).await,
            QueueChange::Resync(_) => feed.counts(scope).await,
        };
        Ok(counts.map_err(Error::from)?.into())
    }
}
