//! Watching: what happens, as it happens.

use super::{
    connection::ContextExt,
    event::TicketEvent,
    global_id::NodeKey,
    queue::{TicketQueueChange, event_of},
    ticket_list::TicketFilter,
};
use crate::{
    Error,
    feed::{Cursor, queue::watch_queue, thread::watch_ticket},
    ticket::find::find_ticket,
};
use async_graphql::{Context, ID, Result};
use futures::{Stream, StreamExt};
use guichet_domain::id::TicketId;

/// Over `graphql-transport-ws` on `/graphql/ws`, or as an event stream from `POST /graphql`.
pub struct Subscription;

#[async_graphql::Subscription]
impl Subscription {
    /// What enters, changes in and leaves a queue of the viewer, each change once and in order.
    async fn ticket_queue(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which tickets the queue holds; all that the viewer may see when left out.")] filter: Option<
            TicketFilter,
        >,
        #[graphql(
            desc = "From where: `feedCursor` of a list, or the last cursor received; from now on when left out. \
                          A cursor too old or unknown gets RESYNC."
        )]
        after: Option<String>,
    ) -> Result<impl Stream<Item = Result<TicketQueueChange>> + use<>> {
        let (app, actor) = (ctx.app()?, ctx.actor()?);
        let after = after.as_deref().map(Cursor::decode).transpose()?;
        let changes = watch_queue(&app.feed, actor.scope(), filter.unwrap_or_default().into(), after).await?;
        Ok(changes.map(|change| Ok(TicketQueueChange(change?))))
    }

    /// What happens to one ticket, each event once and in order. NOT_FOUND when the viewer may not see it.
    async fn ticket_events(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The ticket.")] ticket_id: ID,
        #[graphql(desc = "From where: the last cursor received, or one of `timeline`; from now on when left out.")]
        after: Option<String>,
    ) -> Result<impl Stream<Item = Result<TicketEvent>> + use<>> {
        let (app, actor) = (ctx.app()?, ctx.actor()?);
        let after = after.as_deref().map(Cursor::decode).transpose()?;
        let id = TicketId::from_id(&ticket_id).ok_or(Error::NotFound)?;
        let ticket = find_ticket(app.store.reader(), actor.scope(), id).await.map_err(Error::from)?;
        let ticket = ticket.ok_or(Error::NotFound)?;
        let events = watch_ticket(&app.feed, ticket.id, after).await?;
        Ok(events.map(|change| Ok(event_of(&*change?))))
    }
}
