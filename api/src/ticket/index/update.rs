//! Bringing the index up to date with what was written.

use super::{
    changes::{Changed, Changes},
    postings::{Postings, Span, Written, is_none},
    term::{Place, Term},
    texts::Text,
};
use crate::{
    clock,
    store::{Store, Tx, statement::is_among},
};
use guichet_domain::id::TicketId;
use guichet_entity::{search_waiting, ticket_passage};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, DbErr, EntityTrait, FromQueryResult, PaginatorTrait, QueryFilter,
    Statement,
    sea_query::{ExprTrait, Order},
};
use std::{
    collections::{BTreeMap, HashSet},
    time::Duration,
};

/// How often a node looks whether a whole batch waits.
const EVERY: Duration = Duration::from_secs(1);
/// After how many looks it takes less: texts that are taken together share blocks, and those that wait are read by each search.
const LOOKS: u32 = 10;
/// How many texts are taken at once, and are worth taking before their time.
const BATCH: usize = 20_000;
/// How many are read at once: they may be long.
const PAGE: u64 = 100;
/// At how many postings a batch is full. Each takes some ten bytes in memory.
const FULL: usize = 2_000_000;
/// How many spans of lists one transaction changes. Other writers of SQLite wait for no more than that, nor, on PostgreSQL, does the
/// feed, which passes no event before all earlier transactions have ended.
const SLICE: usize = 200;
/// After how many texts there is a length of what waits that it will not have again.
const MANY: u64 = 100_000;
/// A number of our own, for the advisory lock under which one node at a time does this.
const LOCK: i64 = 0x6775_6963_6865_7405;
/// Another, for what one node at a time writes: who lost its turn may not have noticed yet.
const WRITING_LOCK: i64 = 0x6775_6963_6865_7406;

/// A text that waits, and what it replaced.
#[derive(FromQueryResult)]
struct Waiting {
    waiting_id: i64,
    replaced_text: Option<String>,
    replaced_person_text: Option<String>,
    #[sea_orm(nested)]
    text: Text,
}

impl Waiting {
    /// What its ticket may no longer hold.
    fn replaced(&self) -> impl Iterator<Item = Term> {
        let own = self.replaced_text.iter().map(|text| (self.text.place(), text));
        let about = self.replaced_person_text.iter().map(|text| (Place::About, text));
        own.chain(about).flat_map(|(place, text)| Term::all(place, text))
    }
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
    let is_due = in_any_case || search_waiting::Entity::find().count(&store.reader()).await? >= BATCH as u64;
    if is_due {
        catch_up(store).await?;
    }
    Ok(is_due)
}

/// Brings the index up to date with all that was written, unless another node is at it. Gives how many texts that were.
///
/// # Errors
/// The base did not take it: what is missing goes on waiting.
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

/// Whether texts that others took the place of still wait to leave the index.
///
/// # Errors
/// The base did not answer.
pub async fn has_replaced(store: &Store) -> Result<bool, DbErr> {
    use search_waiting::Column::{ReplacedPersonText, ReplacedText};
    let is_replaced = ReplacedText.is_not_null().or(ReplacedPersonText.is_not_null());
    let waiting = search_waiting::Entity::find().filter(is_replaced).count(&store.reader()).await?;
    Ok(waiting > 0)
}

/// PostgreSQL leaves what was deleted where it is, and each search would pass over it. By itself it clears away, but, with few
/// such pages at the end, never all. And until it looks how many blocks there are by now, it believes that there are none, and reads
/// all of them for each list.
async fn clear_away(store: &Store) -> Result<(), DbErr> {
    if store.backend() == DbBackend::Postgres {
        store.writer().execute_unprepared("VACUUM (INDEX_CLEANUP ON, TRUNCATE ON) search_waiting").await?;
        store.writer().execute_unprepared("ANALYZE search_posting").await?;
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
    /// The keys of its rows.
    ids: Vec<i64>,
    changes: Changes,
    /// Of which tickets texts were replaced, and what these said.
    replaced: BTreeMap<TicketId, HashSet<Term>>,
}

/// Each list is right at any moment, or knows too much: nothing is missed by who searches while some are written.
async fn take_batch(store: &Store, turn: Option<&Tx>) -> Result<u64, DbErr> {
    let mut batch = read(store).await?;
    if batch.ids.is_empty() {
        return Ok(0);
    }
    outdated(store, std::mem::take(&mut batch.replaced), &mut batch.changes).await?;
    for spans in batch.changes.spans().chunks(SLICE) {
        let tx = begin_in(turn, store).await?;
        write(&tx, spans, &batch.changes).await?;
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
    let mut replaced_terms = 0;
    while batch.ids.len() < BATCH && batch.changes.len() + replaced_terms < FULL {
        let page = waiting(store, batch.ids.last().copied().unwrap_or(0)).await?;
        if page.is_empty() {
            break;
        }
        for waiting in page {
            batch.ids.push(waiting.waiting_id);
            let Waiting { text, .. } = &waiting;
            text.postings().for_each(|posting| batch.changes.add(posting, true));
            let mut replaced = waiting.replaced().peekable();
            if replaced.peek().is_some() {
                let terms = batch.replaced.entry(text.ticket_id).or_default();
                let before = terms.len();
                terms.extend(replaced);
                replaced_terms += terms.len() - before;
            }
        }
    }
    Ok(batch)
}

async fn waiting(store: &Store, after: i64) -> Result<Vec<Waiting>, DbErr> {
    let mut select = Text::select();
    select
        .inner_join(
            search_waiting::Entity,
            search_waiting::Column::PassageId.into_expr().eq(ticket_passage::Column::Id.into_expr()),
        )
        .expr_as(search_waiting::Column::Id.into_expr(), "waiting_id")
        .column((search_waiting::Entity, search_waiting::Column::ReplacedText))
        .column((search_waiting::Entity, search_waiting::Column::ReplacedPersonText))
        .and_where(search_waiting::Column::Id.gt(after))
        .order_by((search_waiting::Entity, search_waiting::Column::Id), Order::Asc)
        .limit(PAGE);
    Waiting::find_by_statement(store.backend().build(&select)).all(&store.reader()).await
}

/// Takes tickets, whose texts are others than they were, from the lists in which those stood and no text of theirs stands.
async fn outdated(
    store: &Store,
    mut replaced: BTreeMap<TicketId, HashSet<Term>>,
    changes: &mut Changes,
) -> Result<(), DbErr> {
    let tickets: Vec<_> = replaced.keys().map(|ticket| ticket.0).collect();
    for tickets in tickets.chunks(PAGE as usize) {
        let of_tickets = ticket_passage::Column::TicketId.into_expr();
        let select =
            Text::select().and_where(is_among(store.backend(), of_tickets, tickets.iter().copied())).to_owned();
        for text in Text::find_by_statement(store.backend().build(&select)).all(&store.reader()).await? {
            let Some(gone) = replaced.get_mut(&text.ticket_id) else { continue };
            for (term, _) in text.postings() {
                gone.remove(&term);
            }
        }
    }
    for (ticket, gone) in replaced {
        gone.into_iter().for_each(|term| changes.add((term, ticket.0), false));
    }
    Ok(())
}

async fn write(tx: &Tx, spans: &[Span], changes: &Changes) -> Result<(), DbErr> {
    let read = Postings::read(tx.db(), spans).await?;
    let lists = read.by_term()?;
    let mut written = Written::default();
    for spans in spans.chunk_by(|a, b| a.term == b.term) {
        let Some(Span { term, .. }) = spans.first() else { continue };
        let blocks = lists.get(term).map(Vec::as_slice).unwrap_or_default();
        for Changed { start, tickets, grows } in changes.apply(spans, blocks).ok_or_else(|| is_none(*term))? {
            written.add(*term, start, &tickets, grows);
        }
    }
    written.write(tx.db()).await
}

/// Takes these off what waits, in ascending order.
async fn forget(tx: &Tx, ids: &[i64]) -> Result<(), DbErr> {
    // A lower key than the last may have been committed since.
    let is_taken =
        is_among(tx.db().get_database_backend(), search_waiting::Column::Id.into_expr(), ids.iter().copied());
    search_waiting::Entity::delete_many()
        .filter(search_waiting::Column::Id.lte(ids.last().copied()))
        .filter(is_taken)
        .exec(tx.db())
        .await?;
    Ok(())
}
