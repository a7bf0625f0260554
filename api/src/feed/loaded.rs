//! Events with what their readers ask for most: one statement, however many events.

use super::{
    Cursor,
    log::{Of, first_after},
};
use crate::store::{Store, statement::build};
use guichet_entity::{message, person, product, sale, ticket, ticket_event};
use sea_orm::{
    ColumnTrait, DbErr, EntityTrait, FromQueryResult, IdenStatic, Iterable, JoinType, Order, QueryResult, QueryTrait,
    sea_query::{Expr, ExprTrait, Query, SelectStatement},
};

/// An event with its ticket, and with what that and the event name.
#[derive(Debug)]
pub(super) struct Loaded {
    /// The event.
    pub event: ticket_event::Model,
    /// Its ticket, as it stands when the event is read.
    pub ticket: ticket::Model,
    /// What the ticket is about.
    pub sale: sale::Model,
    /// What was sold.
    pub product: product::Model,
    /// Who opened the ticket.
    pub client: person::Model,
    /// Who did it.
    pub actor: person::Model,
    /// What the event brought.
    pub message: Option<message::Model>,
    /// The last of the ticket.
    pub last_message: Option<message::Model>,
}

/// Reads the first `limit` settled events after a position.
///
/// # Errors
/// The base did not answer.
pub(super) async fn after(store: &Store, of: Of, from: Cursor, limit: u64) -> Result<Vec<Loaded>, DbErr> {
    use JoinType::{InnerJoin, LeftJoin};
    let backend = store.backend();
    let mut select = Query::select();
    select.from_subquery(first_after(backend, of, from, limit).into_query(), "event");
    add::<ticket_event::Entity>(&mut select, "event");
    join::<ticket::Entity>(&mut select, InnerJoin, "ticket", ("event", ticket_event::Column::TicketId));
    join::<sale::Entity>(&mut select, InnerJoin, "sale", ("ticket", ticket::Column::SaleId));
    join::<product::Entity>(&mut select, InnerJoin, "product", ("sale", sale::Column::ProductId));
    join::<person::Entity>(&mut select, InnerJoin, "client", ("ticket", ticket::Column::ClientId));
    join::<person::Entity>(&mut select, InnerJoin, "actor", ("event", ticket_event::Column::ActorId));
    join::<message::Entity>(&mut select, LeftJoin, "message", ("event", ticket_event::Column::MessageId));
    join::<message::Entity>(&mut select, LeftJoin, "last_message", ("ticket", ticket::Column::LastMessageId));
    for column in [ticket_event::Column::TransactionId, ticket_event::Column::Id] {
        select.order_by(("event", column), Order::Asc);
    }
    Loaded::find_by_statement(build(backend, &select)).all(&store.reader()).await
}

/// Joins the row of this table with this key.
fn join<E: EntityTrait>(
    select: &mut SelectStatement,
    kind: JoinType,
    name: &'static str,
    key: (&'static str, impl ColumnTrait),
) {
    select.join_as(kind, E::default(), name, Expr::col((name, "id")).equals(key));
    add::<E>(select, name);
}

/// Selects all columns, each under a name of its own.
fn add<E: EntityTrait>(select: &mut SelectStatement, name: &'static str) {
    for column in E::Column::iter() {
        select.expr_as(Expr::col((name, column)), format!("{name}.{}", column.as_str()));
    }
}

impl FromQueryResult for Loaded {
    fn from_query_result(row: &QueryResult, _: &str) -> Result<Self, DbErr> {
        Ok(Self {
            event: FromQueryResult::from_query_result(row, "event.")?,
            ticket: FromQueryResult::from_query_result(row, "ticket.")?,
            sale: FromQueryResult::from_query_result(row, "sale.")?,
            product: FromQueryResult::from_query_result(row, "product.")?,
            client: FromQueryResult::from_query_result(row, "client.")?,
            actor: FromQueryResult::from_query_result(row, "actor.")?,
            message: FromQueryResult::from_query_result_optional(row, "message.")?,
            last_message: FromQueryResult::from_query_result_optional(row, "last_message.")?,
        })
    }
}
