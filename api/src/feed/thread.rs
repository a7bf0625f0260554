//! The events of one ticket as they happen.

use super::{Change, Cursor, Feed, log};
use crate::{Error, store::Scope};
use futures::{Stream, stream};
use guichet_domain::id::TicketId;
use sea_orm::DbErr;
use std::{collections::VecDeque, sync::Arc};
use tokio::sync::broadcast::{Receiver, error::RecvError};

/// How many events are read at once: whoever follows keeps them, and the messages that it asks for, until it was told.
const BATCH: u64 = 16;

/// Follows one ticket, which the viewer may see, from a cursor, or from now on. However old the cursor, nothing is
/// missed: a ticket's history is short and kept.
///
/// # Errors
/// The base did not answer.
pub async fn watch_ticket(
    feed: &Feed,
    ticket: TicketId,
    after: Option<Cursor>,
) -> Result<impl Stream<Item = Result<Arc<Change>, Error>> + Send + use<>, Error> {
    let live = feed.subscribe();
    let cursor = feed.store().answered(beginning(feed, ticket, after)).await?;
    // What was missed is read like what a slow reader misses: from the base.
    let follower = Follower { feed: feed.clone(), live, ticket, cursor, behind: true, missed: VecDeque::new() };
    Ok(stream::unfold(follower, |mut follower| async {
        let next = follower.next().await?;
        Some((next, follower))
    }))
}

async fn beginning(feed: &Feed, ticket: TicketId, after: Option<Cursor>) -> Result<Cursor, DbErr> {
    let head = feed.head(Scope::Everything).await?;
    Ok(match after {
        // One that `timeline` has shown already, and whoever follows all tickets may not pass yet; or a stranger.
        Some(after) if after > head && !log::has(&feed.store().reader(), ticket, after).await? => head,
        after => after.unwrap_or(head),
    })
}

struct Follower {
    feed: Feed,
    live: Receiver<Arc<Change>>,
    ticket: TicketId,
    cursor: Cursor,
    behind: bool,
    missed: VecDeque<Arc<Change>>,
}

impl Follower {
    async fn next(&mut self) -> Option<Result<Arc<Change>, Error>> {
        loop {
            if let Some(change) = self.missed.pop_front() {
                self.cursor = change.cursor();
                return Some(Ok(change));
            }
            if self.behind {
                match self.feed.store().answered(self.missed()).await {
                    Ok(missed) => {
                        self.behind = missed.len() as u64 == BATCH;
                        self.missed = missed.into();
                        continue;
                    }
                    Err(error) => return Some(Err(error.into())),
                }
            }
            match self.live.recv().await {
                Ok(change) if change.event.ticket_id == self.ticket && change.cursor() > self.cursor => {
                    self.cursor = change.cursor();
                    return Some(Ok(change));
                }
                Ok(_) => {}
                Err(RecvError::Closed) => return None,
                Err(RecvError::Lagged(_)) => {
                    self.live = self.feed.subscribe();
                    self.behind = true;
                }
            }
        }
    }

    async fn missed(&self) -> Result<Vec<Arc<Change>>, DbErr> {
        let events = log::after(self.feed.store(), self.cursor, Some(self.ticket), BATCH).await?;
        Change::load(self.feed.store(), events, None).await
    }
}
