//! Reading `ticket_event` in commit order.

use super::{Change, Cursor};
use crate::store::{
    Scope, Store,
    question::Question,
    statement::{build, constant},
};
use guichet_domain::id::{PersonId, TicketEventId, TicketId};
use guichet_entity::{ticket, ticket_event};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, DbErr, EntityTrait, FromQueryResult, Order, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, Select,
    sea_query::{Expr, ExprTrait},
};
use std::collections::HashMap;

/// The events that every reader may pass for good: on PostgreSQL those below the oldest running transaction.
///
/// `pg_snapshot_xmin` is the oldest transaction that still runs: all below have ended, and all that begin later are above.
/// Writers are not held up by it; a writer that takes long delays the feed, never cuts it.
fn settled(backend: DbBackend) -> Select<ticket_event::Entity> {
    ticket_event::Entity::find().filter(is_settled(backend))
}

fn is_settled(backend: DbBackend) -> Expr {
    match backend {
        DbBackend::Postgres => Expr::cust("transaction_id < (pg_snapshot_xmin(pg_current_snapshot())::text)::bigint"),
        _ => Expr::cust("1 = 1"),
    }
}

/// The events after a position. On SQLite by their keys alone, as transactions have no numbers there: of two columns that are
/// compared together, it looks up the first one only.
fn is_after(backend: DbBackend, cursor: Cursor) -> Expr {
    use ticket_event::Column::{Id, TransactionId};
    match backend {
        DbBackend::Postgres => {
            let at = [constant(cursor.transaction), constant(cursor.event)];
            Expr::tuple([Expr::col(TransactionId), Expr::col(Id)]).gt(Expr::tuple(at))
        }
        // A cursor of PostgreSQL's is ahead of all that is here.
        _ if cursor.transaction > 0 => Id.is_null(),
        _ => Id.gt(cursor.event),
    }
}

fn in_order(events: Select<ticket_event::Entity>, backend: DbBackend, order: Order) -> Select<ticket_event::Entity> {
    use ticket_event::Column::{Id, TransactionId};
    let events = match backend {
        DbBackend::Postgres => events.order_by(TransactionId, order.clone()),
        _ => events,
    };
    events.order_by(Id, order)
}

/// The events of one client's tickets, which are few: they are found by their tickets and put in order, whatever happened to
/// those of others.
fn of_client(
    events: Select<ticket_event::Entity>,
    backend: DbBackend,
    client: PersonId,
    order: Order,
) -> Select<ticket_event::Entity> {
    use ticket_event::Column::{Id, TicketId, TransactionId};
    let tickets =
        ticket::Entity::find().filter(ticket::Column::ClientId.eq(client)).select_only().column(ticket::Column::Id);
    let events = events.filter(TicketId.in_subquery(tickets.into_query()));
    // As sums, so that no engine reads all events in their order instead.
    let sum = |column| Expr::col((ticket_event::Entity, column)).add(0);
    let events = match backend {
        DbBackend::Postgres => events.order_by(sum(TransactionId), order.clone()),
        _ => events,
    };
    events.order_by(sum(Id), order)
}

/// The newest settled position that a viewer may know of: what lists read afterwards hold at least.
pub(super) async fn head(db: &impl ConnectionTrait, scope: Scope) -> Result<Cursor, DbErr> {
    let backend = db.get_database_backend();
    let newest = match scope {
        Scope::Everything => in_order(settled(backend), backend, Order::Desc),
        Scope::OwnedBy(client) => of_client(settled(backend), backend, client, Order::Desc),
    };
    let newest = newest.limit(1);
    let newest = ticket_event::Entity::find().from_raw_sql(build(backend, newest.as_query())).one(db).await?;
    Ok(newest.as_ref().map(Cursor::of).unwrap_or_default())
}

/// The event that stands at this very position, settled or not.
pub(super) async fn at(db: &impl ConnectionTrait, at: Cursor) -> Result<Option<ticket_event::Model>, DbErr> {
    let event = ticket_event::Entity::find_by_id(TicketEventId(at.event));
    event.filter(ticket_event::Column::TransactionId.eq(at.transaction)).one(db).await
}

/// Asks where the feed stands: see `Feed::head`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Head(pub Scope);

impl Question for Head {
    type Kind = Scope;
    type About = ();
    type Answer = Cursor;

    fn parts(&self) -> (Scope, ()) {
        (self.0, ())
    }

    async fn answer(store: &Store, scope: &Scope, _: &[()]) -> Result<HashMap<(), Cursor>, DbErr> {
        Ok(HashMap::from([((), head(&store.reader(), *scope).await?)]))
    }
}

/// Whose events are read.
#[derive(Clone, Copy, Debug)]
pub(super) enum Of {
    /// All that a viewer may know of.
    Viewer(Scope),
    /// Those of one ticket.
    Ticket(TicketId),
}

impl Of {
    /// Whether this is one of them.
    pub fn holds(self, change: &Change) -> bool {
        match self {
            Self::Viewer(scope) => scope.holds(change.ticket.client_id),
            Self::Ticket(ticket) => change.event.ticket_id == ticket,
        }
    }
}

/// The first `limit` settled events after a position.
pub(super) async fn after(store: &Store, of: Of, from: Cursor, limit: u64) -> Result<Vec<ticket_event::Model>, DbErr> {
    let backend = store.backend();
    let events = build(backend, first_after(backend, of, from, limit).as_query());
    ticket_event::Entity::find().from_raw_sql(events).all(&store.reader()).await
}

/// How many settled events there are after a position: of more than `limit`, so many are counted.
pub(super) async fn count_after(store: &Store, of: Of, from: Cursor, limit: u64) -> Result<u64, DbErr> {
    let backend = store.backend();
    let keys = first_after(backend, of, from, limit).select_only().column(ticket_event::Column::Id);
    Ok(store.reader().query_all_raw(build(backend, keys.as_query())).await?.len() as u64)
}

pub(super) fn first_after(backend: DbBackend, of: Of, from: Cursor, limit: u64) -> Select<ticket_event::Entity> {
    let events = settled(backend).filter(is_after(backend, from));
    let events = match of {
        Of::Viewer(Scope::Everything) => in_order(events, backend, Order::Asc),
        Of::Viewer(Scope::OwnedBy(client)) => of_client(events, backend, client, Order::Asc),
        Of::Ticket(ticket) => in_order(events.filter(ticket_event::Column::TicketId.eq(ticket)), backend, Order::Asc),
    };
    events.limit(limit)
}

/// An event of which the base is asked whether it is settled.
#[derive(FromQueryResult)]
pub(super) struct Seen {
    #[sea_orm(nested)]
    pub event: ticket_event::Model,
    pub is_settled: bool,
}

/// The first `limit` events after `after` that are there, settled or not.
pub(super) async fn seen(db: &impl ConnectionTrait, after: Cursor, limit: u64) -> Result<Vec<Seen>, DbErr> {
    let backend = db.get_database_backend();
    let events =
        ticket_event::Entity::find().filter(is_after(backend, after)).expr_as(is_settled(backend), "is_settled");
    let events = in_order(events, backend, Order::Asc).limit(limit);
    Seen::find_by_statement(build(backend, events.as_query())).all(db).await
}
