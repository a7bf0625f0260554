//! Subscribers who ask alike and may see the same, told together: one of them follows the queue for all, and what happens is written
//! into their sockets one after the other. A socket that takes it there and then wakes nobody.
//!
//! Whoever has something else to do at that moment finds what it was told waiting, in order. Whoever falls behind, or whose audience
//! ends, follows the queue by itself from where it stands: here, nobody is told anything but data that was written for all.

use super::telling::Told;
use crate::{
    feed::{Cursor, answers::Asked},
    http::{answer::Answer, metrics, socket::Outlet},
    keyed::Keyed,
    store::TicketFilter,
};
use async_graphql::Value;
use futures::{Stream, StreamExt};
use slab::Slab;
use std::{
    collections::VecDeque,
    num::NonZero,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError, Weak,
        atomic::{AtomicUsize, Ordering},
    },
    task::Poll,
    thread::available_parallelism,
};
use tokio_util::sync::{CancellationToken, DropGuard};

/// How much may wait for one member.
const MOST_WAITING: usize = 64;
/// How many members are told before others have their turn.
const AT_A_TIME: usize = 32;

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
    members: Slab<Arc<Member>>,
}

/// One who is told.
#[derive(Debug)]
struct Member {
    outlet: Outlet,
    heard: Mutex<Heard>,
}

#[derive(Debug)]
struct Heard {
    /// Up to where it was told, counting what waits.
    up_to: Cursor,
    /// What its socket did not take at once.
    waiting: VecDeque<Value>,
    /// It is told no more.
    is_over: bool,
}

/// A member's place; given back when dropped.
#[derive(Debug)]
pub struct Seat {
    audience: Arc<Audience>,
    key: usize,
    member: Arc<Member>,
}

/// What somebody in an audience has to do.
#[derive(Debug, PartialEq)]
pub enum Turn {
    /// Tell this.
    Tell(Value),
    /// Follow the queue by itself from here.
    GoOn(Cursor),
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
        let heard = Mutex::new(Heard { up_to: told, waiting: VecDeque::new(), is_over: false });
        let member = Arc::new(Member { outlet, heard });
        let key = seats.members.insert(Arc::clone(&member));
        let is_first = seats.position.is_none();
        seats.position.get_or_insert(told);
        drop(seats);
        if is_first {
            let (audience, empty) = (Telling { audience: Arc::downgrade(&self) }, self.empty.clone());
            tokio::spawn(empty.run_until_cancelled_owned(audience.tell_all(telling)));
        }
        Ok(Seat { audience: self, key, member })
    }

    /// Tells everybody who has not been told.
    async fn tell(&self, cursor: Cursor, data: &Value) {
        self.seats().position = Some(cursor);
        let (mut frame, mut next, mut told) = (Frame::new(data), Some(0), 0);
        while let Some(first) = next {
            if first > 0 {
                tokio::task::yield_now().await;
            }
            let seats = self.seats();
            let (until, all) = (first + AT_A_TIME, seats.members.capacity());
            let some = (first..until.min(all)).filter_map(|key| seats.members.get(key));
            told += some.filter(|member| member.tell(cursor, &mut frame)).count();
            next = (until < all).then_some(until);
        }
        metrics::deliveries(told);
    }

    /// Nobody tells any more: each goes on by itself.
    fn dismiss(&self) {
        let members = std::mem::take(&mut *self.seats()).members;
        for (_, member) in members {
            member.heard().is_over = true;
            member.outlet.wake();
        }
    }

    fn seats(&self) -> MutexGuard<'_, Seats> {
        self.seats.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Tells an audience, which is dismissed when it ends, however that comes.
struct Telling {
    audience: Weak<Audience>,
}

impl Telling {
    async fn tell_all(self, mut telling: impl Stream<Item = Told> + Unpin) {
        while let Some(Told { cursor, answer }) = telling.next().await {
            let Some(audience) = self.audience.upgrade() else { return };
            match (cursor, answer) {
                (Some(cursor), Answer { data: Some(data), errors, .. }) if errors.is_empty() => {
                    audience.tell(cursor, &data).await;
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
            audience.dismiss();
        }
    }
}

/// What is told, as it goes out: written again where the next one gave its subscription another id.
struct Frame<'d> {
    data: &'d Value,
    written: Option<(Arc<str>, Option<Vec<u8>>)>,
}

impl<'d> Frame<'d> {
    const fn new(data: &'d Value) -> Self {
        Self { data, written: None }
    }

    /// None where it is longer than goes out at once.
    fn of(&mut self, outlet: &Outlet) -> Option<&[u8]> {
        let is_same = |id: &Arc<str>| Arc::ptr_eq(id, &outlet.id) || *id == outlet.id;
        if !self.written.as_ref().is_some_and(|(id, _)| is_same(id)) {
            self.written = Some((Arc::clone(&outlet.id), outlet.frame(self.data)));
        }
        self.written.as_ref()?.1.as_deref()
    }
}

impl Member {
    /// Whether it was told, or finds it waiting.
    fn tell(&self, cursor: Cursor, frame: &mut Frame<'_>) -> bool {
        let mut heard = self.heard();
        if heard.is_over || cursor <= heard.up_to {
            return false;
        }
        if heard.waiting.is_empty() && frame.of(&self.outlet).is_some_and(|frame| self.outlet.tell(frame)) {
            heard.up_to = cursor;
            return true;
        }
        heard.is_over = heard.waiting.len() >= MOST_WAITING;
        let is_told = !heard.is_over;
        if is_told {
            heard.waiting.push_back(frame.data.clone());
            heard.up_to = cursor;
        }
        drop(heard);
        self.outlet.wake();
        is_told
    }

    fn heard(&self) -> MutexGuard<'_, Heard> {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Seat {
    /// What is to do. Whoever asks is woken through its outlet.
    pub fn poll_turn(&self) -> Poll<Turn> {
        let mut heard = self.member.heard();
        match heard.waiting.pop_front() {
            Some(data) => Poll::Ready(Turn::Tell(data)),
            None if heard.is_over => Poll::Ready(Turn::GoOn(heard.up_to)),
            None => {
                // Nearly always it stays so.
                heard.waiting.shrink_to_fit();
                Poll::Pending
            }
        }
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut seats = self.audience.seats();
        if seats.members.get(self.key).is_some_and(|member| Arc::ptr_eq(member, &self.member)) {
            seats.members.remove(self.key);
        }
    }
}

#[cfg(test)]
mod tests;
