//! One ticket, for who may see it.

use crate::{
    Error,
    store::{
        Scope, Store, Tx,
        gather::{Gathered, is_among},
    },
};
use guichet_domain::id::TicketId;
use guichet_entity::{person, ticket};
use sea_orm::{ConnectionTrait, DbBackend, DbErr, EntityTrait, JoinType, QueryFilter, QuerySelect};
use std::collections::HashMap;

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

/// Tickets with their clients, whoever may see them: a screen that opens begins with one.
#[derive(Debug)]
pub struct WithClients(pub Store);

impl Gathered for WithClients {
    type Key = TicketId;
    type Found = (ticket::Model, person::Model);
    type Error = DbErr;

    async fn read(&self, keys: Vec<TicketId>) -> Result<HashMap<TicketId, Self::Found>, DbErr> {
        let client = ticket::Entity::belongs_to(person::Entity).from(ticket::Column::ClientId).to(person::Column::Id);
        let found = ticket::Entity::find()
            .filter(is_among(self.0.backend(), "\"ticket\".\"id\"", keys.iter().map(|key| key.0)))
            .join(JoinType::InnerJoin, client.into())
            .select_also(person::Entity)
            .all(self.0.reader())
            .await?;
        Ok(found.into_iter().filter_map(|(ticket, client)| Some((ticket.id, (ticket, client?)))).collect())
    }
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
