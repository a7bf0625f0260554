//! Pages by keyset: a page deep in a list costs what the first costs, and rows that arrive meanwhile neither double
//! nor hide others.

mod fetch;

pub use fetch::{fetch, fetch_each, fetch_each_joined, fetch_joined, keys};

use crate::Error;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sea_orm::sea_query::{Expr, Value};

/// How many rows a page has unless asked otherwise.
pub const DEFAULT_SIZE: i32 = 25;
/// How many rows a page may have.
pub const MAX_SIZE: i32 = 100;

/// Where a row stands in a list: the value it is ordered by, as a number, then its key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Page {
    size: u64,
    from_the_back: bool,
    after: Option<Position>,
    before: Option<Position>,
}

impl Page {
    /// How many rows it has at most.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// Whether its rows are counted from the end of the list.
    #[must_use]
    pub const fn is_from_the_back(&self) -> bool {
        self.from_the_back
    }

    /// The position after which its rows are.
    #[must_use]
    pub const fn after(&self) -> Option<Position> {
        self.after
    }

    /// The position before which its rows are.
    #[must_use]
    pub const fn before(&self) -> Option<Position> {
        self.before
    }

    /// What is left of the list from which it is taken, once it was read up to this position.
    #[must_use]
    pub const fn beyond(mut self, position: Position) -> Self {
        *if self.from_the_back { &mut self.before } else { &mut self.after } = Some(position);
        self
    }

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

/// The keys of some rows of a list.
#[derive(Debug, Default)]
pub struct Keys {
    /// In the order in which they were read.
    pub ids: Vec<i64>,
    /// Where the last one stands.
    pub last: Option<Position>,
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

/// The rows of a page, in the order of the list. None by default, of a list that has none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slice<T> {
    /// The rows.
    pub rows: Vec<T>,
    /// Whether the list has rows before these.
    pub has_previous: bool,
    /// Whether the list has rows after these.
    pub has_next: bool,
}

impl<T> Default for Slice<T> {
    fn default() -> Self {
        Self { rows: Vec::new(), has_previous: false, has_next: false }
    }
}

impl<T> Slice<T> {
    /// The same page with something else for each row.
    pub fn map<U>(self, wrap: impl FnMut(T) -> U) -> Slice<U> {
        let Self { rows, has_previous, has_next } = self;
        Slice { rows: rows.into_iter().map(wrap).collect(), has_previous, has_next }
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
