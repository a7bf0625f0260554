//! Lists of tickets.

use super::{
    connection::{ContextExt, connect_edges, total},
    enums::{OrderDirection, Party, Priority, TicketOrderField, TicketStatus},
    global_id::NodeKey,
    ticket::Ticket,
    ticket_match::{PageMatches, TicketMatch},
    written::Written,
};
use crate::{
    Error, clock,
    feed::{Cursor, Head},
    store::{
        self, Rows, Scope,
        page::{PageArguments, Slice},
    },
    ticket::{
        list::{Joined, Listed, TicketList},
        list_of_client::{ClientTicketCount, ClientTickets},
        search::Search,
    },
};
use async_graphql::{
    Context, ContextSelectionSet, ID, InputObject, Object, OutputType, Positioned, Result, ServerResult, Value,
    connection::{Connection, Edge},
    parser::types::Field,
    registry::Registry,
};
use chrono::{DateTime, Utc};
use guichet_domain::id::{PersonId, ProductId, TicketId};
use std::{borrow::Cow, sync::Arc};
use tokio::sync::OnceCell;

/// Which tickets. Every part that is given must hold; a part that is left out or null holds for all.
#[derive(InputObject, Default)]
pub struct TicketFilter {
    /// In one of these statuses; none when the list is empty.
    status: Option<Vec<TicketStatus>>,
    /// Where this side must act next; resolved tickets wait for nobody.
    waiting_on: Option<Party>,
    /// Of one of these priorities; none when the list is empty.
    priority: Option<Vec<Priority>>,
    /// Opened by this client. What is no client's id holds for none.
    client_id: Option<ID>,
    /// About this product. What is no product's id holds for none.
    product_id: Option<ID>,
    /// Opened at this moment or later.
    opened_from: Option<DateTime<Utc>>,
    /// Opened before this moment.
    opened_to: Option<DateTime<Utc>>,
}

impl From<TicketFilter> for store::TicketFilter {
    fn from(filter: TicketFilter) -> Self {
        Self {
            status: filter.status.map(|any| any.into_iter().map(Into::into).collect()),
            waiting_on: filter.waiting_on.map(Into::into),
            priority: filter.priority.map(|any| any.into_iter().map(Into::into).collect()),
            client: filter.client_id.map(|id| PersonId::from_id(&id)),
            product: filter.product_id.map(|id| ProductId::from_id(&id)),
            opened_from: filter.opened_from.map(clock::kept),
            opened_to: filter.opened_to.map(clock::kept),
        }
    }
}

/// In which order tickets come. Ties are settled, so that pages never overlap.
#[derive(InputObject)]
pub struct TicketOrder {
    /// What they are ordered by.
    field: TicketOrderField,
    /// Which end comes first.
    direction: OrderDirection,
}

/// What a connection of tickets has beside its page.
pub struct TicketListFields {
    list: TicketList,
    /// Whose tickets alone it holds.
    client: Option<PersonId>,
    /// Read when it was selected.
    feed_cursor: Option<String>,
    /// How many they are, once somebody asked: under another name it is the same.
    counted: OnceCell<u64>,
}

impl TicketListFields {
    const fn new(list: TicketList, client: Option<PersonId>, feed_cursor: Option<String>) -> Self {
        Self { list, client, feed_cursor, counted: OnceCell::const_new() }
    }
}

#[Object]
impl TicketListFields {
    /// How many rows the list has on all its pages. Counted only when selected.
    async fn total_count(&self, ctx: &Context<'_>) -> Result<i32> {
        match self.client {
            None => {
                let count = self.counted.get_or_try_init(|| count(ctx, &self.list)).await;
                Ok(total(*count?))
            }
            Some(client) => {
                let count = ctx.ask(ClientTicketCount { list: self.list.clone(), client }).await?;
                Ok(total(count.unwrap_or_default()))
            }
        }
    }

    /// Where the feed stood before this list was read: give it to `ticketQueue(after:)`, with the same filter, and no change
    /// is missed. One that came in between may be told again.
    async fn feed_cursor(&self) -> Result<&str> {
        let read = self.feed_cursor.as_deref();
        Ok(read.ok_or_else(|| Error::Internal("the feed's cursor was not read".to_owned()))?)
    }
}

/// How many tickets a list holds: as the counters say, where it asks for nothing that they do not know.
async fn count(ctx: &Context<'_>, list: &TicketList) -> Result<u64> {
    if list.scope == Scope::Everything && list.search.is_none() && list.filter.is_of_state() {
        let counts = ctx.app()?.feed.counts(list.scope).await.map_err(Error::from)?;
        return Ok(list.filter.count_in(&counts).unsigned_abs());
    }
    Ok(list.count(ctx.searched().await?).await.map_err(Error::from)?)
}

/// What an edge has beside its cursor and its ticket.
pub struct TicketEdgeFields {
    ticket: TicketId,
    rows: Rows,
    matches: Option<Arc<PageMatches>>,
}

#[Object]
impl TicketEdgeFields {
    /// The passages in which `search` was found, at most three, the best first: together they show as many of its words
    /// as they can. Empty where nothing was searched for.
    async fn matches(&self, ctx: &Context<'_>) -> Result<Vec<TicketMatch>> {
        let Some(matches) = &self.matches else { return Ok(Vec::new()) };
        Ok(matches.of(&ctx.lists().await?.store, self.ticket, &self.rows).await?)
    }
}

/// A ticket of a list.
pub enum ListedTicket {
    /// Of which all that was selected was written while it was read.
    Written(Value),
    /// Whose fields are resolved one by one.
    Row(Box<Ticket>),
}

impl OutputType for ListedTicket {
    fn type_name() -> Cow<'static, str> {
        <Ticket as OutputType>::type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        Ticket::create_type_info(registry)
    }

    async fn resolve(&self, ctx: &ContextSelectionSet<'_>, field: &Positioned<Field>) -> ServerResult<Value> {
        match self {
            Self::Written(value) => Ok(value.clone()),
            Self::Row(ticket) => ticket.resolve(ctx, field).await,
        }
    }
}

/// Tickets, a page at a time.
pub type TicketConnection = Connection<String, ListedTicket, TicketListFields, TicketEdgeFields>;

/// One page of the tickets that the viewer may see.
pub async fn tickets(ctx: &Context<'_>, list: TicketList, page: &PageArguments) -> Result<TicketConnection> {
    let page = list.parse_page(page)?;
    let feed_cursor = feed_cursor(ctx).await?;
    if !ctx.selects_page() {
        return connection(ctx, TicketListFields::new(list, None, feed_cursor), Slice::default());
    }
    let base = ctx.searched().await?;
    let Some(written) = Written::tickets(ctx, ctx.request()?) else {
        let slice = list.page(base, &page).await.map_err(Error::from)?;
        return connection(ctx, TicketListFields::new(list, None, feed_cursor), slice);
    };
    let slice = list.page_of(base, &page, &written).await.map_err(Error::from)?;
    let slice = slice.map(|Joined { cursor, id, row }| (cursor, id, ListedTicket::Written(row)));
    listed(ctx, TicketListFields::new(list, None, feed_cursor), slice)
}

/// One page of the tickets of a client whom the viewer may see.
pub async fn tickets_of(
    ctx: &Context<'_>,
    client: PersonId,
    filter: TicketFilter,
    order_by: Option<TicketOrder>,
    page: &PageArguments,
) -> Result<TicketConnection> {
    let list = list(ctx, filter, None, order_by)?;
    let tickets = ClientTickets::of(list.clone(), client, page)?;
    let feed_cursor = feed_cursor(ctx).await?;
    let slice = if ctx.selects_page() { ctx.ask(tickets).await?.unwrap_or_default() } else { Slice::default() };
    connection(ctx, TicketListFields::new(list, Some(client), feed_cursor), slice)
}

/// The list that these arguments ask for.
pub fn list(
    ctx: &Context<'_>,
    filter: TicketFilter,
    search: Option<String>,
    order_by: Option<TicketOrder>,
) -> Result<TicketList> {
    let order =
        order_by.unwrap_or(TicketOrder { field: TicketOrderField::LastActivity, direction: OrderDirection::Desc });
    Ok(TicketList {
        scope: ctx.actor()?.scope(),
        filter: filter.into(),
        search: search.as_deref().map(Search::parse).transpose()?.flatten(),
        order_by: order.field.into(),
        descending: order.direction == OrderDirection::Desc,
    })
}

/// Where the feed stands, when that was selected. Read before the list, so that whoever watches from it misses nothing.
async fn feed_cursor(ctx: &Context<'_>) -> Result<Option<String>> {
    if !ctx.look_ahead().field("feedCursor").exists() {
        return Ok(None);
    }
    Ok(ctx.ask(Head(ctx.actor()?.scope())).await?.map(Cursor::encode))
}

fn connection(ctx: &Context<'_>, fields: TicketListFields, slice: Slice<Listed>) -> Result<TicketConnection> {
    let rows = ctx.rows()?;
    let row = |Listed { cursor, ticket }| {
        let id = ticket.id;
        (cursor, id, ListedTicket::Row(Box::new(Ticket { row: ticket, rows: rows.clone() })))
    };
    listed(ctx, fields, slice.map(row))
}

fn listed(
    ctx: &Context<'_>,
    fields: TicketListFields,
    slice: Slice<(String, TicketId, ListedTicket)>,
) -> Result<TicketConnection> {
    let rows = ctx.rows()?;
    let matches = PageMatches::of_page(&fields.list, slice.rows.iter().map(|(_, id, _)| *id)).map(Arc::new);
    Ok(connect_edges(slice, fields, move |(cursor, ticket, node)| {
        let fields = TicketEdgeFields { ticket, rows: rows.clone(), matches: matches.clone() };
        Edge::with_additional_fields(cursor, node, fields)
    }))
}
