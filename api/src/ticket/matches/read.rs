//! What the base knows of the tickets of a page, in one statement for each kind of text.

use super::choose::WordSet;
use crate::store::{Store, search::Searchable};
use guichet_domain::{
    EmailAddress, SerialNumber,
    id::{MessageId, TicketId},
};
use guichet_entity::{message, person, product, sale, ticket, ticket_passage};
use sea_orm::{
    ColumnTrait, DbErr, EntityTrait, FromQueryResult, QueryFilter,
    sea_query::{Alias, Expr, ExprTrait, Func, Query, SelectStatement},
};
use std::collections::HashMap;

/// The texts around a ticket, as they were written.
#[derive(Debug, FromQueryResult)]
pub struct Head {
    pub id: TicketId,
    pub title: String,
    pub serial_number: SerialNumber,
    pub reference: String,
    pub designation: String,
    pub email: EmailAddress,
    pub first_name: String,
    pub last_name: String,
}

/// The heads of these tickets.
pub async fn heads(store: &Store, tickets: &[TicketId]) -> Result<Vec<Head>, DbErr> {
    let (sale, product, person) = (sale::Entity, product::Entity, person::Entity);
    let select = Query::select()
        .columns([(ticket::Entity, ticket::Column::Id), (ticket::Entity, ticket::Column::Title)])
        .column((sale, sale::Column::SerialNumber))
        .columns([(product, product::Column::Reference), (product, product::Column::Designation)])
        .columns([person::Column::Email, person::Column::FirstName, person::Column::LastName].map(|it| (person, it)))
        .from(ticket::Entity)
        .inner_join(sale, sale::Column::Id.into_expr().eq(ticket::Column::SaleId.into_expr()))
        .inner_join(product, product::Column::Id.into_expr().eq(sale::Column::ProductId.into_expr()))
        .inner_join(person, person::Column::Id.into_expr().eq(ticket::Column::ClientId.into_expr()))
        .and_where(ticket::Column::Id.is_in(tickets.iter().copied()))
        .to_owned();
    all(store, &select).await
}

/// The newest message of a ticket that holds exactly these words of a search.
#[derive(Debug, FromQueryResult)]
pub struct Mention {
    pub ticket_id: TicketId,
    pub message_id: MessageId,
    pub words: WordSet,
}

/// For each of these tickets, each combination of the words that a message of it holds: few, however long the thread.
pub async fn mentions(store: &Store, tickets: &[TicketId], words: &[&str]) -> Result<Vec<Mention>, DbErr> {
    if words.is_empty() {
        return Ok(Vec::new());
    }
    let (ticket_id, message_id, held) = (Alias::new("ticket_id"), Alias::new("message_id"), Alias::new("words"));
    let passages = Query::select()
        .columns([ticket_passage::Column::TicketId, ticket_passage::Column::MessageId])
        .expr_as(Searchable::TicketPassage.held(store.backend(), words).cast_as("BIGINT"), held.clone())
        .from(ticket_passage::Entity)
        .and_where(ticket_passage::Column::TicketId.is_in(tickets.iter().copied()))
        .and_where(ticket_passage::Column::MessageId.is_not_null())
        .to_owned();
    let select = Query::select()
        .columns([ticket_id.clone(), held.clone()])
        .expr_as(Func::max(Expr::col(message_id.clone())), message_id)
        .from_subquery(passages, Alias::new("mention"))
        .and_where(Expr::col(held.clone()).gt(0))
        .group_by_columns([ticket_id, held])
        .to_owned();
    all(store, &select).await
}

async fn all<Row: FromQueryResult>(store: &Store, select: &SelectStatement) -> Result<Vec<Row>, DbErr> {
    Row::find_by_statement(store.backend().build(select)).all(&store.reader()).await
}

/// These messages.
pub async fn messages(
    store: &Store,
    ids: impl Iterator<Item = MessageId>,
) -> Result<HashMap<MessageId, message::Model>, DbErr> {
    let ids: Vec<_> = ids.collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = message::Entity::find().filter(message::Column::Id.is_in(ids)).all(&store.reader()).await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}
