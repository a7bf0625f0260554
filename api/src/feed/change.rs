//! One event with its ticket, loaded once and shared by every subscriber of a node.

use super::{
    Cursor, Feed,
    answers::{Answers, Kept},
};
use crate::store::{
    Rows, Scope, Store,
    statement::is_among,
    ticket_counts::TicketCounts,
    ticket_filter::{Nature, Standing},
};
use guichet_domain::id::TicketId;
use guichet_entity::{sale, ticket, ticket_event};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, JoinType, QueryFilter, QuerySelect};
use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};
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

    /// Has at hand what readers ask for most, a statement per table, before they are woken: the first of them writes its answer in
    /// one go, and all who ask alike find it written instead of waiting for it.
    pub(super) async fn at_hand(changes: &[Arc<Self>]) {
        let Some(Self { rows, .. }) = changes.first().map(AsRef::as_ref) else { return };
        let messages = changes.iter().flat_map(|change| [change.event.message_id, change.ticket.last_message_id]);
        let people = changes.iter().flat_map(|change| [change.event.actor_id, change.ticket.client_id]);
        let products = changes.iter().map(|change| change.sale.product_id);
        // What can't be read now is asked for again by whoever wants it, and is told why not.
        let _ = tokio::join!(
            rows.read_ahead(messages.flatten().collect()),
            rows.read_ahead(people.collect()),
            rows.read_ahead(products.collect()),
        );
    }

    /// Loads the tickets of these events, with their sales: one statement, however many events. What readers ask for beyond that
    /// is loaded once for all of these: whoever comes back after many events catches up at little cost. `counts` are those of
    /// staff after the last of them, where they are known; `kept` is what keeps their answers, where several readers are told.
    pub(super) async fn load(
        store: &Store,
        events: Vec<ticket_event::Model>,
        counts: Option<TicketCounts>,
        kept: Option<&Kept>,
    ) -> Result<Vec<Arc<Self>>, DbErr> {
        let ids: HashSet<TicketId> = events.iter().map(|event| event.ticket_id).collect();
        let sale = ticket::Entity::belongs_to(sale::Entity).from(ticket::Column::SaleId).to(sale::Column::Id);
        let found = ticket::Entity::find()
            .filter(is_among(store.backend(), ticket::Column::Id.into_expr(), ids.iter().map(|id| id.0)))
            .join(JoinType::InnerJoin, sale.into())
            .select_also(sale::Entity)
            .all(&store.reader())
            .await?;
        let found: HashMap<TicketId, (ticket::Model, sale::Model)> =
            found.into_iter().filter_map(|(ticket, sale)| Some((ticket.id, (ticket, sale?)))).collect();
        let (rows, counts) = (Rows::shared(store), Arc::new(OnceCell::new_with(counts)));
        for (ticket, sale) in found.values() {
            rows.have(ticket.id, ticket.clone()).await;
            rows.have(sale.id, sale.clone()).await;
        }
        events
            .into_iter()
            .map(|event| {
                let missing = || DbErr::RecordNotFound(format!("ticket {} of an event", event.ticket_id));
                let (ticket, sale) = found.get(&event.ticket_id).cloned().ok_or_else(missing)?;
                let answers = kept.map_or_else(Answers::to_one, Kept::about_another);
                let (rows, counts) = (rows.clone(), Arc::clone(&counts));
                let counts_of_client = OnceCell::new();
                Ok(Arc::new(Self { event, ticket, sale, rows, answers, counts, counts_of_client }))
            })
            .collect()
    }
}
