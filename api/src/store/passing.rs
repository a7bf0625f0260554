//! Which failures of a base pass by themselves.

use sea_orm::{DbErr, RuntimeErr};
use sqlx::postgres::PgDatabaseError;

/// PostgreSQL's classes and codes: no connection, no room, another node's transaction first, stopped or not yet started,
/// out of order underneath; read only, as a standby is; ended by its operator, or for having waited too long.
const POSTGRES: [&str; 11] = ["08", "53", "40", "58", "55P03", "57P01", "57P02", "57P03", "25006", "57014", "25P03"];

/// SQLite's: BUSY, LOCKED, READONLY, IOERR, FULL, CANTOPEN.
const SQLITE: [u32; 6] = [5, 6, 8, 10, 13, 14];

/// Whether the base is out of reach, of room or of time, so that the same may go well later. What was asked is not at
/// fault.
#[must_use]
pub fn is_passing(error: &DbErr) -> bool {
    match error {
        DbErr::ConnectionAcquire(_) | DbErr::Conn(_) => true,
        DbErr::Exec(RuntimeErr::SqlxError(cause)) | DbErr::Query(RuntimeErr::SqlxError(cause)) => is_cause(cause),
        _ => false,
    }
}

/// Whether a transaction was surely taken back, for another one's sake.
#[must_use]
pub fn is_undone(error: &DbErr) -> bool {
    match error {
        DbErr::Exec(RuntimeErr::SqlxError(cause)) | DbErr::Query(RuntimeErr::SqlxError(cause)) => {
            let told = cause.as_database_error().filter(|told| told.try_downcast_ref::<PgDatabaseError>().is_some());
            told.and_then(|told| told.code()).is_some_and(|code| code.starts_with("40"))
        }
        _ => false,
    }
}

/// Whether the base understood what it was to write and refused it, for a reason that does not pass or for another one's sake: nothing was
/// kept.
#[must_use]
pub fn is_refused(error: &DbErr) -> bool {
    match error {
        DbErr::Exec(RuntimeErr::SqlxError(cause)) | DbErr::Query(RuntimeErr::SqlxError(cause)) => {
            cause.as_database_error().is_some() && (is_undone(error) || !is_cause(cause))
        }
        _ => false,
    }
}

fn is_cause(cause: &sqlx::Error) -> bool {
    match cause {
        sqlx::Error::Io(_)
        | sqlx::Error::Protocol(_)
        | sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::WorkerCrashed => true,
        sqlx::Error::Database(told) => {
            let code = told.code().unwrap_or_default();
            if told.try_downcast_ref::<PgDatabaseError>().is_some() {
                POSTGRES.iter().any(|class| code.starts_with(class))
            } else {
                // The lowest byte of an extended code.
                code.parse::<u32>().is_ok_and(|code| SQLITE.contains(&(code & 0xff)))
            }
        }
        _ => false,
    }
}
