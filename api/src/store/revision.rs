//! How often things changed that are kept in memory or told again.

use super::{Store, Tx, cells::Cells};
use sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement};
use std::sync::Arc;

/// The moment at which a request begins, as the base tells it with whatever it is asked first: what is known to be of the
/// same moment or a later one need not be read again.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Revision {
    /// Of everything that is told to several: equal as long as nothing of it was written.
    pub base: Arc<str>,
    /// Of the catalogue.
    pub catalogue: i64,
}

impl Revision {
    /// The columns that tell it, for a statement that is asked anyway.
    ///
    /// On PostgreSQL, a snapshot says which transactions are seen: two that say the same see the same, as long as the server runs. One
    /// that crashed gives numbers again that left no trace. On SQLite the one writer counts its commits, but for those that
    /// change nothing of it.
    #[must_use]
    pub const fn columns(backend: DbBackend) -> &'static str {
        match backend {
            DbBackend::Postgres => {
                "pg_current_snapshot()::text || ' since ' || pg_postmaster_start_time()::text, \
                 (SELECT number FROM revision WHERE name = 'catalogue')"
            }
            _ => {
                "(SELECT CAST(number AS TEXT) FROM revision WHERE name = 'base'), \
                 (SELECT number FROM revision WHERE name = 'catalogue')"
            }
        }
    }

    /// Reads them.
    ///
    /// # Errors
    /// The base has something else there.
    pub fn read(cells: Cells<'_>, first: usize) -> Result<Self, DbErr> {
        Ok(Self { base: cells.text(first)?.unwrap_or_default().into(), catalogue: cells.number(first + 1)? })
    }

    /// Asks for it alone.
    ///
    /// # Errors
    /// The base did not answer.
    pub async fn now(store: &Store) -> Result<Self, DbErr> {
        let backend = store.backend();
        let statement = Statement::from_string(backend, format!("SELECT {}", Self::columns(backend)));
        let row = store.reader().query_one_raw(statement).await?;
        let row = row.ok_or_else(|| DbErr::RecordNotFound("the revision".to_owned()))?;
        Self::read(Cells::of(&row)?, 0)
    }
}

/// Says that the catalogue is another one once this transaction is committed.
///
/// # Errors
/// The base did not take it.
pub async fn catalogue_changes(tx: &Tx) -> Result<(), DbErr> {
    tx.db().execute_unprepared("UPDATE revision SET number = number + 1 WHERE name = 'catalogue'").await.map(drop)
}

/// Counts a commit of SQLite's writer that changes what is told to several, within it.
///
/// # Errors
/// The base did not take it.
pub(super) async fn base_changes(db: &impl ConnectionTrait) -> Result<(), DbErr> {
    db.execute_unprepared("UPDATE revision SET number = number + 1 WHERE name = 'base'").await.map(drop)
}
