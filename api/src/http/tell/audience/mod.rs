//! Subscribers who ask alike and may see the same, told together: one of them follows the queue for all, and what happens is written
//! into their sockets one after the other. A socket that takes it there and then wakes nobody.
//!
//! Whoever has something else to do at that moment finds what it was told waiting, in order. Whoever falls behind, and all where what
//! happens can't be written for all, follow the queue by themselves from where they stand, and come back once that is told.

use super::telling::Told;
use crate::{
    feed::{
        Cursor,
        answers::{Asked, length},
    },
    http::{answer::Answer, metrics, socket::Outlet},
    keyed::Keyed,
    store::TicketFilter,
};
use async_graphql::Value;
use futures::{Stream, StreamExt};
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

/// How many changes may wait for one member, and how many bytes of more than one.
const MOST_WAITING: usize = 64;
const MOST_BYTES: usize = 256 * 1024;
/// How many members are told before others have their turn.
const AT_A_TIME: usize = 64;
/// How many of the ids that subscriptions have are told apart at a time: most have the same.
const IDS: usize = 4;

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

/// One who is told.
#[derive(Debug)]
struct Member {
    outlet: Outlet,
    /// Its place among the members.
    place: AtomicUsize,
    heard: Mutex<Heard>,
}

#[derive(Debug)]
struct Heard {
    /// Up to where it was told, counting what waits.
    up_to: Cursor,
    /// What its socket did not take at once.
    waiting: VecDeque<Value>,
    /// Bytes of that.
    bytes: usize,
    /// It is told no more.
    is_over: bool,
}

/// A member's place; given back when dropped.
#[derive(Debug)]
pub struct Seat {
    audience: Arc<Audience>,
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
        let heard = Mutex::new(Heard { up_to: told, waiting: VecDeque::new(), bytes: 0, is_over: false });
        let member = Arc::new(Member { outlet, place: AtomicUsize::new(seats.members.len()), heard });
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

    /// Tells everybody who has not been told, unless they are further. Gives whether they were not.
    async fn tell(&self, before: Cursor, cursor: Cursor, data: &Value) -> bool {
        let mut left = {
            let mut seats = self.seats();
            if seats.position.is_some_and(|position| position > cursor) {
                return false;
            }
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
        true
    }

    /// Nobody tells any more: each goes on by itself, from here or further.
    fn dismiss(&self, from: Cursor) {
        let members = std::mem::take(&mut *self.seats()).members;
        for member in members {
            member.heard().end(from);
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
    /// Up to where nothing is left to be told.
    told: Cursor,
}

impl Telling {
    async fn tell_all(mut self, mut telling: impl Stream<Item = Told> + Unpin) {
        while let Some(Told { before, cursor, answer }) = telling.next().await {
            let Some(audience) = self.audience.upgrade() else { return };
            self.told = before;
            match (cursor, answer) {
                (Some(cursor), Answer { data: Some(data), errors, .. }) if errors.is_empty() => {
                    if !audience.tell(before, cursor, &data).await {
                        return;
                    }
                }
                // Each finds out by itself what it is told of that, and comes back afterwards.
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

/// What is told, as it goes out to those whose subscription has the same id.
struct Frame<'d> {
    before: Cursor,
    cursor: Cursor,
    data: &'d Value,
    bytes: usize,
    written: VecDeque<(Arc<str>, Option<Vec<u8>>)>,
}

impl<'d> Frame<'d> {
    fn new(before: Cursor, cursor: Cursor, data: &'d Value) -> Self {
        Self { before, cursor, data, bytes: length(data), written: VecDeque::new() }
    }

    /// None where it is longer than goes out at once.
    fn of(&mut self, outlet: &Outlet) -> Option<&[u8]> {
        let is_same = |id: &Arc<str>| Arc::ptr_eq(id, &outlet.id) || *id == outlet.id;
        if !self.written.iter().any(|(id, _)| is_same(id)) {
            self.written.truncate(IDS - 1);
            self.written.push_front((Arc::clone(&outlet.id), outlet.frame(self.data)));
        }
        self.written.iter().find(|(id, _)| is_same(id))?.1.as_deref()
    }
}

impl Heard {
    /// It is told no more. Nothing else has happened up to here.
    fn end(&mut self, before: Cursor) {
        if !self.is_over {
            self.is_over = true;
            self.up_to = self.up_to.max(before);
        }
    }
}

impl Member {
    /// Whether it was told, or finds it waiting.
    fn tell(&self, frame: &mut Frame<'_>) -> bool {
        let mut heard = self.heard();
        if heard.is_over || frame.cursor <= heard.up_to {
            return false;
        }
        if heard.waiting.is_empty() && frame.of(&self.outlet).is_some_and(|frame| self.outlet.tell(frame)) {
            heard.up_to = frame.cursor;
            return true;
        }
        let bytes = heard.bytes + frame.bytes;
        if heard.waiting.len() >= MOST_WAITING || !heard.waiting.is_empty() && bytes > MOST_BYTES {
            heard.end(frame.before);
        } else {
            heard.waiting.push_back(frame.data.clone());
            (heard.bytes, heard.up_to) = (bytes, frame.cursor);
        }
        let is_told = !heard.is_over;
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
            Some(data) => {
                heard.bytes -= length(&data);
                Poll::Ready(Turn::Tell(data))
            }
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
        let place = self.member.place.load(Ordering::Relaxed);
        // Else they were dismissed.
        if seats.members.get(place).is_some_and(|member| Arc::ptr_eq(member, &self.member)) {
            seats.members.swap_remove(place);
            seats.members.get(place).into_iter().for_each(|moved| moved.place.store(place, Ordering::Relaxed));
        }
    }
}

#[cfg(test)]
mod tests;
