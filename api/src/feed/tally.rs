//! The counters of all tickets, known at a position of the feed: what happened since is read, and no more.

use super::{Cursor, log};
use crate::store::{
    Scope, Store,
    ticket_counts::{TicketCounts, count_tickets},
};
use guichet_domain::TicketState;
use guichet_entity::{ticket_event, ticket_tally};
use sea_orm::{
    ActiveValue::Set,
    ConnectionTrait, DbErr, EntityTrait,
    sea_query::{Expr, ExprTrait, OnConflict},
};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// How many events are read at once.
const BATCH: u64 = 1_000;
/// After how many events the tally is written down, for nodes that start.
const WRITTEN_EVERY: usize = 10_000;
/// The key of the one row.
const ROW: i64 = 1;

/// The tally of this node. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Tally(Arc<Mutex<Option<Known>>>);

/// The counters as they stood once all events up to a position had happened: that never changes any more.
#[derive(Clone, Copy, Debug)]
struct Known {
    at: Cursor,
    counts: TicketCounts,
    /// How many events ago it was written down.
    unwritten: usize,
}

impl Known {
    fn take(&mut self, event: &ticket_event::Model) {
        if let Some(status) = event.from_status {
            self.counts.add(TicketState::stored(status, event.from_waiting_on), -1);
        }
        self.counts.add(TicketState::stored(event.to_status, event.to_waiting_on), 1);
        self.at = Cursor::of(event);
        self.unwritten += 1;
    }
}

impl Tally {
    /// The counters of this moment.
    ///
    /// # Errors
    /// The base did not answer.
    pub async fn counts(&self, store: &Store) -> Result<TicketCounts, DbErr> {
        let kept = *self.lock();
        let mut known = match kept {
            Some(known) => known,
            None => match written(&store.reader()).await? {
                Some(known) => known,
                None => counted(store).await?,
            },
        };
        let mut limit = BATCH;
        loop {
            let seen = log::seen(&store.reader(), known.at, limit).await?;
            let is_all = (seen.len() as u64) < limit;
            let (mut now, from) = (known, known.at);
            for log::Seen { event, is_settled } in &seen {
                now.take(event);
                if *is_settled {
                    known = now;
                }
            }
            self.keep(store, known);
            if is_all {
                return Ok(now.counts);
            }
            // What is not settled may yet be joined by an event before it: it is read in one statement or not at all.
            if known.at == from {
                limit *= 2;
            }
        }
    }

    /// Takes in what the feed has passed since `after`: settled events, in their order.
    pub(super) fn pass(&self, store: &Store, after: Cursor, events: &[ticket_event::Model]) {
        let known = *self.lock();
        let Some(mut known) = known.filter(|known| known.at >= after) else { return };
        let from = known.at;
        for event in events.iter().filter(|event| Cursor::of(event) > from) {
            known.take(event);
        }
        self.keep(store, known);
    }

    /// The counters as they were once the event at this position had happened, if it was the last that was passed.
    pub(super) fn at(&self, position: Cursor) -> Option<TicketCounts> {
        let known = *self.lock();
        known.filter(|known| known.at == position).map(|known| known.counts)
    }

    fn keep(&self, store: &Store, mut known: Known) {
        let mut kept = self.lock();
        if kept.is_some_and(|kept| kept.at > known.at) {
            return;
        }
        if known.unwritten >= WRITTEN_EVERY {
            known.unwritten = 0;
            tokio::spawn(write(store.clone(), known));
        }
        *kept = Some(known);
    }

    fn lock(&self) -> MutexGuard<'_, Option<Known>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What was written down last.
async fn written(db: &impl ConnectionTrait) -> Result<Option<Known>, DbErr> {
    let row = ticket_tally::Entity::find_by_id(ROW).one(db).await?;
    Ok(row.map(|row| Known {
        at: Cursor { transaction: row.transaction_id, event: row.event_id },
        counts: TicketCounts {
            open: row.open,
            in_progress: row.in_progress,
            waiting_on_client: row.waiting_on_client,
            waiting_on_staff: row.waiting_on_staff,
            resolved: row.resolved,
        },
        unwritten: 0,
    }))
}

/// Counts every ticket: once for a base.
async fn counted(store: &Store) -> Result<Known, DbErr> {
    // All of one moment: what happened after the position is counted too, and taken off again.
    let moment = store.snapshot().await?;
    let at = log::head(&moment, Scope::Everything).await?;
    let counts = counted_at(&moment, at).await?;
    moment.rollback().await?;
    Ok(Known { at, counts, unwritten: WRITTEN_EVERY })
}

/// Counts every ticket as it stood at a position of the feed.
async fn counted_at(moment: &impl ConnectionTrait, at: Cursor) -> Result<TicketCounts, DbErr> {
    let mut counts = count_tickets(moment, Scope::Everything).await?;
    let mut after = at;
    loop {
        let seen = log::seen(moment, after, BATCH).await?;
        let Some(last) = seen.last() else { return Ok(counts) };
        after = Cursor::of(&last.event);
        for log::Seen { event, .. } in seen {
            counts.add(TicketState::stored(event.to_status, event.to_waiting_on), -1);
            if let Some(status) = event.from_status {
                counts.add(TicketState::stored(status, event.from_waiting_on), 1);
            }
        }
    }
}

/// The counters as they were written down, and as they were at that position, where these differ.
///
/// # Errors
/// The base did not answer.
pub async fn check(moment: &impl ConnectionTrait) -> Result<Option<[TicketCounts; 2]>, DbErr> {
    let Some(Known { at, counts, .. }) = written(moment).await? else { return Ok(None) };
    let counted = counted_at(moment, at).await?;
    Ok((counted != counts).then_some([counts, counted]))
}

async fn write(store: Store, known: Known) {
    if let Err(error) = store.unless_lost(try_write(&store, known)).await {
        tracing::warn!(%error, "the tally could not be written down");
    }
}

async fn try_write(store: &Store, Known { at, counts, .. }: Known) -> Result<(), DbErr> {
    use ticket_tally::Column;
    let row = ticket_tally::ActiveModel {
        id: Set(ROW),
        transaction_id: Set(at.transaction),
        event_id: Set(at.event),
        open: Set(counts.open),
        in_progress: Set(counts.in_progress),
        waiting_on_client: Set(counts.waiting_on_client),
        waiting_on_staff: Set(counts.waiting_on_staff),
        resolved: Set(counts.resolved),
    };
    let position = [Column::TransactionId, Column::EventId].map(|column| Expr::col((ticket_tally::Entity, column)));
    // Another node may be further.
    let mut older = OnConflict::column(Column::Id);
    older
        .update_columns([
            Column::TransactionId,
            Column::EventId,
            Column::Open,
            Column::InProgress,
            Column::WaitingOnClient,
            Column::WaitingOnStaff,
            Column::Resolved,
        ])
        .action_and_where(Expr::tuple(position).lt(Expr::tuple([at.transaction.into(), at.event.into()])));
    let tx = store.begin(crate::clock::now()).await?.unwatched();
    ticket_tally::Entity::insert(row).on_conflict(older).exec_without_returning(tx.db()).await?;
    tx.commit().await
}
