//! Posting lists in the base, much of them with one statement.

use super::{
    block::{Block, encode_all},
    term::Term,
    ticket_set::{TicketSet, WIDTH},
};
use crate::store::cells::Cells;
use sea_orm::{ConnectionTrait, DbBackend, DbErr, QueryResult, Statement};
use std::collections::HashMap;

/// What is read of a list: the blocks that say something of the tickets from one to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// Whose list.
    pub term: Term,
    /// The first ticket.
    pub from: i64,
    /// The last one.
    pub to: i64,
}

impl Span {
    /// All that a list says of some buckets of tickets, in ascending order: those that are next to each other, or nearly, are one span.
    pub fn of_buckets(term: Term, buckets: &[i64]) -> impl Iterator<Item = Self> {
        buckets.chunk_by(|a, b| b - a <= NEAR).filter_map(move |buckets| {
            let (first, last) = (buckets.first()?, buckets.last()?);
            Some(Self { term, from: first * WIDTH, to: (last + 1) * WIDTH - 1 })
        })
    }
}

/// Buckets that are no further apart are read in one stretch.
const NEAR: i64 = 3;

/// The spans as the engine takes them apart: where the list begins, the first and the last ticket, as keys.
const SQLITE: &str = "
    SELECT string_agg(CAST(posting.id AS TEXT) || ' ' || CAST(length(posting.tickets) AS TEXT), ' '),
        CAST(string_agg(CAST(posting.tickets AS TEXT), '') AS BLOB)
    FROM json_each(?) AS span CROSS JOIN \"search_posting\" AS posting
    WHERE posting.id >= coalesce(
        (SELECT max(before.id) FROM search_posting AS before WHERE before.id BETWEEN span.value ->> 0 AND span.value ->> 1),
        span.value ->> 1
    ) AND posting.id <= span.value ->> 2";
const POSTGRES: &str = "
    SELECT string_agg(posting.id || ' ' || length(posting.tickets), ' '), string_agg(posting.tickets, '')
    FROM unnest(
        (SELECT string_to_array($1, ',')::bigint[]), (SELECT string_to_array($2, ',')::bigint[]),
        (SELECT string_to_array($3, ',')::bigint[])
    ) AS span (list, first, last) CROSS JOIN LATERAL (
        SELECT id, tickets FROM \"search_posting\"
        WHERE id >= coalesce((SELECT max(id) FROM search_posting WHERE id BETWEEN span.list AND span.first), span.first)
            AND id <= span.last
    ) AS posting";

/// What was read, as the base has it, all in one row: many rows would each be handed over by themselves, for a twentieth of the time
/// that a search takes.
pub struct Postings(Option<QueryResult>);

impl Postings {
    /// Reads what lists say.
    ///
    /// # Errors
    /// The base did not answer.
    pub async fn read(db: &impl ConnectionTrait, spans: &[Span]) -> Result<Self, DbErr> {
        if spans.is_empty() {
            return Ok(Self(None));
        }
        let backend = db.get_database_backend();
        let keys = |span: &Span| [0, span.from, span.to].map(|ticket| span.term.key(ticket));
        let statement = match backend {
            DbBackend::Postgres => {
                let mut lists = [const { String::new() }; 3];
                for span in spans {
                    for (list, key) in lists.iter_mut().zip(keys(span)) {
                        let comma = if list.is_empty() { "" } else { "," };
                        *list += &format!("{comma}{key}");
                    }
                }
                Statement::from_sql_and_values(backend, POSTGRES, lists.map(Into::into))
            }
            _ => {
                let spans = spans.iter().map(|span| keys(span).map(|key| key.to_string()).join(","));
                let spans = spans.collect::<Vec<_>>().join("],[");
                Statement::from_sql_and_values(backend, SQLITE, [format!("[[{spans}]]").into()])
            }
        };
        db.query_one_raw(statement).await.map(Self)
    }

    /// The blocks of each list, in ascending order.
    ///
    /// # Errors
    /// They are not what was asked for.
    pub fn by_term(&self) -> Result<HashMap<Term, Vec<Block<'_>>>, DbErr> {
        let Some(row) = &self.0 else { return Ok(HashMap::new()) };
        let cells = Cells::of(row)?;
        // There is none.
        let Some(keys) = cells.text(0)? else { return Ok(HashMap::new()) };
        split(keys, cells.bytes(1)?).ok_or_else(|| DbErr::Custom("blocks of other lengths than they have".to_owned()))
    }
}

/// Takes apart what was put together; `None` for what no base puts together.
fn split<'b>(keys: &str, mut bytes: &'b [u8]) -> Option<HashMap<Term, Vec<Block<'b>>>> {
    let mut all: HashMap<_, Vec<_>> = HashMap::new();
    let mut numbers = keys.split(' ');
    while let Some(key) = numbers.next() {
        let (block, rest) = bytes.split_at_checked(numbers.next()?.parse().ok()?)?;
        let (term, start) = Term::of_key(key.parse().ok()?);
        all.entry(term).or_default().push(Block { start, bytes: block });
        bytes = rest;
    }
    for blocks in all.values_mut() {
        blocks.sort_unstable_by_key(|block| block.start);
        // Two spans may share one.
        blocks.dedup_by_key(|block| block.start);
    }
    bytes.is_empty().then_some(all)
}

/// The tickets within some buckets that a list names; none where there is no list.
///
/// # Errors
/// The base has something else there.
pub fn within(lists: &HashMap<Term, Vec<Block<'_>>>, term: Term, buckets: &[i64]) -> Result<TicketSet, DbErr> {
    let Some(blocks) = lists.get(&term) else { return Ok(TicketSet::default()) };
    super::block::within(blocks, buckets).ok_or_else(|| is_none(term))
}

/// The error that a list is none.
pub fn is_none(term: Term) -> DbErr {
    DbErr::Custom(format!("a block of the posting list {term:?} is none"))
}

/// Blocks that are to be written, behind one another as they are read.
#[derive(Default)]
pub struct Written {
    /// Key, first byte and number of bytes of each.
    places: Vec<(i64, usize, usize)>,
    bytes: Vec<u8>,
}

impl Written {
    /// Adds tickets of a list, in ascending order, in place of the block that begins at `start`.
    pub fn add(&mut self, term: Term, start: i64, tickets: &[i64], grow: bool) {
        for (start, block) in encode_all(start, tickets, grow) {
            // The base counts from one.
            self.places.push((term.key(start), self.bytes.len() + 1, block.len()));
            self.bytes.extend_from_slice(&block);
        }
    }

    /// Writes them.
    ///
    /// # Errors
    /// The base did not take them.
    pub async fn write(self, db: &impl ConnectionTrait) -> Result<(), DbErr> {
        if self.places.is_empty() {
            return Ok(());
        }
        let rows = match db.get_database_backend() {
            DbBackend::Postgres => {
                "SELECT (value ->> 0)::bigint, substr($2, (value ->> 1)::int, (value ->> 2)::int)
                 FROM json_array_elements($1::json)"
            }
            _ => "SELECT value ->> 0, substr($2, value ->> 1, value ->> 2) FROM jsonb_each($1) WHERE true",
        };
        let sql = format!(
            "INSERT INTO search_posting (id, tickets) {rows} ON CONFLICT (id) DO UPDATE SET tickets = excluded.tickets"
        );
        let places = serde_json::to_string(&self.places).map_err(|error| DbErr::Custom(error.to_string()))?;
        let values = [places.into(), self.bytes.into()];
        db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).await.map(drop)
    }
}

#[cfg(test)]
mod tests {
    use super::{super::term::Place, *};
    use crate::{clock, store::Store};

    #[tokio::test]
    async fn what_is_written_is_read_from_the_block_on_in_which_it_begins() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}?mode=rwc", folder.path().join("base.sqlite").display());
        let store = Store::connect(&url, 2).await.unwrap();
        store.migrate().await.unwrap();
        let [many, few, none] =
            ["abc", "bcd", "cde"].map(|word| Term::all(Place::Body, word).next().expect("three characters"));
        let every_third: Vec<_> = (0..90_000).filter(|ticket| ticket % 3 == 0).collect();
        let mut written = Written::default();
        written.add(many, 0, &every_third, true);
        written.add(few, 0, &[7, 200_000], true);
        let tx = store.begin(clock::now()).await.unwrap();
        written.write(tx.db()).await.unwrap();
        tx.commit().await.unwrap();
        for (from, to) in [(0, 10), (16_001, 16_002), (50_000, 70_000), (89_999, 300_000)] {
            let span = |term| Span { term, from, to };
            let read = Postings::read(&store.reader(), &[span(many), span(few), span(none), span(many)]).await.unwrap();
            let lists = read.by_term().unwrap();
            let read = |term| lists[&term].iter().flat_map(|block| block.tickets().unwrap()).collect::<Vec<_>>();
            assert_eq!(read(few), [7, 200_000], "one block says all");
            assert!(!lists.contains_key(&none));
            let expected: Vec<_> = every_third.iter().filter(|it| (from..=to).contains(*it)).collect();
            let told = read(many);
            assert!(expected.iter().all(|ticket| told.contains(ticket)) && told.len() < 16_000, "{from} to {to}");
            let buckets = [from / WIDTH, to / WIDTH];
            let within = within(&lists, many, &buckets[..1]).unwrap();
            assert!(within.iter().all(|ticket| ticket / WIDTH == buckets[0] && ticket % 3 == 0));
        }
    }

    #[test]
    fn what_was_put_together_is_taken_apart_or_refused() {
        let bytes = [0, 0xFF, 0x80, 7];
        let term = Term::all(Place::About, "xyz").next().unwrap();
        let [first, second] = [term.key(0), term.key(640)];
        let keys = format!("{second} 3 {first} 0 {first} 0 {second} 1");
        let apart = split(&keys, &bytes).unwrap();
        let blocks = [Block { start: 0, bytes: &bytes[..0] }, Block { start: 640, bytes: &bytes[..3] }];
        assert_eq!(apart[&term], blocks);
        for keys in ["", "1", "1 5", "1 3", "1 -4", "x 4", "1 4 "] {
            assert_eq!(split(keys, &bytes), None, "{keys}");
        }
    }

    #[test]
    fn buckets_that_are_near_are_one_span() {
        let term = Term::all(Place::Head, "xyz").next().unwrap();
        let spans: Vec<_> = Span::of_buckets(term, &[0, 1, 4, 9]).map(|span| (span.from, span.to)).collect();
        assert_eq!(spans, [(0, 5 * WIDTH - 1), (9 * WIDTH, 10 * WIDTH - 1)]);
    }
}
