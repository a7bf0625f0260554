//! A queue that stays exact: what enters, changes and leaves, for one viewer and one filter.

use super::{
    Change, Cursor, Feed,
    follow::{Follower, Next},
    log::{self, Of},
};
use crate::{
    Error,
    store::{Scope, TicketFilter},
};
use async_stream::stream;
use futures::{StreamExt, stream::BoxStream};
use guichet_domain::Asker;
use sea_orm::DbErr;
use std::{
    cmp,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

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

/// A queue as one viewer sees it. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Queue {
    /// Whose events it follows.
    pub feed: Feed,
    /// For whom.
    pub asker: Asker,
    /// What the viewer may see.
    pub scope: Scope,
    /// Which tickets are in it.
    pub filter: TicketFilter,
}

/// A queue that is followed.
pub struct Followed {
    /// From where.
    pub from: Cursor,
    /// What happens to it.
    pub changes: BoxStream<'static, Happened>,
    is_live: Arc<AtomicBool>,
}

/// What happens to a queue.
#[derive(Debug)]
pub struct Happened {
    /// Up to where nothing else has happened to it that was not told.
    pub before: Cursor,
    /// What has, where the feed could be read.
    pub change: Result<QueueChange, Error>,
}

impl Followed {
    /// Whether all that was missed has been taken: what comes next is what happens from now on.
    #[must_use]
    pub fn is_live(&self) -> bool {
        self.is_live.load(Ordering::Relaxed)
    }
}

impl Queue {
    /// Follows it from a cursor, or from now on, to the first error.
    ///
    /// # Errors
    /// The base did not answer.
    pub async fn follow(self, after: Option<Cursor>) -> Result<Followed, Error> {
        let Self { feed, asker, scope, filter } = self;
        let mut follower = Follower::new(&feed, Of::Viewer(scope), asker);
        let resync = go_on(&mut follower, &feed, scope, after).await?;
        let (from, is_live) = (follower.cursor(), follower.is_live());
        let changes = stream! {
            // A resynchronisation is told first.
            if let Some(cursor) = resync {
                yield Happened { before: from, change: Ok(QueueChange::Resync(cursor)) };
            }
            loop {
                let before = follower.cursor();
                let change = match follower.next().await {
                    Some(Ok(Next::Change(change))) => match decide(scope, &filter, &change) {
                        Some(kind) => Ok(QueueChange::Ticket(kind, change)),
                        None => continue,
                    },
                    // In a box while it lasts: whoever waits is no larger for it.
                    Some(Ok(Next::Lagged)) => match Box::pin(go_on(&mut follower, &feed, scope, Some(before))).await {
                        Ok(None) => continue,
                        Ok(Some(cursor)) => Ok(QueueChange::Resync(cursor)),
                        Err(error) => Err(error.into()),
                    },
                    Some(Err(error)) => Err(error),
                    None => break,
                };
                // Asked at once again, the base would hardly answer otherwise.
                let is_over = change.is_err();
                yield Happened { before, change };
                if is_over {
                    break;
                }
            }
        };
        Ok(Followed { from, changes: changes.boxed(), is_live })
    }
}

/// Goes on after a cursor, or from now on. Where too much was missed, or the cursor is of no event of this base, or one that the feed has
/// not reached, from the position that this gives.
async fn go_on(
    follower: &mut Follower,
    feed: &Feed,
    scope: Scope,
    after: Option<Cursor>,
) -> Result<Option<Cursor>, DbErr> {
    let live = feed.subscribe();
    let head = match scope {
        Scope::Everything => feed.store().answered(feed.head(scope)).await?,
        // All its events are put in order for it.
        Scope::OwnedBy(_) => follower.sparingly(feed.head(scope)).await?,
    };
    let cursor = after.unwrap_or(head);
    let missed = match cursor.cmp(&head) {
        cmp::Ordering::Equal => Some(0),
        cmp::Ordering::Less => follower.sparingly(count_missed(feed, scope, cursor)).await?,
        cmp::Ordering::Greater => None,
    };
    if let Some(missed) = missed.filter(|missed| *missed <= MAX_MISSED) {
        follower.go_on(live, cursor, missed);
        return Ok(None);
    }
    follower.go_on(live, head, 0);
    Ok(Some(head))
}

/// How much was missed since; none where nothing ever happened there: a base that was restored knows nothing of what came after its
/// backup.
async fn count_missed(feed: &Feed, scope: Scope, cursor: Cursor) -> Result<Option<u64>, DbErr> {
    if cursor != Cursor::default() && log::at(&feed.store().reader(), cursor).await?.is_none() {
        return Ok(None);
    }
    log::count_after(feed.store(), Of::Viewer(scope), cursor, MAX_MISSED + 1).await.map(Some)
}
