//! Whether the index knows enough.

use super::{
    postings::{Postings, Span, within},
    texts::{Posting, Text},
    ticket_set::WIDTH,
};
use guichet_domain::id::TicketId;
use guichet_entity::{search_waiting, ticket, ticket_passage};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, QuerySelect,
    sea_query::{ExprTrait, Order, Query},
};
use std::collections::BTreeSet;

/// How many tickets are read at a time.
const BATCH: i64 = 2_048;
/// How many lists are.
const LISTS: usize = 500;

/// Tells each ticket which a search might not find: one with a passage whose pieces do not all stand in the index, and that does
/// not wait.
///
/// # Errors
/// The base did not answer.
pub async fn check(db: &impl ConnectionTrait, tell: &mut impl FnMut(TicketId)) -> Result<(), DbErr> {
    let last: Option<Option<i64>> =
        ticket::Entity::find().select_only().column_as(ticket::Column::Id.max(), "last").into_tuple().one(db).await?;
    let last = last.flatten().unwrap_or(0);
    for from in (0..=last).step_by(BATCH as usize) {
        let mut postings: Vec<_> = texts(db, from).await?.iter().flat_map(Text::postings).collect();
        postings.sort_unstable();
        postings.dedup();
        let lists: Vec<_> = postings.chunk_by(|(a, _), (b, _)| a == b).collect();
        let mut missing = BTreeSet::new();
        for lists in lists.chunks(LISTS) {
            missing.extend(missing_in(db, lists, from).await?);
        }
        missing.into_iter().for_each(|ticket| tell(TicketId(ticket)));
    }
    Ok(())
}

/// The tickets of these postings, list by list, which the lists do not name.
async fn missing_in(db: &impl ConnectionTrait, lists: &[&[Posting]], from: i64) -> Result<Vec<i64>, DbErr> {
    let terms = || lists.iter().filter_map(|postings| Some((postings.first()?.0, *postings)));
    let spans: Vec<_> = terms().map(|(term, _)| Span { term, from, to: from + BATCH - 1 }).collect();
    let read = Postings::read(db, &spans).await?;
    let known = read.by_term()?;
    let missing = terms().flat_map(|(term, postings)| {
        // One that says nothing names nothing, as far as a search goes.
        let named = within(&known, term, &[from / WIDTH]).unwrap_or_default();
        postings.iter().map(|(_, ticket)| *ticket).filter(move |ticket| !named.contains(*ticket))
    });
    Ok(missing.collect())
}

/// The passages of some tickets that the index has to know.
async fn texts(db: &impl ConnectionTrait, from: i64) -> Result<Vec<Text>, DbErr> {
    let waiting = Query::select().column(search_waiting::Column::PassageId).from(search_waiting::Entity).to_owned();
    let select = Text::select()
        .and_where(ticket_passage::Column::TicketId.gte(from))
        .and_where(ticket_passage::Column::TicketId.lt(from + BATCH))
        .and_where(ticket_passage::Column::Id.into_expr().not_in_subquery(waiting))
        .order_by((ticket_passage::Entity, ticket_passage::Column::TicketId), Order::Asc)
        .to_owned();
    Text::find_by_statement(db.get_database_backend().build(&select)).all(db).await
}
