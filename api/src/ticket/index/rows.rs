//! The rows of bitmaps, many with one statement.

use crate::store::{cells::Cells, statement::is_among};
use guichet_entity::search_bitmap;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, DbErr, EntityTrait, QueryFilter, QueryResult, QuerySelect, QueryTrait,
    Statement, sea_query::Expr,
};
use std::collections::HashMap;

/// Their keys and lengths, as text.
const KEYS: &str = "string_agg(CAST(id AS TEXT) || ' ' || CAST(length(tickets) AS TEXT), ' ')";

/// Some bitmaps as the base has them, behind one another in one row: up to two hundred rows would each be handed over by
/// themselves, for a twentieth of the time that a search takes.
pub struct Bitmaps(Option<QueryResult>);

impl Bitmaps {
    /// Reads those that there are with these keys.
    ///
    /// # Errors
    /// The base did not answer.
    pub async fn read(db: &impl ConnectionTrait, keys: impl IntoIterator<Item = i64>) -> Result<Self, DbErr> {
        let backend = db.get_database_backend();
        let bytes = match backend {
            DbBackend::Postgres => "string_agg(tickets, '')",
            // It puts together texts alone: a cast there and back changes no byte.
            _ => "CAST(string_agg(CAST(tickets AS TEXT), '') AS BLOB)",
        };
        let select = search_bitmap::Entity::find()
            .select_only()
            .expr(Expr::cust(KEYS))
            .expr(Expr::cust(bytes))
            .filter(is_among(backend, search_bitmap::Column::Id.into_expr(), keys));
        db.query_one_raw(select.build(backend)).await.map(Self)
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

/// Bitmaps that are to be written, behind one another as they are read.
#[derive(Default)]
pub struct Written {
    /// Key, first byte and number of bytes of each.
    places: Vec<(i64, usize, usize)>,
    bytes: Vec<u8>,
}

impl Written {
    /// Adds one, which replaces the one with its key.
    pub fn add(&mut self, key: i64, bitmap: &[u8]) {
        // The base counts from one.
        self.places.push((key, self.bytes.len() + 1, bitmap.len()));
        self.bytes.extend_from_slice(bitmap);
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
            // Of no bytes at all it makes no bytes but nothing.
            _ => {
                "SELECT value ->> 0, coalesce(substr($2, value ->> 1, value ->> 2), x'') FROM jsonb_each($1) WHERE true"
            }
        };
        let sql = format!(
            "INSERT INTO search_bitmap (id, tickets) {rows} ON CONFLICT (id) DO UPDATE SET tickets = excluded.tickets"
        );
        let places = serde_json::to_string(&self.places).map_err(|error| DbErr::Custom(error.to_string()))?;
        let values = [places.into(), self.bytes.into()];
        db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).await.map(drop)
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
    use crate::{clock, store::Store};

    #[tokio::test]
    async fn what_is_written_is_read_also_where_nothing_is_left() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}?mode=rwc", folder.path().join("base.sqlite").display());
        let store = Store::connect(&url, 2).await.unwrap();
        store.migrate().await.unwrap();
        let write = async |bitmaps: &[(i64, &[u8])]| {
            let mut written = Written::default();
            bitmaps.iter().for_each(|(key, bytes)| written.add(*key, bytes));
            let tx = store.begin(clock::now()).await.unwrap();
            written.write(tx.db()).await.unwrap();
            tx.commit().await.unwrap();
            let read = Bitmaps::read(&store.reader(), [1, 1 << 40, 7]).await.unwrap();
            read.by_key().unwrap().into_iter().map(|(key, bytes)| (key, bytes.to_vec())).collect::<HashMap<_, _>>()
        };
        let (few, many) = (vec![0, 0xFF, 0x80, 7], vec![0xA5; 2_048]);
        let expected = HashMap::from([(1, few.clone()), (1 << 40, many.clone()), (7, Vec::new())]);
        assert_eq!(write(&[(1, &few), (7, &[]), (1 << 40, &many)]).await, expected);
        assert_eq!(write(&[]).await, expected);
        let expected = HashMap::from([(1, Vec::new()), (1 << 40, many), (7, Vec::new())]);
        assert_eq!(write(&[(1, &[]), (7, &[])]).await, expected, "of all that is written nothing is left");
    }

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
