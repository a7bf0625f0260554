//! One of an audience, and what it is told.

use crate::{
    feed::{Cursor, answers::length},
    http::socket::Outlet,
};
use async_graphql::Value;
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError, atomic::AtomicUsize},
    task::Poll,
};

/// How many changes may wait for one member.
pub(super) const MOST_WAITING: usize = 64;
/// How many bytes, where more than one waits.
pub(super) const MOST_BYTES: usize = 256 * 1024;
/// How many of the ids that subscriptions have are told apart at a time: most have the same.
const IDS: usize = 4;

/// One who is told.
#[derive(Debug)]
pub(super) struct Member {
    outlet: Outlet,
    /// Its place among the members.
    pub place: AtomicUsize,
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

/// What somebody in an audience has to do.
#[derive(Debug, PartialEq)]
pub enum Turn {
    /// Tell this.
    Tell(Value),
    /// Follow the queue by itself from here.
    GoOn(Cursor),
}

impl Member {
    /// One who was told up to here.
    pub fn new(outlet: Outlet, up_to: Cursor, place: usize) -> Self {
        let heard = Mutex::new(Heard { up_to, waiting: VecDeque::new(), bytes: 0, is_over: false });
        Self { outlet, place: AtomicUsize::new(place), heard }
    }

    /// Whether it was told, or finds it waiting.
    pub fn tell(&self, frame: &mut Frame<'_>) -> bool {
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

    /// It is told no more, and nothing else has happened up to here.
    pub fn dismiss(&self, before: Cursor) {
        self.heard().end(before);
        self.outlet.wake();
    }

    /// What is to do. Whoever asks is woken through its outlet.
    pub fn poll_turn(&self) -> Poll<Turn> {
        let mut heard = self.heard();
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

    fn heard(&self) -> MutexGuard<'_, Heard> {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Heard {
    fn end(&mut self, before: Cursor) {
        if !self.is_over {
            self.is_over = true;
            self.up_to = self.up_to.max(before);
        }
    }
}

/// What is told, as it goes out to those whose subscription has the same id.
pub(super) struct Frame<'d> {
    before: Cursor,
    cursor: Cursor,
    data: &'d Value,
    bytes: usize,
    written: VecDeque<(Arc<str>, Option<Vec<u8>>)>,
}

impl<'d> Frame<'d> {
    /// What is told to who stands `before`, or further, and stands at `cursor` then.
    pub fn new(before: Cursor, cursor: Cursor, data: &'d Value) -> Self {
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
