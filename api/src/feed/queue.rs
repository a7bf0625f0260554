//! A queue that stays exact: what enters, changes and leaves, for one viewer and one filter.

use super::{Change, Cursor, Feed, log};
use crate::{
    Error,
    store::{Scope, TicketFilter},
};
use async_stream::stream;
use futures::{StreamExt, stream::BoxStream};
use sea_orm::DbErr;
use std::{collections::VecDeque, sync::Arc};
use tokio::sync::broadcast::{Receiver, error::RecvError};

/// How many events a reader that comes back may have missed; beyond, listing again is cheaper.
pub const MAX_MISSED: u64 = 1000;

/// What an event does to a queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ChangeKind {
    /// The ticket was not in the queue and is now.
    Entered,
    /// The ticket was in the queue and stays.
    Updated,
    /// The ticket was in the queue and is no longer.
    Left,
}

/// What a subscriber of a queue is told.
#[derive(Clone, Debug)]
pub enum QueueChange {
    /// Something happened to a ticket.
    Ticket(ChangeKind, Arc<Change>),
    /// The cursor is too old or unknown: list again, go on from here.
    Resync(Cursor),
}

impl QueueChange {
    /// Where the reader stands once it has taken this in.
    #[must_use]
    pub fn cursor(&self) -> Cursor {
        match self {
            Self::Ticket(_, change) => change.cursor(),
            Self::Resync(cursor) => *cursor,
        }
    }
}

/// What `change` does to the queue of this viewer and filter, if anything.
#[must_use]
pub fn decide(scope: Scope, filter: &TicketFilter, change: &Change) -> Option<ChangeKind> {
    let nature = change.nature();
    if !scope.holds(nature.client) {
        return None;
    }
    let was = change.before().is_some_and(|standing| filter.holds(standing, &nature));
    let is = filter.holds(change.after(), &nature);
    match (was, is) {
        (false, false) => None,
        (false, true) => Some(ChangeKind::Entered),
        (true, true) => Some(ChangeKind::Updated),
        (true, false) => Some(ChangeKind::Left),
    }
}

/// Follows a queue from a cursor, or from now on.
///
/// # Errors
/// The base did not answer.
pub async fn watch_queue(
    feed: &Feed,
    scope: Scope,
    filter: TicketFilter,
    after: Option<Cursor>,
) -> Result<BoxStream<'static, Result<QueueChange, Error>>, Error> {
    let mut follower = feed.store().answered(Follower::start(feed, scope, after)).await?;
    let changes = stream! {
        // A resynchronisation is told first.
        if let Some(cursor) = follower.resync.take() {
            yield Ok(QueueChange::Resync(cursor));
        }
        while let Some(next) = follower.next().await {
            match next {
                Ok(Next::Change(change)) => {
                    if let Some(kind) = decide(scope, &filter, &change) {
                        yield Ok(QueueChange::Ticket(kind, change));
                    }
                }
                Ok(Next::Resync(cursor)) => yield Ok(QueueChange::Resync(cursor)),
                Err(error) => yield Err(error),
            }
        }
    };
    Ok(changes.boxed())
}

enum Next {
    Change(Arc<Change>),
    Resync(Cursor),
}

/// First what was missed, from the base; then the reader's snapshots.
struct Follower {
    feed: Feed,
    scope: Scope,
    live: Receiver<Arc<Change>>,
    missed: VecDeque<Arc<Change>>,
    cursor: Cursor,
    resync: Option<Cursor>,
}

impl Follower {
    async fn start(feed: &Feed, scope: Scope, after: Option<Cursor>) -> Result<Self, DbErr> {
        // Before anything is read: what comes between is in both, and passed the second time.
        let live = feed.subscribe();
        let head = feed.head(scope).await?;
        let mut follower = Self {
            feed: feed.clone(),
            scope,
            live,
            missed: VecDeque::new(),
            cursor: after.unwrap_or(head),
            resync: None,
        };
        if follower.cursor > head {
            follower.restart_at(head);
        } else {
            let missed = log::missed(feed.store(), scope, follower.cursor, MAX_MISSED + 1).await?;
            if missed.len() as u64 > MAX_MISSED {
                follower.restart_at(head);
            } else {
                follower.missed = Change::load(feed.store(), missed, None).await?.into();
            }
        }
        Ok(follower)
    }

    const fn restart_at(&mut self, head: Cursor) {
        self.cursor = head;
        self.resync = Some(head);
    }

    async fn next(&mut self) -> Option<Result<Next, Error>> {
        loop {
            let change = match self.missed.pop_front() {
                Some(change) => change,
                None => match self.live.recv().await {
                    Ok(change) => change,
                    Err(RecvError::Closed) => return None,
                    // Too slow: never buffered without bound.
                    Err(RecvError::Lagged(_)) => {
                        self.live = self.feed.subscribe();
                        let head = self.feed.store().answered(self.feed.head(self.scope)).await;
                        return Some(head.map_err(Error::from).map(|head| {
                            self.cursor = head;
                            Next::Resync(head)
                        }));
                    }
                },
            };
            if change.cursor() > self.cursor {
                self.cursor = change.cursor();
                return Some(Ok(Next::Change(change)));
            }
        }
    }
}
