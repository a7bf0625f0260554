//! The tickets to which something happened last, in that order, known at a position of the feed: a search walks along them without
//! asking the base for each thousand.

use super::{Cursor, log};
use crate::store::{Revision, Scope, Store, page::Position};
use chrono::{DateTime, Utc};
use guichet_domain::id::TicketId;
use guichet_entity::{ticket, ticket_event};
use sea_orm::{
    ConnectionTrait, DbErr, EntityTrait, QueryOrder, QuerySelect, QueryTrait,
    sea_query::{Expr, ExprTrait},
};
use std::{
    collections::{BTreeSet, HashMap},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

/// How many tickets are known at most: a megabyte.
const MOST: usize = 1 << 16;
/// How many are read at once.
const PAGE: u64 = 4_096;
/// After how many that moved they are put in order anew.
const MOVED: usize = 1_024;
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

/// The first tickets of the list of all, the newest first.
#[derive(Debug, Default)]
struct Order {
    /// As they were once put in order.
    sorted: Vec<Position>,
    /// Where those are that moved since: what `sorted` says of them is old.
    moved: HashMap<i64, Position>,
    /// The same, in order.
    front: BTreeSet<Position>,
    /// Whether there are no others.
    is_whole: bool,
}

/// Some tickets of the list that follow each other.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Stretch {
    /// Where they stand, the newest first.
    pub positions: Vec<Position>,
    /// Whether the list ends with them.
    pub is_end: bool,
}

impl Order {
    /// Puts a ticket where it stands now.
    fn put(&mut self, position: Position) {
        if let Some(before) = self.moved.insert(position.id, position) {
            self.front.remove(&before);
        }
        self.front.insert(position);
        if self.moved.len() > MOVED {
            self.sort();
        }
    }

    /// Puts all of them in order, and forgets the last ones of too many.
    fn sort(&mut self) {
        // One that was not among them and stands behind all may have others before it.
        let last = self.sorted.last().copied().filter(|_| !self.is_whole);
        let moved = std::mem::take(&mut self.moved);
        self.sorted.retain(|position| !moved.contains_key(&position.id));
        self.sorted.extend(std::mem::take(&mut self.front).into_iter().filter(|it| last.is_none_or(|last| *it > last)));
        // Most of them are in order already.
        self.sorted.sort_by(|a, b| b.cmp(a));
        if self.sorted.len() > MOST {
            self.sorted.truncate(MOST);
            self.is_whole = false;
        }
    }

    /// The next `count` after a position.
    fn after(&self, after: Option<Position>, count: usize) -> Stretch {
        let sorted = after.map_or(0, |after| self.sorted.partition_point(|position| *position >= after));
        let sorted = self.sorted.iter().skip(sorted).filter(|position| !self.moved.contains_key(&position.id));
        let front = self.front.range(..after.unwrap_or(Position { key: i64::MAX, id: i64::MAX })).rev();
        // What stands behind the last one that is known for sure may have others before it.
        let last = self.sorted.last().copied().filter(|_| !self.is_whole);
        let front = front.take_while(|position| last.is_none_or(|last| **position > last));
        let (mut sorted, mut front) = (sorted.peekable(), front.peekable());
        let mut positions = Vec::with_capacity(count.min(self.sorted.len() + self.front.len()));
        while positions.len() < count {
            let next = match (sorted.peek(), front.peek()) {
                (Some(old), Some(new)) if old > new => sorted.next(),
                (_, Some(_)) => front.next(),
                (_, None) => sorted.next(),
            };
            let Some(next) = next else { return Stretch { positions, is_end: self.is_whole } };
            positions.push(*next);
        }
        Stretch { positions, is_end: false }
    }
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
    let mut order = Order { is_whole: true, ..Order::default() };
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The list of all tickets, the newest first.
    fn listed(tickets: &HashMap<i64, i64>) -> Vec<Position> {
        let mut all: Vec<_> = tickets.iter().map(|(id, key)| Position { key: *key, id: *id }).collect();
        all.sort_by(|a, b| b.cmp(a));
        all
    }

    proptest! {
        /// Whatever moves, and whenever they are put in order anew: what is known is what the list holds there.
        #[test]
        fn what_is_known_is_what_the_list_holds(
            keys in proptest::collection::vec(0_i64..40, 0..30),
            known in 1_usize..40,
            moves in proptest::collection::vec((0_i64..35, 0_i64..80, any::<bool>()), 0..40),
            after in proptest::option::of((0_i64..80, 0_i64..35)),
            count in 1_usize..50,
        ) {
            let mut tickets: HashMap<_, _> = (0..).zip(keys).collect();
            let mut sorted = listed(&tickets);
            let is_whole = sorted.len() <= known;
            sorted.truncate(known);
            let mut order = Order { sorted, is_whole, ..Order::default() };
            for (id, key, is_sorted) in moves {
                // Nothing happens to a ticket before what happened to it last.
                let key = tickets.get(&id).map_or(key, |last| std::cmp::max(key, *last));
                tickets.insert(id, key);
                order.put(Position { key, id });
                if is_sorted {
                    order.sort();
                }
            }
            let after = after.map(|(key, id)| Position { key, id });
            let rest: Vec<_> = listed(&tickets).into_iter().filter(|it| after.is_none_or(|after| *it < after)).collect();
            let Stretch { positions, is_end } = order.after(after, count);
            prop_assert_eq!(&positions[..], &rest[..positions.len()]);
            prop_assert!(!is_end || positions.len() == rest.len());
            prop_assert!(!is_whole || positions.len() == rest.len().min(count));
        }
    }
}
