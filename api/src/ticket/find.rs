//! One ticket, for who may see it.

use crate::{
    Error,
    store::{Scope, Tx},
};
use guichet_domain::id::TicketId;
use guichet_entity::{person, ticket};
use sea_orm::{ConnectionTrait, DbBackend, DbErr, EntityTrait, JoinType, QueryFilter, QuerySelect};

/// The ticket with this number, if the scope holds it.
///
/// # Errors
/// The base did not answer.
pub async fn find_ticket(
    db: &impl ConnectionTrait,
    scope: Scope,
    id: TicketId,
) -> Result<Option<ticket::Model>, DbErr> {
    ticket::Entity::find_by_id(id).filter(scope.tickets()).one(db).await
}

/// The same, with its client.
///
/// # Errors
/// The base did not answer.
pub async fn find_ticket_and_client(
    db: &impl ConnectionTrait,
    scope: Scope,
    id: TicketId,
) -> Result<Option<(ticket::Model, person::Model)>, DbErr> {
    let client = ticket::Entity::belongs_to(person::Entity).from(ticket::Column::ClientId).to(person::Column::Id);
    let found = ticket::Entity::find_by_id(id)
        .filter(scope.tickets())
        .join(JoinType::InnerJoin, client.into())
        .select_also(person::Entity)
        .one(db)
        .await?;
    Ok(found.and_then(|(ticket, client)| Some((ticket, client?))))
}

/// The same as the first, for writing: whoever writes to this ticket next waits for this transaction.
///
/// Must be the first thing that a transaction writes or locks: on PostgreSQL a transaction gets its number with it, and
/// the feed orders events by that number. Events of one ticket are then numbered in the order in which they happened.
///
/// # Errors
/// The base did not answer.
pub(super) async fn lock_ticket(tx: &Tx, scope: Scope, id: Option<TicketId>) -> Result<Option<ticket::Model>, Error> {
    let Some(id) = id else { return Ok(None) };
    let mut ticket = ticket::Entity::find_by_id(id).filter(scope.tickets());
    if tx.db().get_database_backend() == DbBackend::Postgres {
        ticket = ticket.lock_exclusive();
    }
    Ok(ticket.one(tx.db()).await?)
}
