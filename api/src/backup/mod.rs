//! Copies of a base that stands in one file, and the way back.

mod file;
mod make;
mod restore;

pub use make::back_up;
pub use restore::restore;

use crate::Error;
use std::path::Path;

/// Where a base is no file, its own tools copy it.
fn only_sqlite(what: &str) -> Error {
    Error::BadRequest(format!("on PostgreSQL, {what}: the README says how, under “Backups”"))
}

fn failed(file: &Path, error: impl std::fmt::Display) -> Error {
    Error::BadRequest(format!("{}: {error}", file.display()))
}
