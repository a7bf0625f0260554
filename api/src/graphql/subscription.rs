//! Watching: what happens, as it happens.

use super::{
    connection::ContextExt,
    event::TicketEvent,
    global_id::NodeKey,
    in_turn::{InTurn, in_turn},
    queue::{TicketQueueChange, event_of},
    ticket_list::TicketFilter,
    told::{Handover, OneChange, Watch, asked},
};
use crate::{
    Error,
    feed::{Cursor, queue::Queue, thread::watch_ticket},
    ticket::find::find_ticket,
};
use async_graphql::{Context, ID, Result};
use futures::{
    StreamExt,
    stream::{self, BoxStream},
};
use guichet_domain::id::TicketId;

/// The root of subscriptions.
pub struct Subscription;

/// What happens, as it happens. Subscriptions run over a WebSocket on `/graphql/ws`, sub-protocol `graphql-transport-ws`, or
/// as server-sent events from `POST /graphql` with `Accept: text/event-stream`. A connection ends with its token.
#[async_graphql::Subscription]
impl Subscription {
    /// What enters, changes in and leaves a queue, each change once and in order. The queue is all tickets that the viewer may
    /// see and the filter holds.
    async fn ticket_queue(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which tickets the queue holds; all that the viewer may see when left out.")] filter: Option<
            TicketFilter,
        >,
        #[graphql(
            desc = "From where: `feedCursor` of a list, or the last cursor received; from now on when left out. \
                          After more than 1,000 events missed, or from a cursor ahead of the feed, RESYNC comes \
                          first. What is no cursor of the feed is an INVALID_CURSOR."
        )]
        after: Option<String>,
    ) -> Result<BoxStream<'static, Result<InTurn<TicketQueueChange>>>> {
        let (app, actor) = (ctx.app()?, ctx.actor()?);
        let asker = actor.asker();
        if let Some(OneChange(change)) = ctx.data_opt() {
            return Ok(stream::iter([Ok(InTurn::of_all(TicketQueueChange(change.clone())))]).boxed());
        }
        let after = after.as_deref().map(Cursor::decode).transpose()?;
        let filter = filter.unwrap_or_default().into();
        let queue = Queue { feed: app.feed.clone(), asker, scope: actor.scope(), filter };
        let followed = queue.clone().follow(after).await?;
        match (ctx.data_opt::<Handover>(), asked(ctx, ctx.request()?)) {
            (Some(handover), Some(asked)) => {
                handover.leave(Watch { queue, followed, asked });
                Ok(stream::empty().boxed())
            }
            _ => {
                let changes = followed.changes.map(|happened| Ok(TicketQueueChange(happened.change?)));
                Ok(in_turn(&app.feed, asker, changes))
            }
        }
    }

    /// What happens to one ticket, each event once and in order, however many were missed.
    async fn ticket_events(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "A ticket's id. One that the viewer may not see is NOT_FOUND.")] ticket_id: ID,
        #[graphql(desc = "From where: the last cursor received, or one of `timeline`; from now on when left out. \
                          What is no cursor of the feed is an INVALID_CURSOR.")]
        after: Option<String>,
    ) -> Result<BoxStream<'static, Result<InTurn<TicketEvent>>>> {
        let (app, actor) = (ctx.app()?, ctx.actor()?);
        let after = after.as_deref().map(Cursor::decode).transpose()?;
        let id = TicketId::from_id(&ticket_id).ok_or(Error::NotFound)?;
        let ticket = find_ticket(&app.store.reader(), actor.scope(), id).await.map_err(Error::from)?;
        let ticket = ticket.ok_or(Error::NotFound)?;
        let events = watch_ticket(&app.feed, actor.asker(), ticket.id, after).await?;
        Ok(in_turn(&app.feed, actor.asker(), events.map(|change| Ok(event_of(&*change?)))))
    }
}
