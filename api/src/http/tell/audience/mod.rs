//! Subscribers who ask alike and may see the same, told together: one of them follows the queue for all, and what happens is written
//! into their sockets one after the other. A socket that takes it there and then wakes nobody.
//!
//! Whoever has something else to do at that moment finds what it was told waiting, in order. Whoever falls behind, and all where what
//! happens can't be written for all, follow the queue by themselves from where they stand.

mod member;
#[cfg(test)]
mod tests;

pub use member::Turn;

use super::telling::Told;
use crate::{
    feed::{Cursor, answers::Asked},
    http::{answer::Answer, metrics, socket::Outlet},
    keyed::Keyed,
    store::TicketFilter,
};
use async_graphql::Value;
use futures::{Stream, StreamExt};
use member::{Frame, Member};
use std::{
    num::NonZero,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError, Weak,
        atomic::{AtomicUsize, Ordering},
    },
    task::Poll,
    thread::available_parallelism,
};
use tokio_util::sync::{CancellationToken, DropGuard};

/// How many members are told before others have their turn.
const AT_A_TIME: usize = 64;

/// The audiences of a node: as many of a kind as may tell at the same time.
#[derive(Debug)]
pub struct Audiences {
    by_kind: Keyed<(Asked, TicketFilter, usize), Audience>,
    of_a_kind: usize,
    next: AtomicUsize,
}

impl Default for Audiences {
    fn default() -> Self {
        Self {
            by_kind: Keyed::default(),
            of_a_kind: available_parallelism().map_or(1, NonZero::get),
            next: AtomicUsize::default(),
        }
    }
}

impl Audiences {
    /// One for whoever asks this.
    pub fn of(&self, asked: Asked, filter: &TicketFilter) -> Arc<Audience> {
        let which = self.next.fetch_add(1, Ordering::Relaxed) % self.of_a_kind;
        self.by_kind.of((asked, filter.clone(), which), Audience::default)
    }
}

/// Some who are told together. It lasts as long as it has members.
#[derive(Debug)]
pub struct Audience {
    seats: Mutex<Seats>,
    /// Cancelled with the last member's seat.
    empty: CancellationToken,
    _while_seated: DropGuard,
}

#[derive(Debug, Default)]
struct Seats {
    /// Up to where all are told who were there; none while nobody tells.
    position: Option<Cursor>,
    /// What the last one to join calls its subscription: most call it alike, and share the word.
    id: Option<Arc<str>>,
    members: Vec<Arc<Member>>,
}

/// A member's place; given back when dropped.
#[derive(Debug)]
pub struct Seat {
    audience: Arc<Audience>,
    member: Arc<Member>,
}

impl Default for Audience {
    fn default() -> Self {
        let empty = CancellationToken::new();
        Self { seats: Mutex::default(), _while_seated: empty.clone().drop_guard(), empty }
    }
}

impl Audience {
    /// Joins, having been told all up to `told`. The first one's `telling`, which goes on from there, tells all.
    ///
    /// # Errors
    /// Gives back what would tell: the others are further already.
    pub fn join<S>(self: Arc<Self>, mut outlet: Outlet, told: Cursor, telling: S) -> Result<Seat, S>
    where
        S: Stream<Item = Told> + Send + Unpin + 'static,
    {
        let mut seats = self.seats();
        if seats.position.is_some_and(|position| position > told) {
            return Err(telling);
        }
        match &seats.id {
            Some(id) if *id == outlet.id => outlet.id = Arc::clone(id),
            _ => seats.id = Some(Arc::clone(&outlet.id)),
        }
        let member = Arc::new(Member::new(outlet, told, seats.members.len()));
        seats.members.push(Arc::clone(&member));
        let is_first = seats.position.is_none();
        seats.position.get_or_insert(told);
        drop(seats);
        if is_first {
            let (tells, empty) = (Telling { audience: Arc::downgrade(&self), told }, self.empty.clone());
            tokio::spawn(empty.run_until_cancelled_owned(tells.tell_all(telling)));
        }
        Ok(Seat { audience: self, member })
    }

    /// Tells everybody who has not been told.
    async fn tell(&self, before: Cursor, cursor: Cursor, data: &Value) {
        let mut left = {
            let mut seats = self.seats();
            seats.position = Some(cursor);
            seats.members.len()
        };
        let (mut frame, mut told) = (Frame::new(before, cursor, data), 0);
        // From the last to the first: into the place of one that goes comes one that was told, or that is still to come.
        while left > 0 {
            {
                let seats = self.seats();
                let until = left.min(seats.members.len());
                left = until.saturating_sub(AT_A_TIME);
                let some = seats.members.get(left..until).unwrap_or_default().iter().rev();
                told += some.filter(|member| member.tell(&mut frame)).count();
            }
            if left > 0 {
                tokio::task::yield_now().await;
            }
        }
        metrics::deliveries(told);
    }

    /// Nobody tells any more: each goes on by itself, from here or further.
    fn dismiss(&self, from: Cursor) {
        let members = std::mem::take(&mut *self.seats()).members;
        members.iter().for_each(|member| member.dismiss(from));
    }

    fn seats(&self) -> MutexGuard<'_, Seats> {
        self.seats.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Tells an audience, which is dismissed when it ends, however that comes.
struct Telling {
    audience: Weak<Audience>,
    /// Up to where nothing is left to be told.
    told: Cursor,
}

impl Telling {
    async fn tell_all(mut self, mut telling: impl Stream<Item = Told> + Unpin) {
        while let Some(Told { before, cursor, answer }) = telling.next().await {
            let Some(audience) = self.audience.upgrade() else { return };
            self.told = before;
            match (cursor, answer) {
                // Else the base is not what it was: it was restored.
                (Some(cursor), Answer { data: Some(data), errors, .. }) if errors.is_empty() && cursor >= before => {
                    audience.tell(before, cursor, &data).await;
                }
                // Each finds out by itself what it is told of that.
                _ => return,
            }
        }
    }
}

impl Drop for Telling {
    fn drop(&mut self) {
        if let Some(audience) = self.audience.upgrade() {
            audience.dismiss(self.told);
        }
    }
}

impl Seat {
    /// What is to do. Whoever asks is woken through its outlet.
    pub fn poll_turn(&self) -> Poll<Turn> {
        self.member.poll_turn()
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut seats = self.audience.seats();
        let place = self.member.place.load(Ordering::Relaxed);
        // Else they were dismissed.
        if seats.members.get(place).is_some_and(|member| Arc::ptr_eq(member, &self.member)) {
            seats.members.swap_remove(place);
            seats.members.get(place).into_iter().for_each(|moved| moved.place.store(place, Ordering::Relaxed));
        }
    }
}
