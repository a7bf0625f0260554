//! One ticket, for who may see it.

use crate::{
    Error,
    store::{Scope, Store, Tx, gather::Gathered, statement::is_among},
};
use guichet_domain::id::{MessageId, TicketId};
use guichet_entity::{person, ticket};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, DbErr, EntityTrait, JoinType, QueryFilter, QuerySelect, Statement,
};
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

impl Gathered<TicketId> for WithClients {
    type Found = (ticket::Model, person::Model);
    const IN_TURN: bool = true;

    async fn read(&self, keys: &[TicketId]) -> Result<HashMap<TicketId, Self::Found>, DbErr> {
        let client = ticket::Entity::belongs_to(person::Entity).from(ticket::Column::ClientId).to(person::Column::Id);
        let found = ticket::Entity::find()
            .filter(is_among(self.0.backend(), ticket::Column::Id.into_expr(), keys.iter().map(|key| key.0)))
            .join(JoinType::InnerJoin, client.into())
            .select_also(person::Entity);
        let found = self.0.answered(found.all(&self.0.reader())).await?;
        Ok(found.into_iter().filter_map(|(ticket, client)| Some((ticket.id, (ticket, client?)))).collect())
    }
}

/// The same as the first, for writing, as the transaction has left it so far: whoever writes to this ticket next waits for it.
///
/// Must be the first thing that a transaction writes or locks: on PostgreSQL a transaction gets its number with it, and
/// the feed orders events by that number. Events of one ticket are then numbered in the order in which they happened.
///
/// # Errors
/// The base did not answer.
pub(super) async fn lock_ticket(
    tx: &mut Tx,
    scope: Scope,
    id: Option<TicketId>,
) -> Result<Option<ticket::Model>, Error> {
    let Some(id) = id else { return Ok(None) };
    tx.write_draft().await?;
    let mut ticket = ticket::Entity::find_by_id(id).filter(scope.tickets());
    if tx.db().get_database_backend() == DbBackend::Postgres {
        ticket = ticket.lock_exclusive();
    }
    Ok(ticket.one(tx.db()).await?)
}

/// The key of a message that is about to be written.
pub(super) async fn next_message_id(tx: &mut Tx) -> Result<MessageId, DbErr> {
    tx.write_draft().await?;
    let backend = tx.db().get_database_backend();
    let next = match backend {
        DbBackend::Postgres => "nextval('message_id_seq')",
        // There is one writer, and no message is ever deleted.
        _ => "(SELECT coalesce(max(id), 0) + 1 FROM message)",
    };
    let next = Statement::from_string(backend, format!("SELECT {next} AS message"));
    let row = tx.db().query_one_raw(next).await?.ok_or_else(|| DbErr::RecordNotFound("message".to_owned()))?;
    row.try_get("", "message")
}
