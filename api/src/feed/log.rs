//! Reading `ticket_event` in commit order.

use super::Cursor;
use crate::store::{Store, question::Question};
use guichet_domain::id::TicketId;
use guichet_entity::ticket_event;
use sea_orm::{
    ColumnTrait, DbBackend, DbErr, EntityTrait, Order, QueryFilter, QueryOrder, QuerySelect, Select,
    sea_query::{Expr, ExprTrait},
};
use std::collections::HashMap;

/// The events that every reader may pass for good: on PostgreSQL those below the oldest running transaction.
///
/// `pg_snapshot_xmin` is the oldest transaction that still runs: all below have ended, and all that begin later are above.
/// Writers are not held up by it; a writer that takes long delays the feed, never cuts it.
fn settled(store: &Store) -> Select<ticket_event::Entity> {
    let events = ticket_event::Entity::find();
    if store.backend() == DbBackend::Postgres {
        events.filter(Expr::cust("transaction_id < (pg_snapshot_xmin(pg_current_snapshot())::text)::bigint"))
    } else {
        events
    }
}

fn position() -> Expr {
    Expr::tuple([Expr::col(ticket_event::Column::TransactionId), Expr::col(ticket_event::Column::Id)])
}

fn at(cursor: Cursor) -> Expr {
    Expr::tuple([Expr::val(cursor.transaction), Expr::val(cursor.event)])
}

/// The newest settled position: what lists read afterwards hold at least.
pub(super) async fn head(store: &Store) -> Result<Cursor, DbErr> {
    let newest = settled(store)
        .order_by(ticket_event::Column::TransactionId, Order::Desc)
        .order_by(ticket_event::Column::Id, Order::Desc)
        .one(store.reader())
        .await?;
    Ok(newest.as_ref().map(Cursor::of).unwrap_or_default())
}

/// Asks where the feed stands: see `Feed::head`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Head;

impl Question for Head {
    type Kind = ();
    type About = ();
    type Answer = Cursor;

    fn parts(&self) -> ((), ()) {
        ((), ())
    }

    async fn answer(store: &Store, (): &(), _: &[()]) -> Result<HashMap<(), Cursor>, DbErr> {
        Ok(HashMap::from([((), head(store).await?)]))
    }
}

/// The first `limit` settled events after `after`, of all tickets or of one.
pub(super) async fn after(
    store: &Store,
    after: Cursor,
    ticket: Option<TicketId>,
    limit: u64,
) -> Result<Vec<ticket_event::Model>, DbErr> {
    let mut events = settled(store).filter(position().gt(at(after)));
    if let Some(ticket) = ticket {
        events = events.filter(ticket_event::Column::TicketId.eq(ticket));
    }
    events
        .order_by(ticket_event::Column::TransactionId, Order::Asc)
        .order_by(ticket_event::Column::Id, Order::Asc)
        .limit(limit)
        .all(store.reader())
        .await
}
