//! One event with its ticket, loaded once and shared by every subscriber of a node.

use super::{
    Cursor, Feed,
    answers::{Answers, Kept},
    loaded::Loaded,
};
use crate::store::{
    Rows, Scope, Store,
    ticket_counts::TicketCounts,
    ticket_filter::{Nature, Standing},
};
use guichet_entity::{sale, ticket, ticket_event};
use sea_orm::DbErr;
use std::sync::Arc;
use tokio::sync::OnceCell;

/// An event, its ticket as it stood when the event was read, and the sale that the ticket is about.
#[derive(Debug)]
pub struct Change {
    /// The event.
    pub event: ticket_event::Model,
    /// The ticket.
    pub ticket: ticket::Model,
    /// Its sale.
    pub sale: sale::Model,
    /// What else readers ask for of this change, and of those that were read with it, loaded once for all of them.
    pub rows: Rows,
    /// What they were told, worked out once for all who ask alike and may see the same.
    pub answers: Answers,
    /// The counters of staff, and those of the ticket's client.
    counts: Arc<OnceCell<TicketCounts>>,
    counts_of_client: OnceCell<TicketCounts>,
}

impl Change {
    /// Where the event stands in the feed.
    #[must_use]
    pub const fn cursor(&self) -> Cursor {
        Cursor::of(&self.event)
    }

    /// What of the ticket never changes.
    #[must_use]
    pub const fn nature(&self) -> Nature {
        Nature { client: self.ticket.client_id, product: self.sale.product_id, opened_at: self.ticket.opened_at }
    }

    /// How the ticket stood before the event; `None` when the event opened it.
    #[must_use]
    pub fn before(&self) -> Option<Standing> {
        let (status, priority) = (self.event.from_status?, self.event.from_priority?);
        Some(Standing { status, waiting_on: self.event.from_waiting_on, priority })
    }

    /// How the ticket stood after the event.
    #[must_use]
    pub const fn after(&self) -> Standing {
        let event = &self.event;
        Standing { status: event.to_status, waiting_on: event.to_waiting_on, priority: event.to_priority }
    }

    /// The counters of a viewer, counted once for all who see the same.
    ///
    /// # Errors
    /// The base did not answer.
    pub async fn counts(&self, feed: &Feed, scope: Scope) -> Result<TicketCounts, DbErr> {
        let counts = match scope {
            Scope::Everything => &*self.counts,
            Scope::OwnedBy(client) if client == self.ticket.client_id => &self.counts_of_client,
            // No change of another's is told to it.
            Scope::OwnedBy(_) => return feed.counts(scope).await,
        };
        counts.get_or_try_init(|| feed.counts(scope)).await.copied()
    }

    /// What is told of these events. What their readers ask for most is at hand before they are woken: the first of them writes its
    /// answer in one go, and all who ask alike find it written instead of waiting for it. `counts` are those of staff after the last of
    /// them, where they are known; `kept` is what keeps their answers, where several readers are told.
    pub(super) fn all_of(
        store: &Store,
        loaded: Vec<Loaded>,
        counts: Option<TicketCounts>,
        kept: Option<&Kept>,
    ) -> Vec<Arc<Self>> {
        let (rows, counts) = (Rows::shared(store), Arc::new(OnceCell::new_with(counts)));
        let mut changes = Vec::with_capacity(loaded.len());
        for Loaded { event, ticket, sale, product, client, actor, message, last_message } in loaded {
            rows.have(ticket.id, ticket.clone());
            rows.have(sale.id, sale.clone());
            rows.have(product.id, product);
            for person in [client, actor] {
                rows.have(person.id, person);
            }
            for message in [message, last_message].into_iter().flatten() {
                rows.have(message.id, Arc::new(message));
            }
            let answers = kept.map_or_else(Answers::to_one, Kept::about_another);
            let (rows, counts) = (rows.clone(), Arc::clone(&counts));
            let counts_of_client = OnceCell::new();
            changes.push(Arc::new(Self { event, ticket, sale, rows, answers, counts, counts_of_client }));
        }
        changes
    }
}
