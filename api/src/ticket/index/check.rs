//! Whether the index knows enough.

use super::{
    bitmap::{Bitmap, WIDTH},
    texts::{Posting, Text},
};
use guichet_domain::id::TicketId;
use guichet_entity::{search_backlog, search_bitmap, ticket, ticket_passage};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, QueryFilter, QuerySelect,
    sea_query::{ExprTrait, Order, Query},
};
use std::collections::HashMap;

/// How many tickets are read at a time.
const BATCH: i64 = 1_024;

/// Tells each ticket which a search might not find: one with a passage whose pieces are not all in the bitmaps, and that does
/// not stand in the backlog.
///
/// # Errors
/// The base did not answer.
pub async fn check(db: &impl ConnectionTrait, tell: &mut impl FnMut(TicketId)) -> Result<(), DbErr> {
    let last: Option<Option<i64>> =
        ticket::Entity::find().select_only().column_as(ticket::Column::Id.max(), "last").into_tuple().one(db).await?;
    let last = last.flatten().unwrap_or(0);
    for bucket in 0..=last / WIDTH {
        let bitmaps = bitmaps_of(db, bucket).await?;
        for from in (bucket * WIDTH..(bucket + 1) * WIDTH).step_by(BATCH as usize) {
            let missing = texts(db, from)
                .await?
                .into_iter()
                .filter(|text| !text.postings().into_iter().all(|it| holds(&bitmaps, it)));
            let mut missing: Vec<_> = missing.map(|text| text.ticket_id).collect();
            missing.dedup();
            missing.into_iter().for_each(&mut *tell);
        }
    }
    Ok(())
}

fn holds(bitmaps: &HashMap<i64, Bitmap>, (key, place): Posting) -> bool {
    bitmaps.get(&key).is_some_and(|bitmap| bitmap.contains(place))
}

async fn bitmaps_of(db: &impl ConnectionTrait, bucket: i64) -> Result<HashMap<i64, Bitmap>, DbErr> {
    let rows = search_bitmap::Entity::find()
        .filter(search_bitmap::Column::Id.gte(bucket << 32))
        .filter(search_bitmap::Column::Id.lt((bucket + 1) << 32))
        .all(db)
        .await?;
    // One that says nothing holds nothing, as far as a search goes.
    Ok(rows.into_iter().filter_map(|row| Some((row.id, Bitmap::decode(&row.tickets)?))).collect())
}

/// The passages of some tickets that the index has to know.
async fn texts(db: &impl ConnectionTrait, from: i64) -> Result<Vec<Text>, DbErr> {
    let waiting = Query::select().column(search_backlog::Column::PassageId).from(search_backlog::Entity).to_owned();
    let select = Text::select()
        .and_where(ticket_passage::Column::TicketId.gte(from))
        .and_where(ticket_passage::Column::TicketId.lt(from + BATCH))
        .and_where(ticket_passage::Column::Id.into_expr().not_in_subquery(waiting))
        .order_by((ticket_passage::Entity, ticket_passage::Column::TicketId), Order::Asc)
        .to_owned();
    Text::find_by_statement(db.get_database_backend().build(&select)).all(db).await
}
