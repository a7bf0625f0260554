//! What is not in the bitmaps yet.

use super::{term::Place, texts::joined};
use crate::store::{Store, cells::Cells, search::Searchable, statement::is_listed};
use guichet_entity::{search_backlog, ticket_passage};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QuerySelect,
    sea_query::{Expr, ExprTrait},
};

/// Where words stand in the texts that wait: the ticket, the place, and which of the words, one bit each, the first the lowest.
///
/// # Errors
/// The base did not answer.
pub async fn held(store: &Store, words: &[&str]) -> Result<Vec<(i64, Place, i64)>, DbErr> {
    // Its keys by themselves: how many there are changes faster than what a planner of joins believes.
    let keys = Expr::cust("string_agg(CAST(passage_id AS TEXT), ',')");
    let waiting = search_backlog::Entity::find().select_only().expr(keys).into_tuple().one(&store.reader()).await?;
    let Some(waiting) = waiting.flatten() else { return Ok(Vec::new()) };
    let waiting: String = waiting;
    let bits = |table: Searchable| table.held(store.backend(), words).cast_as("BIGINT");
    let is_head = Expr::case(ticket_passage::Column::MessageId.is_null(), 1_i64).finally(0_i64).cast_as("BIGINT");
    let select = joined()
        .and_where(is_listed(store.backend(), ticket_passage::Column::Id.into_expr(), waiting))
        .column((ticket_passage::Entity, ticket_passage::Column::TicketId))
        .expr(is_head)
        .exprs([Searchable::TicketPassage, Searchable::Product, Searchable::Person].map(bits))
        .to_owned();
    let mut all = Vec::new();
    for row in store.reader().query_all_raw(store.backend().build(&select)).await? {
        let cells = Cells::of(&row)?;
        let (ticket, own) = (cells.number(0)?, if cells.number(1)? == 1 { Place::Head } else { Place::Body });
        for (column, place) in [(2, own), (3, Place::About), (4, Place::About)] {
            all.push((ticket, place, cells.number(column)?));
        }
    }
    Ok(all)
}
