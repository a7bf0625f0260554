//! A copy of a base as it stands at one moment, also while it is served.

use super::{failed, file::Unfinished, only_sqlite};
use crate::{Error, store::Store};
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use std::path::Path;

/// Copies a base on SQLite to a new file. Writers go on meanwhile, and what they write is not in the copy.
///
/// # Errors
/// The base is on PostgreSQL; the file is there already, or can't be written.
pub async fn back_up(store: &Store, file: &Path) -> Result<(), Error> {
    if store.backend() != DbBackend::Sqlite {
        return Err(only_sqlite("`pg_dump` makes the backup"));
    }
    let copy = Unfinished::begin(file).map_err(|error| failed(file, error))?;
    let path = copy.path().to_str().ok_or_else(|| failed(file, "the name is not UTF-8"))?;
    // Reads one snapshot, and takes a file that is empty.
    let statement = Statement::from_sql_and_values(DbBackend::Sqlite, "VACUUM INTO ?", [path.into()]);
    store.reader().execute_raw(statement).await?;
    copy.finish().map_err(|error| failed(file, error))
}
