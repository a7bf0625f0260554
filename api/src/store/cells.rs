//! Rows of several tables in one statement, of which only the columns are read that somebody asked for.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{
    ActiveEnum, DbErr, QueryResult, RuntimeErr,
    sea_query::{Alias, SelectStatement},
};
use sqlx::{Row, postgres::PgRow, sqlite::SqliteRow};

/// A column of a table, under the name that the statement has for the table.
pub type Column = (&'static str, &'static str);

/// Adds columns to a statement.
pub fn select(columns: &[Column], statement: &mut SelectStatement) {
    for (table, column) in columns {
        statement.column((Alias::new(*table), Alias::new(*column)));
    }
}

/// The cells of a row, by their place. Texts are lent, not copied.
#[derive(Clone, Copy)]
pub enum Cells<'r> {
    /// SQLite's.
    Sqlite(&'r SqliteRow),
    /// PostgreSQL's.
    Postgres(&'r PgRow),
}

impl<'r> Cells<'r> {
    /// Of this row.
    ///
    /// # Errors
    /// It is another engine's.
    pub fn of(row: &'r QueryResult) -> Result<Self, DbErr> {
        let sqlite = row.try_as_sqlite_row().map(Self::Sqlite);
        let row = sqlite.or_else(|| row.try_as_pg_row().map(Self::Postgres));
        row.ok_or_else(|| DbErr::Custom("a row of another engine".to_owned()))
    }

    /// A text, or none.
    ///
    /// # Errors
    /// It is something else.
    pub fn text(self, at: usize) -> Result<Option<&'r str>, DbErr> {
        read(match self {
            Self::Sqlite(row) => row.try_get_unchecked(at),
            Self::Postgres(row) => row.try_get_unchecked(at),
        })
    }

    /// A value that stands by its name.
    ///
    /// # Errors
    /// It is something else.
    pub fn named<Named: ActiveEnum<Value = String>>(self, at: usize) -> Result<Named, DbErr> {
        self.maybe_named(at)?.ok_or_else(|| DbErr::Type(format!("cell {at} has no value")))
    }

    /// A value that stands by its name, or none.
    ///
    /// # Errors
    /// It is something else.
    pub fn maybe_named<Named: ActiveEnum<Value = String>>(self, at: usize) -> Result<Option<Named>, DbErr> {
        self.text(at)?.map(|name| Named::try_from_value(&name.to_owned())).transpose()
    }

    /// Bytes, lent as texts are.
    ///
    /// # Errors
    /// It is something else.
    pub fn bytes(self, at: usize) -> Result<&'r [u8], DbErr> {
        read(match self {
            Self::Sqlite(row) => row.try_get_unchecked(at),
            Self::Postgres(row) => row.try_get_unchecked(at),
        })
    }

    /// A 64-bit number.
    ///
    /// # Errors
    /// It is something else.
    pub fn number(self, at: usize) -> Result<i64, DbErr> {
        read(match self {
            Self::Sqlite(row) => row.try_get_unchecked(at),
            Self::Postgres(row) => row.try_get_unchecked(at),
        })
    }

    /// A 16-bit number.
    ///
    /// # Errors
    /// It is something else.
    pub fn small_number(self, at: usize) -> Result<i16, DbErr> {
        read(match self {
            Self::Sqlite(row) => row.try_get_unchecked(at),
            Self::Postgres(row) => row.try_get_unchecked(at),
        })
    }

    /// Yes or no.
    ///
    /// # Errors
    /// It is something else.
    pub fn flag(self, at: usize) -> Result<bool, DbErr> {
        read(match self {
            Self::Sqlite(row) => row.try_get_unchecked(at),
            Self::Postgres(row) => row.try_get_unchecked(at),
        })
    }

    /// A moment, or none.
    ///
    /// # Errors
    /// It is something else.
    pub fn moment(self, at: usize) -> Result<Option<DateTime<Utc>>, DbErr> {
        read(match self {
            Self::Sqlite(row) => row.try_get_unchecked(at),
            Self::Postgres(row) => row.try_get_unchecked(at),
        })
    }

    /// A day.
    ///
    /// # Errors
    /// It is something else.
    pub fn day(self, at: usize) -> Result<NaiveDate, DbErr> {
        read(match self {
            Self::Sqlite(row) => row.try_get_unchecked(at),
            Self::Postgres(row) => row.try_get_unchecked(at),
        })
    }
}

fn read<T>(cell: Result<T, sqlx::Error>) -> Result<T, DbErr> {
    cell.map_err(|error| DbErr::Query(RuntimeErr::SqlxError(error.into())))
}
