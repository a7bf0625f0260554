//! Which tickets may hold words.

use super::{
    bitmap::{Bitmap, TicketSet},
    term::{Place, Term},
    texts::joined,
    update::decoded,
};
use crate::store::{Store, cells::Cells, search::Searchable, statement::is_among};
use guichet_entity::{search_backlog, ticket_passage};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, DbErr, EntityTrait, QuerySelect, Statement,
    sea_query::{Expr, ExprTrait},
};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The tickets that may hold each word of a search, and those that may hold all of them.
#[derive(Debug, Default)]
pub struct Found {
    /// All words.
    pub all: TicketSet,
    words: Vec<InPlaces>,
}

/// The tickets that may hold a word.
#[derive(Debug, Default)]
struct InPlaces {
    head: TicketSet,
    about: TicketSet,
    body: TicketSet,
}

impl InPlaces {
    const fn at(&mut self, place: Place) -> &mut TicketSet {
        match place {
            Place::Head => &mut self.head,
            Place::About => &mut self.about,
            Place::Body => &mut self.body,
        }
    }

    fn anywhere(&self) -> TicketSet {
        let mut all = self.head.clone();
        all.unite(&self.about);
        all.unite(&self.body);
        all
    }
}

impl Found {
    /// The tickets that may hold all words by what each may be worth at most, given what a word is worth where it stands best:
    /// in the head, or else in what the ticket is about.
    pub fn by_worth(&self, head: i64, about: i64) -> BTreeMap<i64, Vec<i64>> {
        let mut levels: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
        let worth = |word: &InPlaces, ticket| match () {
            () if word.head.contains(ticket) => head,
            () if word.about.contains(ticket) => about,
            () => 0,
        };
        for ticket in self.all.iter() {
            levels.entry(self.words.iter().map(|word| worth(word, ticket)).sum()).or_default().push(ticket);
        }
        levels
    }
}

/// Looks words up that are long enough for it.
///
/// # Errors
/// The base did not answer.
pub async fn look_up(store: &Store, words: &[&str]) -> Result<Found, DbErr> {
    let mut found: Vec<_> = words.iter().map(|_| InPlaces::default()).collect();
    // The backlog first: what leaves it meanwhile is in the bitmaps then.
    in_backlog(store, words, &mut found).await?;
    in_bitmaps(store, words, &mut found).await?;
    let mut each = found.iter().map(InPlaces::anywhere);
    let mut all = each.next().unwrap_or_default();
    each.for_each(|word| all.intersect(&word));
    Ok(Found { all, words: found })
}

async fn in_backlog(store: &Store, words: &[&str], found: &mut [InPlaces]) -> Result<(), DbErr> {
    // Its keys by themselves: how many there are changes faster than what a planner of joins believes.
    let waiting = search_backlog::Entity::find().select_only().column(search_backlog::Column::PassageId);
    let waiting: Vec<i64> = waiting.into_tuple().all(store.reader()).await?;
    if waiting.is_empty() {
        return Ok(());
    }
    let bits = |table: Searchable| table.held(store.backend(), words).cast_as("BIGINT");
    let is_head = Expr::case(ticket_passage::Column::MessageId.is_null(), 1_i64).finally(0_i64).cast_as("BIGINT");
    let select = joined()
        .and_where(is_among(store.backend(), ticket_passage::Column::Id.into_expr(), waiting))
        .column((ticket_passage::Entity, ticket_passage::Column::TicketId))
        .expr(is_head)
        .exprs([Searchable::TicketPassage, Searchable::Product, Searchable::Person].map(bits))
        .to_owned();
    for row in store.reader().query_all_raw(store.backend().build(&select)).await? {
        let cells = Cells::of(&row)?;
        let (ticket, own) = (cells.number(0)?, if cells.number(1)? == 1 { Place::Head } else { Place::Body });
        for (column, place) in [(2, own), (3, Place::About), (4, Place::About)] {
            let held = cells.number(column)?;
            for (bit, word) in found.iter_mut().enumerate() {
                if held & 1 << bit != 0 {
                    word.at(place).insert(ticket);
                }
            }
        }
    }
    Ok(())
}

async fn in_bitmaps(store: &Store, words: &[&str], found: &mut [InPlaces]) -> Result<(), DbErr> {
    let terms: Vec<_> = words.iter().map(|word| Place::ALL.map(|place| (place, Term::some(place, word)))).collect();
    let numbers: BTreeSet<_> =
        terms.iter().flatten().flat_map(|(_, terms)| terms).map(|term| term.number().to_string()).collect();
    let numbers = numbers.into_iter().collect::<Vec<_>>().join(",");
    let (sql, numbers) = match store.backend() {
        DbBackend::Postgres => (POSTGRES, numbers),
        _ => (SQLITE, format!("[{numbers}]")),
    };
    let statement = Statement::from_sql_and_values(store.backend(), sql, [numbers.into()]);
    let rows = store.reader().query_all_raw(statement).await?;
    let (mut bitmaps, mut buckets) = (HashMap::with_capacity(rows.len()), BTreeSet::new());
    for row in &rows {
        let cells = Cells::of(row)?;
        let key = cells.number(0)?;
        buckets.insert(Term::bucket(key));
        bitmaps.insert(key, cells.bytes(1)?);
    }
    for (word, terms) in found.iter_mut().zip(&terms) {
        for (place, terms) in terms {
            for bucket in &buckets {
                if let Some(bitmap) = in_all(terms.iter().map(|term| term.key(*bucket)), &bitmaps)? {
                    word.at(*place).add(*bucket, bitmap);
                }
            }
        }
    }
    Ok(())
}

/// What stands in all of these bitmaps; `None` when one of them is not there.
fn in_all(keys: impl Iterator<Item = i64>, bitmaps: &HashMap<i64, &[u8]>) -> Result<Option<Bitmap>, DbErr> {
    let Some(known) = keys.map(|key| Some((key, *bitmaps.get(&key)?))).collect::<Option<Vec<_>>>() else {
        return Ok(None);
    };
    let mut all: Option<Bitmap> = None;
    for (key, bytes) in known {
        let bitmap = decoded(key, bytes)?;
        match &mut all {
            None => all = Some(bitmap),
            Some(all) => all.intersect(&bitmap),
        }
    }
    Ok(all)
}

// The bitmaps of these terms, for all tickets there are.
const POSTGRES: &str = r#"
    WITH RECURSIVE bucket (number) AS (
        SELECT 0::bigint UNION ALL
        SELECT number + 1 FROM bucket WHERE number < (SELECT max(id) FROM ticket) >> 14
    )
    SELECT id, tickets FROM "search_bitmap" WHERE id = ANY (ARRAY(
        SELECT (bucket.number << 32) + term.number
        FROM bucket, unnest(string_to_array($1, ',')::bigint[]) AS term (number)
    ))"#;
const SQLITE: &str = r#"
    WITH RECURSIVE bucket (number) AS (
        SELECT 0 UNION ALL
        SELECT number + 1 FROM bucket WHERE number < (SELECT max(id) FROM ticket) >> 14
    )
    SELECT id, tickets FROM "search_bitmap" WHERE id IN (
        SELECT (bucket.number << 32) + term.value FROM bucket, json_each($1) AS term
    )"#;
