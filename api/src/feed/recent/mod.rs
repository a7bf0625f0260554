//! The tickets to which something happened last, in that order, known at a position of the feed: a search walks along them without
//! asking the base for each thousand.

mod order;

pub use order::Stretch;

use super::{Cursor, log};
use crate::store::{Revision, Scope, Store, page::Position};
use chrono::{DateTime, Utc};
use guichet_domain::id::TicketId;
use guichet_entity::{ticket, ticket_event};
use order::{MOST, Order};
use sea_orm::{
    ConnectionTrait, DbErr, EntityTrait, QueryOrder, QuerySelect, QueryTrait,
    sea_query::{Expr, ExprTrait},
};
use std::{
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

/// How many are read at once.
const PAGE: u64 = 4_096;
/// How many events are read at once. Who is further behind begins anew.
const BATCH: u64 = 1_000;
/// How long they are not read again once too much happened that is not settled.
const REST: Duration = Duration::from_secs(10);

/// The newest tickets of a base, or of a replica of it. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Recent(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    state: Mutex<State>,
    /// Of who asks what has happened: one at a time, so that nothing older is taken in after something newer.
    turn: tokio::sync::Mutex<()>,
    /// How often somebody began to ask.
    begun: AtomicU64,
}

#[derive(Debug, Default)]
enum State {
    #[default]
    Unknown,
    BeingRead,
    /// Unknown, and not to be read before that.
    Resting(Instant),
    Known(Known),
}

/// Makes sure that those who were being read are read again if that comes to no end.
struct BeingRead(Recent);

impl Drop for BeingRead {
    fn drop(&mut self) {
        let mut state = self.0.lock();
        if matches!(*state, State::BeingRead) {
            *state = State::Unknown;
        }
    }
}

/// What is known.
#[derive(Debug)]
struct Known {
    /// All events up to here have been taken in.
    at: Cursor,
    /// All that the base held then has been taken in.
    revision: Option<Arc<str>>,
    /// All that had happened when somebody began to ask for this time.
    asked: u64,
    /// How often the base was in doubt by then: another one may have taken its place, which lost what the first one had.
    doubts: u64,
    order: Order,
}

impl Known {
    fn take(&mut self, event: &ticket_event::Model) {
        self.order.put(Position { key: event.at.timestamp_micros(), id: event.ticket_id.0 });
    }
}

impl Recent {
    /// Takes in what has happened by now: all that the base held at a revision, where one is known. Gives whether they are known: the
    /// first time they are read beside.
    ///
    /// # Errors
    /// The base did not answer.
    pub async fn catch_up(&self, store: &Store, revision: Option<&Revision>) -> Result<bool, DbErr> {
        let revision = revision.map(|revision| &revision.base);
        let doubts = store.pulse().doubts();
        let asked = self.0.begun.load(Ordering::SeqCst);
        if let Some(is_known) =
            self.is_known(store, doubts, |known| revision.is_some() && known.revision.as_ref() == revision)
        {
            return Ok(is_known);
        }
        let _turn = self.0.turn.lock().await;
        // Somebody may have asked after this began to wait.
        let is_newer = |known: &Known| known.asked > asked || revision.is_some() && known.revision.as_ref() == revision;
        if let Some(is_known) = self.is_known(store, doubts, is_newer) {
            return Ok(is_known);
        }
        let State::Known(Known { at: mut after, .. }) = *self.lock() else { return Ok(false) };
        let asked = self.0.begun.fetch_add(1, Ordering::SeqCst) + 1;
        let seen = store.answered(log::seen(&store.reader(), after, BATCH)).await?;
        let mut state = self.lock();
        let State::Known(known) = &mut *state else { return Ok(false) };
        let is_settled = seen.iter().any(|seen| seen.is_settled);
        if seen.len() as u64 >= BATCH {
            *state = if is_settled { State::Unknown } else { State::Resting(Instant::now() + REST) };
            return Ok(false);
        }
        for log::Seen { event, is_settled } in &seen {
            known.take(event);
            // What is not settled may yet be joined by an event before it.
            if *is_settled {
                after = Cursor::of(event);
            }
        }
        known.at = after;
        known.asked = asked;
        known.revision = revision.cloned();
        Ok(true)
    }

    /// Whether they are known, as far as that can be said without asking: `holds` says whether what is known is new enough.
    fn is_known(&self, store: &Store, doubts: u64, holds: impl Fn(&Known) -> bool) -> Option<bool> {
        let mut state = self.lock();
        match &*state {
            State::Known(known) if known.doubts == doubts => return holds(known).then_some(true),
            State::BeingRead => return Some(false),
            State::Resting(until) if Instant::now() < *until => return Some(false),
            State::Known(_) | State::Resting(_) | State::Unknown => {}
        }
        *state = State::BeingRead;
        drop(state);
        tokio::spawn(self.clone().read(store.clone(), doubts));
        Some(false)
    }

    /// The next `count` tickets after a position of the list of all, the newest first; `None` where too few are known.
    #[must_use]
    pub fn after(&self, after: Option<Position>, count: usize) -> Option<Stretch> {
        let state = self.lock();
        let State::Known(known) = &*state else { return None };
        Some(known.order.after(after, count)).filter(|stretch| stretch.is_end || !stretch.positions.is_empty())
    }

    async fn read(self, store: Store, doubts: u64) {
        let being_read = BeingRead(self);
        match store.unless_lost(read(&store, doubts)).await {
            Ok(known) => *being_read.0.lock() = State::Known(known),
            Err(error) => tracing::warn!(%error, "the newest requests could not be read"),
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn read(store: &Store, doubts: u64) -> Result<Known, DbErr> {
    let moment = store.snapshot().await?;
    let known = read_at(&moment, doubts).await?;
    moment.rollback().await?;
    Ok(known)
}

async fn read_at(moment: &impl ConnectionTrait, doubts: u64) -> Result<Known, DbErr> {
    use ticket::Column::{Id, LastActivityAt};
    let at = log::head(moment, Scope::Everything).await?;
    let mut order = Order::default();
    order.is_whole = true;
    let mut last: Option<(TicketId, DateTime<Utc>)> = None;
    loop {
        let rows = ticket::Entity::find().select_only().column(Id).column(LastActivityAt);
        let rows = rows.order_by_desc(LastActivityAt).order_by_desc(Id).limit(PAGE);
        let rows = rows.apply_if(last, |rows, (id, at)| {
            let after = Expr::tuple([Expr::val(at), Expr::val(id.0)]);
            sea_orm::QueryFilter::filter(rows, Expr::tuple([Expr::col(LastActivityAt), Expr::col(Id)]).lt(after))
        });
        let rows: Vec<(TicketId, DateTime<Utc>)> = rows.into_tuple().all(moment).await?;
        order.sorted.extend(rows.iter().map(|(id, at)| Position { key: at.timestamp_micros(), id: id.0 }));
        last = rows.last().copied();
        if (rows.len() as u64) < PAGE {
            return Ok(Known { at, revision: None, asked: 0, doubts, order });
        }
        if order.sorted.len() >= MOST {
            order.is_whole = false;
            return Ok(Known { at, revision: None, asked: 0, doubts, order });
        }
    }
}
