//! What is not in the index yet.

use super::{
    term::Place,
    texts::{Text, joined},
};
use crate::store::{Revision, Store, cells::Cells, search::Searchable, statement::is_among};
use guichet_entity::{search_waiting, ticket_passage};
use memchr::memmem;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, QuerySelect,
    sea_query::{Expr, ExprTrait, SelectStatement},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, PoisonError},
};

/// How many bytes of texts are kept in memory. In the others the base looks, search by search.
const KEPT: usize = 2 << 20;
/// How many are read at once: they may be long.
const READ: usize = 500;

/// The texts of a base that wait, as far as they are kept in memory. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Waiting(Arc<Mutex<Kept>>);

/// Texts by the keys of their rows.
type Texts = BTreeMap<i64, Arc<Text>>;

#[derive(Debug, Default)]
struct Kept {
    /// All that waited at this revision is kept or left out.
    revision: Option<Arc<str>>,
    /// How often the base was in doubt: in another one that took its place, a key may be another text's.
    doubts: u64,
    texts: Arc<Texts>,
    /// What was too much.
    left_out: Arc<Vec<i64>>,
}

/// Where words stand in a text that waits: its ticket, the place, and which of the words, one bit each, the first the lowest.
pub type Held = (i64, Place, u32);

/// A text that waits.
#[derive(FromQueryResult)]
struct Row {
    waiting_id: i64,
    #[sea_orm(nested)]
    text: Text,
}

impl Waiting {
    /// Where words stand in the texts that wait, at a revision or later.
    ///
    /// # Errors
    /// The base did not answer.
    pub async fn held(&self, store: &Store, revision: Option<&Revision>, words: &[&str]) -> Result<Vec<Held>, DbErr> {
        let (texts, left_out) = self.waiting(store, revision).await?;
        let mut held = if left_out.is_empty() { Vec::new() } else { held_there(store, &left_out, words).await? };
        let words: Vec<_> = words.iter().map(|word| memmem::Finder::new(*word)).collect();
        texts.values().for_each(|text| hold(text, &words, &mut held));
        Ok(held)
    }

    /// What is kept of the texts that wait, and the keys of the others.
    async fn waiting(&self, store: &Store, revision: Option<&Revision>) -> Result<(Arc<Texts>, Arc<Vec<i64>>), DbErr> {
        let revision = revision.map(|revision| &revision.base);
        let doubts = store.pulse().doubts();
        let (known, too_much) = {
            let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            if kept.doubts != doubts {
                *kept = Kept { doubts, ..Kept::default() };
            }
            let both = (Arc::clone(&kept.texts), Arc::clone(&kept.left_out));
            if revision.is_some() && kept.revision.as_ref() == revision {
                return Ok(both);
            }
            both
        };
        let waiting = keys(store).await?;
        let mut texts: Texts =
            waiting.iter().filter_map(|id| known.get(id).map(|text| (*id, Arc::clone(text)))).collect();
        let mut bytes = texts.values().map(|text| text.bytes()).sum::<usize>();
        let new = waiting.into_iter().filter(|id| !known.contains_key(id));
        let (mut left_out, new): (Vec<_>, Vec<_>) = new.partition(|id| too_much.binary_search(id).is_ok());
        for ids in new.chunks(READ) {
            if bytes > KEPT {
                left_out.extend(ids);
                continue;
            }
            for Row { waiting_id, text } in read(store, ids).await? {
                bytes += text.bytes();
                if bytes > KEPT {
                    left_out.push(waiting_id);
                } else {
                    texts.insert(waiting_id, Arc::new(text));
                }
            }
        }
        left_out.sort_unstable();
        let (texts, left_out) = (Arc::new(texts), Arc::new(left_out));
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (texts_kept, left_out_kept) = (Arc::clone(&texts), Arc::clone(&left_out));
        *kept = Kept { revision: revision.cloned(), doubts, texts: texts_kept, left_out: left_out_kept };
        drop(kept);
        Ok((texts, left_out))
    }
}

/// Says where a text holds some of the words.
fn hold(text: &Text, words: &[memmem::Finder<'_>], held: &mut Vec<Held>) {
    let ticket = text.ticket_id.0;
    let mut hold = |place, text: &str| {
        let bits = (0..).zip(words).filter(|(_, word)| word.find(text.as_bytes()).is_some());
        let bits = bits.fold(0_u32, |all, (bit, _)| all | 1_u32 << bit);
        if bits != 0 {
            held.push((ticket, place, bits));
        }
    };
    hold(text.place(), &text.search_text);
    text.about().for_each(|about| hold(Place::About, about));
}

/// The keys of the rows of all texts that wait: texts by their keys are read apart, since how many wait changes faster than what a
/// planner of joins believes.
async fn keys(store: &Store) -> Result<BTreeSet<i64>, DbErr> {
    let keys = Expr::cust("string_agg(CAST(id AS TEXT), ',')");
    let keys = search_waiting::Entity::find().select_only().expr(keys).into_tuple().one(&store.reader()).await?;
    let keys: Option<String> = keys.flatten();
    let number = |key: &str| key.parse().map_err(|_| DbErr::Type(format!("{key:?} is no key")));
    keys.iter().flat_map(|keys| keys.split(',')).map(number).collect()
}

/// Where words stand in these texts, if they still wait: the base looks for them.
async fn held_there(store: &Store, ids: &[i64], words: &[&str]) -> Result<Vec<Held>, DbErr> {
    let bits = |table: Searchable| table.held(store.backend(), words).cast_as("BIGINT");
    let is_head = Expr::case(ticket_passage::Column::MessageId.is_null(), 1_i64).finally(0_i64).cast_as("BIGINT");
    let mut select = joined();
    select
        .column((ticket_passage::Entity, ticket_passage::Column::TicketId))
        .expr(is_head)
        .exprs([Searchable::TicketPassage, Searchable::Product, Searchable::Person].map(bits));
    let select = of(store, ids, select);
    let mut all = Vec::new();
    for row in store.reader().query_all_raw(store.backend().build(&select)).await? {
        let cells = Cells::of(&row)?;
        let (ticket, own) = (cells.number(0)?, if cells.number(1)? == 1 { Place::Head } else { Place::Body });
        for (column, place) in [(2, own), (3, Place::About), (4, Place::About)] {
            let held = u32::try_from(cells.number(column)?).map_err(|error| DbErr::Type(error.to_string()))?;
            if held != 0 {
                all.push((ticket, place, held));
            }
        }
    }
    Ok(all)
}

/// Those of these texts that still wait. Others are in the index by now.
async fn read(store: &Store, ids: &[i64]) -> Result<Vec<Row>, DbErr> {
    let select =
        of(store, ids, Text::select()).expr_as(search_waiting::Column::Id.into_expr(), "waiting_id").to_owned();
    Row::find_by_statement(store.backend().build(&select)).all(&store.reader()).await
}

/// Of passages, those of these rows of what waits.
fn of(store: &Store, ids: &[i64], mut passages: SelectStatement) -> SelectStatement {
    let is_one = is_among(store.backend(), search_waiting::Column::Id.into_expr(), ids.iter().copied());
    let is_its = search_waiting::Column::PassageId.into_expr().eq(ticket_passage::Column::Id.into_expr());
    passages.inner_join(search_waiting::Entity, is_its).and_where(is_one).to_owned()
}
