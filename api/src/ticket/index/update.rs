//! Bringing the bitmaps up to date with what was written.

use super::{
    bitmap::{Bitmap, place_of},
    term::Term,
    texts::{Posting, Text},
};
use crate::{
    clock,
    store::{Store, Tx, statement::is_among},
};
use guichet_domain::id::TicketId;
use guichet_entity::{search_backlog, search_bitmap, ticket_passage};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, DbBackend, DbErr, EntityTrait, FromQueryResult, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, Statement,
    sea_query::{ExprTrait, OnConflict, Order},
};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    time::Duration,
};

/// How often a node looks whether a whole batch waits.
const EVERY: Duration = Duration::from_secs(1);
/// After how many looks it takes less: texts that are taken together share bitmaps, and those that wait are read by each search.
const LOOKS: u32 = 10;
/// How many texts are taken at once, and are worth taking before their time.
const BATCH: usize = 5_000;
/// How many are read at once: they may be long.
const PAGE: u64 = 100;
/// At how many postings a batch is full. Each takes sixteen bytes in memory.
const FULL: usize = 400_000;
/// How many bitmaps one transaction of SQLite writes: other writers wait for no more than that.
const SLICE: usize = 1_000;
/// A number of our own, for the advisory lock under which one node at a time does this.
const LOCK: i64 = 0x6775_6963_6865_7405;

/// A text that waits.
#[derive(FromQueryResult)]
struct Waiting {
    backlog_id: i64,
    is_replaced: bool,
    #[sea_orm(nested)]
    text: Text,
}

/// Brings the index up to date, again and again. Never returns.
pub async fn run(store: Store) {
    let mut looks = 0;
    loop {
        tokio::time::sleep(EVERY).await;
        looks += 1;
        match look(&store, looks == LOOKS).await {
            Ok(false) => {}
            Ok(true) => looks = 0,
            Err(error) => tracing::warn!(%error, "the index of the search could not be brought up to date"),
        }
        looks %= LOOKS;
    }
}

/// Brings the index up to date if a whole batch waits, or in any case. Gives whether it did.
async fn look(store: &Store, in_any_case: bool) -> Result<bool, DbErr> {
    let is_due = in_any_case || search_backlog::Entity::find().count(store.reader()).await? >= BATCH as u64;
    if is_due {
        catch_up(store).await?;
    }
    Ok(is_due)
}

/// Brings the index up to date with all that was written, unless another node is at it. Gives how many texts that were.
///
/// # Errors
/// The base did not take it: what is missing stays in the backlog.
pub async fn catch_up(store: &Store) -> Result<u64, DbErr> {
    let mut taken = 0;
    loop {
        match take_batch(store).await? {
            0 => return Ok(taken),
            some => taken += some,
        }
        if taken.is_multiple_of(100 * BATCH as u64) {
            tracing::info!(taken, "the index of the search is being made");
        }
    }
}

/// What one batch says.
#[derive(Default)]
struct Batch {
    /// The keys of its rows in the backlog.
    ids: Vec<i64>,
    postings: Vec<Posting>,
    replaced: BTreeSet<TicketId>,
}

async fn take_batch(store: &Store) -> Result<u64, DbErr> {
    let mut batch = read(store).await?;
    let Some(last) = batch.ids.last().copied() else { return Ok(0) };
    batch.postings.sort_unstable();
    batch.postings.dedup();
    // On PostgreSQL nobody waits, and one transaction holds the lock for all of it.
    let slice = if store.backend() == DbBackend::Postgres { usize::MAX } else { SLICE };
    let mut slices = slices(&batch.postings, slice).peekable();
    loop {
        let tx = store.begin(clock::now()).await?;
        if !is_our_turn(&tx).await? {
            return Ok(0);
        }
        add(&tx, slices.next().unwrap_or_default()).await?;
        if slices.peek().is_none() {
            replace(&tx, &batch.replaced).await?;
            forget(&tx, &batch.ids, last).await?;
            tx.commit().await?;
            return Ok(batch.ids.len() as u64);
        }
        tx.commit().await?;
    }
}

/// Reads what waits, until it is all or a batch is full.
async fn read(store: &Store) -> Result<Batch, DbErr> {
    let mut batch = Batch::default();
    while batch.ids.len() < BATCH && batch.postings.len() < FULL {
        let page = waiting(store, batch.ids.last().copied().unwrap_or(0)).await?;
        if page.is_empty() {
            break;
        }
        for Waiting { backlog_id, is_replaced, text } in page {
            batch.ids.push(backlog_id);
            if is_replaced {
                batch.replaced.insert(text.ticket_id);
            } else {
                batch.postings.extend(text.postings());
            }
        }
    }
    Ok(batch)
}

async fn waiting(store: &Store, after: i64) -> Result<Vec<Waiting>, DbErr> {
    let mut select = Text::select();
    select
        .inner_join(
            search_backlog::Entity,
            search_backlog::Column::PassageId.into_expr().eq(ticket_passage::Column::Id.into_expr()),
        )
        .expr_as(search_backlog::Column::Id.into_expr(), "backlog_id")
        .column((search_backlog::Entity, search_backlog::Column::IsReplaced))
        .and_where(search_backlog::Column::Id.gt(after))
        .order_by((search_backlog::Entity, search_backlog::Column::Id), Order::Asc)
        .limit(PAGE);
    Waiting::find_by_statement(store.backend().build(&select)).all(store.reader()).await
}

/// Whether no other node is at it.
async fn is_our_turn(tx: &Tx) -> Result<bool, DbErr> {
    if tx.db().get_database_backend() != DbBackend::Postgres {
        return Ok(true);
    }
    let lock = format!("SELECT pg_try_advisory_xact_lock({LOCK})");
    let row = tx.db().query_one_raw(Statement::from_string(DbBackend::Postgres, lock)).await?;
    row.map_or(Ok(false), |row| row.try_get_by_index(0))
}

/// The postings of so many bitmaps at a time.
fn slices(postings: &[Posting], size: usize) -> impl Iterator<Item = &[Posting]> {
    let mut left = postings;
    std::iter::from_fn(move || {
        let bitmaps = left.chunk_by(|(a, _), (b, _)| a == b);
        let length = bitmaps.take(size).map(<[_]>::len).sum();
        let (slice, rest) = left.split_at(length);
        left = rest;
        (!slice.is_empty()).then_some(slice)
    })
}

/// Adds tickets to bitmaps.
async fn add(tx: &Tx, postings: &[Posting]) -> Result<(), DbErr> {
    for slice in slices(postings, SLICE) {
        let mut bitmaps: BTreeMap<i64, Vec<u16>> = BTreeMap::new();
        for (key, place) in slice {
            bitmaps.entry(*key).or_default().push(*place);
        }
        let known = search_bitmap::Entity::find().filter(is_among(
            tx.db().get_database_backend(),
            search_bitmap::Column::Id.into_expr(),
            bitmaps.keys().copied(),
        ));
        let known = known.all(tx.db()).await?.into_iter().map(|row| (row.id, row.tickets));
        let known: HashMap<_, _> = known.collect();
        let mut changed = Vec::new();
        for (key, places) in bitmaps {
            let mut bitmap = known.get(&key).map_or_else(|| Ok(Bitmap::empty()), |bytes| decoded(key, bytes))?;
            let new = places.into_iter().filter(|place| bitmap.insert(*place)).count();
            if new > 0 {
                changed.push((key, bitmap));
            }
        }
        put(tx, changed).await?;
    }
    Ok(())
}

/// Puts tickets, whose texts are others than they were, where they stand now and nowhere else.
async fn replace(tx: &Tx, tickets: &BTreeSet<TicketId>) -> Result<(), DbErr> {
    let mut buckets: BTreeMap<i64, Vec<u16>> = BTreeMap::new();
    for ticket in tickets {
        let (bucket, place) = place_of(ticket.0);
        buckets.entry(bucket).or_default().push(place);
    }
    for (bucket, places) in buckets {
        take_out(tx, bucket, &places).await?;
    }
    let backend = tx.db().get_database_backend();
    for tickets in tickets.iter().collect::<Vec<_>>().chunks(PAGE as usize) {
        let mut select = Text::select();
        let of_tickets = ticket_passage::Column::TicketId.into_expr();
        select.and_where(is_among(backend, of_tickets, tickets.iter().map(|ticket| ticket.0)));
        let texts = Text::find_by_statement(backend.build(&select)).all(tx.db()).await?;
        let mut postings: Vec<_> = texts.iter().flat_map(Text::postings).collect();
        postings.sort_unstable();
        postings.dedup();
        add(tx, &postings).await?;
    }
    Ok(())
}

async fn take_out(tx: &Tx, bucket: i64, places: &[u16]) -> Result<(), DbErr> {
    let (mut from, end) = (bucket << 32, (bucket + 1) << 32);
    loop {
        let bitmaps = search_bitmap::Entity::find()
            .filter(search_bitmap::Column::Id.gte(from))
            .filter(search_bitmap::Column::Id.lt(end))
            .order_by_asc(search_bitmap::Column::Id)
            .limit(SLICE as u64)
            .all(tx.db())
            .await?;
        let Some(last) = bitmaps.last() else { return Ok(()) };
        from = last.id + 1;
        let mut changed = Vec::new();
        for row in bitmaps {
            let mut bitmap = decoded(row.id, &row.tickets)?;
            let gone = places.iter().filter(|place| bitmap.remove(**place)).count();
            if gone > 0 {
                changed.push((row.id, bitmap));
            }
        }
        put(tx, changed).await?;
    }
}

async fn put(tx: &Tx, bitmaps: Vec<(i64, Bitmap)>) -> Result<(), DbErr> {
    if bitmaps.is_empty() {
        return Ok(());
    }
    let rows = bitmaps
        .into_iter()
        .map(|(id, bitmap)| search_bitmap::ActiveModel { id: Set(id), tickets: Set(bitmap.encode()) });
    let replaces =
        OnConflict::column(search_bitmap::Column::Id).update_column(search_bitmap::Column::Tickets).to_owned();
    search_bitmap::Entity::insert_many(rows).on_conflict(replaces).exec_without_returning(tx.db()).await?;
    Ok(())
}

/// Takes these off the backlog, of which `last` is the last.
async fn forget(tx: &Tx, ids: &[i64], last: i64) -> Result<(), DbErr> {
    // A lower key may have been committed since.
    let is_taken =
        is_among(tx.db().get_database_backend(), search_backlog::Column::Id.into_expr(), ids.iter().copied());
    search_backlog::Entity::delete_many()
        .filter(search_backlog::Column::Id.lte(last))
        .filter(is_taken)
        .exec(tx.db())
        .await?;
    Ok(())
}

pub(super) fn decoded(key: i64, bytes: &[u8]) -> Result<Bitmap, DbErr> {
    let wrong = || DbErr::Custom(format!("bitmap {} of tickets {} is none", key & 0xFFFF_FFFF, Term::bucket(key)));
    Bitmap::decode(bytes).ok_or_else(wrong)
}
