//! Bringing the bitmaps up to date with what was written.

use super::{
    bitmap::{Bitmap, place_of},
    changes::Changes,
    rows::{Bitmaps, Written},
    term::Term,
    texts::Text,
};
use crate::{
    clock,
    store::{Store, Tx, statement::is_among},
};
use guichet_domain::id::TicketId;
use guichet_entity::{search_backlog, search_bitmap, ticket_passage};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, DbErr, EntityTrait, FromQueryResult, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, Statement,
    sea_query::{ExprTrait, Order},
};
use std::{
    collections::{BTreeSet, HashSet},
    time::Duration,
};

/// How often a node looks whether a whole batch waits.
const EVERY: Duration = Duration::from_secs(1);
/// After how many looks it takes less: texts that are taken together share bitmaps, and those that wait are read by each search.
const LOOKS: u32 = 10;
/// How many texts are taken at once, and are worth taking before their time.
const BATCH: usize = 20_000;
/// How many are read at once: they may be long.
const PAGE: u64 = 100;
/// At how many bits a batch is full. Each takes some six bytes in memory.
const FULL: usize = 2_000_000;
/// How many bitmaps one transaction writes. Other writers of SQLite wait for no more than that, nor, on PostgreSQL, does the
/// feed, which passes no event before all earlier transactions have ended.
const SLICE: usize = 500;
/// After how many texts the backlog has a length that it will not have again.
const MANY: u64 = 100_000;
/// How many bitmaps are read at once.
const READ: u64 = 1_000;
/// A number of our own, for the advisory lock under which one node at a time does this.
const LOCK: i64 = 0x6775_6963_6865_7405;
/// Another, for what one node at a time writes: who lost its turn may not have noticed yet.
const WRITING_LOCK: i64 = 0x6775_6963_6865_7406;

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
        match store.unless_lost(look(&store, looks == LOOKS)).await {
            Ok(false) => {}
            Ok(true) => looks = 0,
            Err(error) => tracing::warn!(%error, "the index of the search could not be brought up to date"),
        }
        looks %= LOOKS;
    }
}

/// Brings the index up to date if a whole batch waits, or in any case. Gives whether it did.
async fn look(store: &Store, in_any_case: bool) -> Result<bool, DbErr> {
    let is_due = in_any_case || search_backlog::Entity::find().count(&store.reader()).await? >= BATCH as u64;
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
        match take_turn(store).await? {
            0 if taken >= MANY => return clear_away(store).await.map(|()| taken),
            0 => return Ok(taken),
            some => taken += some,
        }
        if taken.is_multiple_of(100 * BATCH as u64) {
            tracing::info!(taken, "the index of the search is being made");
        }
    }
}

/// PostgreSQL leaves what was deleted where it is, and each search would pass over it. By itself it clears away, but, with few
/// such pages at the end, never all.
async fn clear_away(store: &Store) -> Result<(), DbErr> {
    if store.backend() == DbBackend::Postgres {
        store.writer().execute_unprepared("VACUUM (INDEX_CLEANUP ON, TRUNCATE ON) search_backlog").await?;
    }
    Ok(())
}

/// Takes a batch, on PostgreSQL unless another node is at it. Gives how many texts that were.
async fn take_turn(store: &Store) -> Result<u64, DbErr> {
    if store.backend() != DbBackend::Postgres {
        return take_batch(store, None).await;
    }
    // It holds the lock and writes nothing: the feed waits only for transactions that write.
    let turn = store.begin(clock::now()).await?.unwatched();
    // It does nothing for as long as a batch takes.
    turn.db().execute_unprepared("SET LOCAL idle_in_transaction_session_timeout = '10min'").await?;
    let lock = format!("SELECT pg_try_advisory_xact_lock({LOCK})");
    let row = turn.db().query_one_raw(Statement::from_string(DbBackend::Postgres, lock)).await?;
    let is_ours = row.map_or(Ok(false), |row| row.try_get_by_index(0))?;
    let taken = if is_ours { take_batch(store, Some(&turn)).await? } else { 0 };
    turn.end(false).await?;
    Ok(taken)
}

/// What one batch says.
#[derive(Default)]
struct Batch {
    /// The keys of its rows in the backlog.
    ids: Vec<i64>,
    changes: Changes,
    replaced: BTreeSet<TicketId>,
}

/// Each bitmap is right at any moment, or knows too much: nothing is missed by who searches while some are written.
async fn take_batch(store: &Store, turn: Option<&Tx>) -> Result<u64, DbErr> {
    let mut batch = read(store).await?;
    if batch.ids.is_empty() {
        return Ok(0);
    }
    let replaced: Vec<_> = batch.replaced.into_iter().collect();
    for tickets in replaced.chunk_by(|a, b| place_of(a.0).0 == place_of(b.0).0) {
        outdated(store, tickets, &mut batch.changes).await?;
    }
    for keys in batch.changes.keys().chunks(SLICE) {
        let tx = begin_in(turn, store).await?;
        write(&tx, keys, &batch.changes).await?;
        tx.commit().await?;
    }
    let tx = begin_in(turn, store).await?;
    forget(&tx, &batch.ids).await?;
    tx.commit().await?;
    Ok(batch.ids.len() as u64)
}

/// Begins to write as long as the turn lasts. The base may have ended its connection, and another node have taken what waits and what
/// came since: what this one knows is old then. Whoever writes is waited for, so that nobody writes what it read before.
async fn begin_in(turn: Option<&Tx>, store: &Store) -> Result<Tx, DbErr> {
    let tx = store.begin(clock::now()).await?.unwatched();
    if let Some(turn) = turn {
        tx.db().execute_unprepared(&format!("SELECT pg_advisory_xact_lock({WRITING_LOCK})")).await?;
        turn.db().execute_unprepared("SELECT 1").await?;
    }
    Ok(tx)
}

/// Reads what waits, until it is all or a batch is full.
async fn read(store: &Store) -> Result<Batch, DbErr> {
    let mut batch = Batch::default();
    while batch.ids.len() < BATCH && batch.changes.len() < FULL {
        let page = waiting(store, batch.ids.last().copied().unwrap_or(0)).await?;
        if page.is_empty() {
            break;
        }
        for Waiting { backlog_id, is_replaced, text } in page {
            batch.ids.push(backlog_id);
            text.postings().into_iter().for_each(|posting| batch.changes.add(posting, true));
            if is_replaced {
                batch.replaced.insert(text.ticket_id);
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
    Waiting::find_by_statement(store.backend().build(&select)).all(&store.reader()).await
}

/// Takes tickets of one bucket, whose texts are others than they were, from where they stand and no text of theirs says so.
async fn outdated(store: &Store, tickets: &[TicketId], changes: &mut Changes) -> Result<(), DbErr> {
    let Some(bucket) = tickets.first().map(|ticket| place_of(ticket.0).0) else { return Ok(()) };
    let mut said = HashSet::new();
    for tickets in tickets.chunks(PAGE as usize) {
        let of_tickets = ticket_passage::Column::TicketId.into_expr();
        let select = Text::select()
            .and_where(is_among(store.backend(), of_tickets, tickets.iter().map(|ticket| ticket.0)))
            .to_owned();
        let texts = Text::find_by_statement(store.backend().build(&select)).all(&store.reader()).await?;
        said.extend(texts.iter().flat_map(Text::postings));
    }
    let mut from = bucket << 32;
    loop {
        let bitmaps = search_bitmap::Entity::find()
            .filter(search_bitmap::Column::Id.gte(from))
            .filter(search_bitmap::Column::Id.lt((bucket + 1) << 32))
            .order_by_asc(search_bitmap::Column::Id)
            .limit(READ)
            .all(&store.reader())
            .await?;
        let Some(last) = bitmaps.last() else { return Ok(()) };
        from = last.id + 1;
        for row in bitmaps {
            let bitmap = decoded(row.id, &row.tickets)?;
            let places = tickets.iter().map(|ticket| place_of(ticket.0).1);
            let gone = places.filter(|place| bitmap.contains(*place) && !said.contains(&(row.id, *place)));
            gone.for_each(|place| changes.add((row.id, place), false));
        }
    }
}

async fn write(tx: &Tx, keys: &[i64], changes: &Changes) -> Result<(), DbErr> {
    let known = Bitmaps::read(tx.db(), keys.iter().copied()).await?;
    let known = known.by_key()?;
    let mut changed = Written::default();
    for key in keys {
        let mut bitmap = known.get(key).map_or_else(|| Ok(Bitmap::empty()), |bytes| decoded(*key, bytes))?;
        if changes.apply(*key, &mut bitmap) {
            changed.add(*key, &bitmap.encode());
        }
    }
    changed.write(tx.db()).await
}

/// Takes these off the backlog, in ascending order.
async fn forget(tx: &Tx, ids: &[i64]) -> Result<(), DbErr> {
    // A lower key than the last may have been committed since.
    let is_taken =
        is_among(tx.db().get_database_backend(), search_backlog::Column::Id.into_expr(), ids.iter().copied());
    search_backlog::Entity::delete_many()
        .filter(search_backlog::Column::Id.lte(ids.last().copied()))
        .filter(is_taken)
        .exec(tx.db())
        .await?;
    Ok(())
}

fn decoded(key: i64, bytes: &[u8]) -> Result<Bitmap, DbErr> {
    Bitmap::decode(bytes).ok_or_else(|| is_none(key))
}

pub(super) fn is_none(key: i64) -> DbErr {
    DbErr::Custom(format!("bitmap {} of tickets {} is none", key & 0xFFFF_FFFF, Term::bucket(key)))
}
