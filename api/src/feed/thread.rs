//! The events of one ticket as they happen.

use super::{
    Change, Cursor, Feed,
    follow::{Follower, Next},
    log::{self, Of},
};
use crate::{Error, store::Scope};
use futures::{Stream, stream};
use guichet_domain::{Asker, id::TicketId};
use sea_orm::DbErr;
use std::sync::Arc;

/// All that was missed, however many.
const ALL: u64 = u64::MAX;

/// Follows one ticket, which its asker may see, from a cursor, or from now on. However old the cursor, nothing is
/// missed: a ticket's history is short and kept.
///
/// # Errors
/// The base did not answer.
pub async fn watch_ticket(
    feed: &Feed,
    asker: Asker,
    ticket: TicketId,
    after: Option<Cursor>,
) -> Result<impl Stream<Item = Result<Arc<Change>, Error>> + Send + use<>, Error> {
    let (live, mut follower) = (feed.subscribe(), Follower::new(feed, Of::Ticket(ticket), asker));
    let cursor = feed.store().answered(beginning(feed, ticket, after)).await?;
    follower.go_on(live, cursor, ALL);
    Ok(stream::unfold(Some((feed.clone(), follower)), async |going| {
        let (feed, mut follower) = going?;
        loop {
            let next = match follower.next().await? {
                Ok(Next::Change(change)) => change,
                Ok(Next::Lagged) => {
                    follower.go_on(feed.subscribe(), follower.cursor(), ALL);
                    continue;
                }
                // Asked at once again, the base would hardly answer otherwise.
                Err(error) => return Some((Err(error), None)),
            };
            return Some((Ok(next), Some((feed, follower))));
        }
    }))
}

async fn beginning(feed: &Feed, ticket: TicketId, after: Option<Cursor>) -> Result<Cursor, DbErr> {
    let head = feed.head(Scope::Everything).await?;
    Ok(match after {
        // One that `timeline` has shown already, and whoever follows all tickets may not pass yet; or a stranger.
        Some(after) if after > head && !is_of(feed, ticket, after).await? => head,
        after => after.unwrap_or(head),
    })
}

async fn is_of(feed: &Feed, ticket: TicketId, at: Cursor) -> Result<bool, DbErr> {
    Ok(log::at(&feed.store().reader(), at).await?.is_some_and(|event| event.ticket_id == ticket))
}
