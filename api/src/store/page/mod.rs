//! Pages by keyset: a page deep in a list costs what the first costs, and rows that arrive meanwhile neither double
//! nor hide others.

use crate::Error;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sea_orm::{
    ConnectionTrait, DbErr, EntityTrait, FromQueryResult, Order, QueryFilter, QueryOrder, QuerySelect, Select,
    sea_query::{Expr, ExprTrait, Value},
};

/// How many rows a page has unless asked otherwise.
pub const DEFAULT_SIZE: i32 = 25;
/// How many rows a page may have.
pub const MAX_SIZE: i32 = 100;

/// Where a row stands in a list: the value it is ordered by, as a number, then its key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Value of the ordering, such as microseconds since 1970.
    pub key: i64,
    /// Key of the row, which settles ties.
    pub id: i64,
}

impl Position {
    /// The opaque cursor of this position in the list named `list`.
    #[must_use]
    pub fn encode(self, list: &str) -> String {
        URL_SAFE_NO_PAD.encode(format!("{list}.{}.{}", self.key, self.id))
    }

    /// Reads a cursor of the list named `list`.
    ///
    /// # Errors
    /// It is malformed, or belongs to another list.
    pub fn decode(cursor: &str, list: &str) -> Result<Self, Error> {
        let invalid = || Error::InvalidCursor(shown(cursor));
        let bytes = URL_SAFE_NO_PAD.decode(cursor).map_err(|_| invalid())?;
        let text = String::from_utf8(bytes).map_err(|_| invalid())?;
        let mut parts = text.split('.');
        match (parts.next(), parts.next().map(str::parse), parts.next().map(str::parse), parts.next()) {
            (Some(name), Some(Ok(key)), Some(Ok(id)), None) if name == list => Ok(Self { key, id }),
            _ => Err(invalid()),
        }
    }
}

fn shown(cursor: &str) -> String {
    cursor.chars().take(64).collect()
}

/// The arguments of a connection, as they came.
#[derive(Clone, Debug, Default)]
pub struct PageArguments {
    /// So many from the front.
    pub first: Option<i32>,
    /// Only what comes after this cursor.
    pub after: Option<String>,
    /// So many from the back.
    pub last: Option<i32>,
    /// Only what comes before this cursor.
    pub before: Option<String>,
}

/// A page that is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Page {
    size: u64,
    from_the_back: bool,
    after: Option<Position>,
    before: Option<Position>,
}

impl Page {
    /// Checks the arguments of a connection.
    ///
    /// # Errors
    /// Both `first` and `last`, a size out of bounds, or a cursor of another list.
    pub fn parse(arguments: &PageArguments, list: &str) -> Result<Self, Error> {
        let (size, from_the_back) = match (arguments.first, arguments.last) {
            (Some(_), Some(_)) => return Err(Error::BadRequest("`first` and `last` exclude each other".to_owned())),
            (None, Some(last)) => (last, true),
            (first, None) => (first.unwrap_or(DEFAULT_SIZE), false),
        };
        let name = if from_the_back { "last" } else { "first" };
        if !(0..=MAX_SIZE).contains(&size) {
            return Err(Error::BadRequest(format!("`{name}` must be from 0 to {MAX_SIZE}, not {size}")));
        }
        let position = |cursor: &Option<String>| cursor.as_deref().map(|c| Position::decode(c, list)).transpose();
        Ok(Self {
            size: u64::try_from(size).unwrap_or_default(),
            from_the_back,
            after: position(&arguments.after)?,
            before: position(&arguments.before)?,
        })
    }
}

/// How a list is ordered: by an expression, then by the key of its rows, both the same way.
#[derive(Clone, Debug)]
pub struct Ordering {
    /// What it is ordered by, before the key.
    pub key: Expr,
    /// The value of [`Position::key`] as `key` compares it.
    pub value: fn(i64) -> Value,
    /// The key of its rows.
    pub id: Expr,
    /// Greatest first.
    pub descending: bool,
}

/// The rows of a page, in the order of the list.
#[derive(Clone, Debug)]
pub struct Slice<T> {
    /// The rows.
    pub rows: Vec<T>,
    /// Whether the list has rows before these.
    pub has_previous: bool,
    /// Whether the list has rows after these.
    pub has_next: bool,
}

/// Reads one page of a list.
///
/// # Errors
/// The base did not answer.
pub async fn fetch<E: EntityTrait>(
    db: &impl ConnectionTrait,
    list: Select<E>,
    ordering: &Ordering,
    page: &Page,
) -> Result<Slice<E::Model>, DbErr> {
    fetch_as(db, list, ordering, page).await
}

/// The same, for a list that selects more than its rows.
///
/// # Errors
/// The base did not answer.
pub async fn fetch_as<E: EntityTrait, Row: FromQueryResult>(
    db: &impl ConnectionTrait,
    list: Select<E>,
    ordering: &Ordering,
    page: &Page,
) -> Result<Slice<Row>, DbErr> {
    let row = || Expr::tuple([ordering.key.clone(), ordering.id.clone()]);
    let bound = |at: Position| Expr::tuple([Expr::val((ordering.value)(at.key)), Expr::val(at.id)]);
    let mut list = list;
    if let Some(after) = page.after {
        list = list.filter(if ordering.descending { row().lt(bound(after)) } else { row().gt(bound(after)) });
    }
    if let Some(before) = page.before {
        list = list.filter(if ordering.descending { row().gt(bound(before)) } else { row().lt(bound(before)) });
    }
    let direction = if ordering.descending == page.from_the_back { Order::Asc } else { Order::Desc };
    let mut rows = list
        .order_by(ordering.key.clone(), direction.clone())
        .order_by(ordering.id.clone(), direction)
        // One more than asked tells whether the list goes on.
        .limit(page.size + 1)
        .into_model()
        .all(db)
        .await?;
    let goes_on = rows.len() as u64 > page.size;
    rows.truncate(usize::try_from(page.size).unwrap_or(usize::MAX));
    if page.from_the_back {
        rows.reverse();
        Ok(Slice { rows, has_previous: goes_on, has_next: page.before.is_some() })
    } else {
        Ok(Slice { rows, has_previous: page.after.is_some(), has_next: goes_on })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_belongs_to_its_list() {
        let at = Position { key: -3, id: 42 };
        assert_eq!(Position::decode(&at.encode("sales"), "sales").unwrap(), at);
        assert!(Position::decode(&at.encode("sales"), "messages").is_err());
        for wrong in ["", "é", "AAAA", &URL_SAFE_NO_PAD.encode("sales.1"), &URL_SAFE_NO_PAD.encode("sales.1.2.3")] {
            assert!(Position::decode(wrong, "sales").is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_page_has_one_end_and_a_bounded_size() {
        let page = |first, last| Page::parse(&PageArguments { first, last, ..Default::default() }, "sales");
        assert!(page(Some(100), None).is_ok() && page(None, Some(0)).is_ok() && page(None, None).is_ok());
        for (first, last) in [(Some(1), Some(1)), (Some(-1), None), (Some(101), None), (None, Some(1000))] {
            assert!(page(first, last).is_err());
        }
    }
}
