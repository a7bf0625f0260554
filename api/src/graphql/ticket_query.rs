//! Reading tickets: one, lists of them, how many there are.

use super::{
    connection::ContextExt,
    ticket::Ticket,
    ticket_counts::TicketCounts,
    ticket_list::{TicketConnection, TicketFilter, TicketOrder, list, tickets},
};
use crate::{
    Error,
    store::{Rows, Scope, page::PageArguments},
    ticket::find::find_ticket,
};
use async_graphql::{Context, Object, Result};
use guichet_domain::id::TicketId;

/// What is read of tickets.
#[derive(Default)]
pub struct TicketQuery;

#[Object]
impl TicketQuery {
    /// The ticket with this number; null when there is none or the viewer may not see it.
    async fn ticket(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The ticket's `number`.")] number: i32,
    ) -> Result<Option<Ticket>> {
        let (app, actor) = (ctx.app()?, ctx.actor()?);
        let (db, scope, id) = (&app.store.reader(), actor.scope(), TicketId(number.into()));
        // What a client may not see, the base does not find: not by a row more or less to read either.
        if scope == Scope::Everything && ctx.look_ahead().field("client").exists() {
            let found = app.tickets.ask(id).await.map_err(Error::from)?;
            let Some((row, client)) = found else { return Ok(None) };
            let rows = Rows::shared(&app.store);
            rows.have(client.id, client);
            return Ok(Some(Ticket { row, rows }));
        }
        let (row, rows) = (find_ticket(db, scope, id).await.map_err(Error::from)?, ctx.rows()?);
        Ok(row.map(|row| Ticket { row, rows }))
    }

    /// The tickets that the viewer may see, the latest activity first unless ordered otherwise.
    #[expect(clippy::too_many_arguments, reason = "the contract's arguments")]
    async fn tickets(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which of them; all when left out.")] filter: Option<TicketFilter>,
        #[graphql(
            desc = "Every word, in any order, anywhere: number, title, messages, product, serial number, and for \
                          staff the client's names and address. Each may be a part of a longer one; case, accents, hyphens \
                          and spacing do not count; words in quotation marks stay together. A word of one or two \
                          characters finds nothing by itself: of what the longer ones find, it leaves the tickets \
                          that hold it anywhere. A number alone, also as `#42` or `n° 42`, finds its ticket as well. At most 200 characters and \
                          16 different words, else BAD_REQUEST. `edges { matches }` shows what was found."
        )]
        search: Option<String>,
        #[graphql(desc = "In which order; the latest activity first when left out.")] order_by: Option<TicketOrder>,
        #[graphql(desc = "So many from the front: 25 unless said otherwise, 0 to 100; else BAD_REQUEST.")]
        first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor. One of another list or order is an INVALID_CURSOR.")]
        after: Option<String>,
        #[graphql(desc = "So many from the back, 0 to 100; with `first`, BAD_REQUEST.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor. One of another list or order is an INVALID_CURSOR.")]
        before: Option<String>,
    ) -> Result<TicketConnection> {
        let list = list(ctx, filter.unwrap_or_default(), search, order_by)?;
        tickets(ctx, list, &PageArguments { first, after, last, before }).await
    }

    /// How many of the tickets that the viewer may see stand where, at this moment.
    async fn ticket_counts(&self, ctx: &Context<'_>) -> Result<TicketCounts> {
        let counts = ctx.app()?.feed.counts(ctx.actor()?.scope()).await;
        Ok(counts.map_err(Error::from)?.into())
    }
}
