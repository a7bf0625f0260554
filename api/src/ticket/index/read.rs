//! Reading bitmaps, many with one statement.

use super::term::Term;
use crate::store::{Store, cells::Cells, statement::is_among};
use guichet_entity::search_bitmap;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, DbErr, EntityTrait, QueryFilter, QueryResult, QuerySelect, QueryTrait,
    sea_query::Expr,
};
use std::collections::{BTreeSet, HashMap};

/// Their keys and lengths, as text.
const KEYS: &str = "string_agg(CAST(id AS TEXT) || ' ' || CAST(length(tickets) AS TEXT), ' ')";

/// Some bitmaps as the base has them, behind one another in one row: up to two hundred rows would each be handed over by
/// themselves, for a twentieth of the time that a search takes.
pub struct Bitmaps(Option<QueryResult>);

impl Bitmaps {
    /// Reads those of some buckets for these terms.
    ///
    /// # Errors
    /// The base did not answer.
    pub async fn read(store: &Store, buckets: &[i64], terms: &BTreeSet<Term>) -> Result<Self, DbErr> {
        let keys = buckets.iter().flat_map(|bucket| terms.iter().map(|term| term.key(*bucket)));
        let bytes = match store.backend() {
            DbBackend::Postgres => "string_agg(tickets, '')",
            // It puts together texts alone: a cast there and back changes no byte.
            _ => "CAST(string_agg(CAST(tickets AS TEXT), '') AS BLOB)",
        };
        let select = search_bitmap::Entity::find()
            .select_only()
            .expr(Expr::cust(KEYS))
            .expr(Expr::cust(bytes))
            .filter(is_among(store.backend(), search_bitmap::Column::Id.into_expr(), keys));
        store.reader().query_one_raw(select.build(store.backend())).await.map(Self)
    }

    /// Each by its key.
    ///
    /// # Errors
    /// They are not what was asked for.
    pub fn by_key(&self) -> Result<HashMap<i64, &[u8]>, DbErr> {
        let Some(row) = &self.0 else { return Ok(HashMap::new()) };
        let cells = Cells::of(row)?;
        // None of them is there.
        let Some(keys) = cells.text(0)? else { return Ok(HashMap::new()) };
        split(keys, cells.bytes(1)?).ok_or_else(|| DbErr::Custom("bitmaps of other lengths than they have".to_owned()))
    }
}

/// Takes apart what was put together; `None` for what no base puts together.
fn split<'b>(keys: &str, mut bytes: &'b [u8]) -> Option<HashMap<i64, &'b [u8]>> {
    let mut all = HashMap::new();
    let mut numbers = keys.split(' ');
    while let Some(key) = numbers.next() {
        let (bitmap, rest) = bytes.split_at_checked(numbers.next()?.parse().ok()?)?;
        all.insert(key.parse().ok()?, bitmap);
        bytes = rest;
    }
    bytes.is_empty().then_some(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_put_together_is_taken_apart_or_refused() {
        let bytes = [0, 0xFF, 0x80, 7];
        let apart = split("4294967296 3 -5 0 9 1", &bytes).unwrap();
        assert_eq!(apart, HashMap::from([(1 << 32, &bytes[..3]), (-5, &bytes[..0]), (9, &bytes[3..])]));
        for keys in ["", "1", "1 5", "1 3", "1 -4", "x 4", "1 4 "] {
            assert_eq!(split(keys, &bytes), None, "{keys}");
        }
    }
}
