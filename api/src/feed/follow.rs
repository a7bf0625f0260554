//! Following the feed from a cursor: first what was missed, from the base; then the reader's snapshots.

use super::{Change, Cursor, Feed, loaded, log::Of};
use crate::Error;
use guichet_domain::Asker;
use sea_orm::DbErr;
use std::{
    collections::VecDeque,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};
use tokio::sync::broadcast::{Receiver, error::RecvError};

/// How many events are read at once: whoever follows keeps them, and the messages that it asks for, until it was told.
const BATCH: u64 = 16;

/// Tells events in order, each once.
pub(super) struct Follower {
    feed: Feed,
    of: Of,
    /// For whom.
    asker: Asker,
    /// The reader's snapshots; none once some of them passed unseen.
    live: Option<Receiver<Arc<Change>>>,
    cursor: Cursor,
    missed: VecDeque<Arc<Change>>,
    /// How many more were missed, at most.
    left: u64,
    /// Whether nothing is left of what was missed, for whoever takes what it tells.
    is_live: Arc<AtomicBool>,
}

/// What comes next.
pub(super) enum Next {
    /// An event.
    Change(Arc<Change>),
    /// Too many passed while this one was not looking: it has to be told where to go on.
    Lagged,
}

impl Follower {
    /// One that has to be told where it goes on.
    pub fn new(feed: &Feed, of: Of, asker: Asker) -> Self {
        let (feed, is_live) = (feed.clone(), Arc::default());
        Self { feed, of, asker, live: None, cursor: Cursor::default(), missed: VecDeque::new(), left: 0, is_live }
    }

    /// Where it stands: all up to here was told.
    pub const fn cursor(&self) -> Cursor {
        self.cursor
    }

    /// Whether it has told all that was missed, and follows what is live.
    pub fn is_live(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.is_live)
    }

    /// Goes on after `cursor` with so many events that were missed by then, or all where they are fewer, and then with what is live.
    /// That has to be listened to before what was missed is read or counted: what comes between is in both, and passed over the
    /// second time.
    pub fn go_on(&mut self, live: Receiver<Arc<Change>>, cursor: Cursor, missed: u64) {
        (self.live, self.cursor, self.left) = (Some(live), cursor, missed);
        self.is_live.store(false, Ordering::Relaxed);
    }

    /// The next event; `None` once the node stops.
    pub async fn next(&mut self) -> Option<Result<Next, Error>> {
        loop {
            if let Some(change) = self.missed.pop_front() {
                return Some(Ok(self.pass(change)));
            }
            if self.left > 0 {
                let asked = self.left.min(BATCH);
                // In a box while it lasts: whoever waits for what is live is no larger for it.
                match Box::pin(self.sparingly(self.read(asked))).await {
                    Ok(missed) => {
                        self.left = if (missed.len() as u64) < asked { 0 } else { self.left - asked };
                        self.missed = missed.into();
                        continue;
                    }
                    Err(error) => return Some(Err(error.into())),
                }
            }
            let Some(live) = &mut self.live else { return Some(Ok(Next::Lagged)) };
            self.is_live.store(true, Ordering::Relaxed);
            match live.recv().await {
                Ok(change) if self.of.holds(&change) && change.cursor() > self.cursor => {
                    return Some(Ok(self.pass(change)));
                }
                Ok(_) => {}
                Err(RecvError::Closed) => return None,
                // Too slow: never buffered without bound.
                Err(RecvError::Lagged(_)) => {
                    self.live = None;
                    self.is_live.store(false, Ordering::Relaxed);
                }
            }
        }
    }

    /// Waits for a turn of its asker to read what was missed, and then for that.
    pub async fn sparingly<T>(&self, read: impl Future<Output = Result<T, DbErr>>) -> Result<T, DbErr> {
        let store = self.feed.store();
        let _turn = store.catch_ups().turn(Some(self.asker)).await;
        store.answered(read).await
    }

    fn pass(&mut self, change: Arc<Change>) -> Next {
        self.cursor = change.cursor();
        Next::Change(change)
    }

    async fn read(&self, limit: u64) -> Result<Vec<Arc<Change>>, DbErr> {
        let store = self.feed.store();
        Ok(Change::all_of(store, loaded::after(store, self.of, self.cursor, limit).await?, None, None))
    }
}
