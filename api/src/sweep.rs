//! Deleting rows that are past their use. Each lasts at least as long as is promised, and is gone within the hour after.

use crate::{Error, account::SESSION_DAYS, clock, store::Store};
use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{ConnectionTrait, Statement};
use std::time::Duration;

/// How often a node sweeps.
const EVERY: Duration = Duration::from_secs(3600);
/// How long a node serves before it sweeps for the first time.
const AFTER_START: Duration = Duration::from_secs(60);
/// How many rows go at a time: few enough that other writers hardly wait.
const BATCH: u64 = 500;

/// How long a key makes a retry safe.
pub const IDEMPOTENCY_KEYS_LAST: TimeDelta = TimeDelta::hours(24);

/// Rows of a table that are past their use once a column is as old as this, and nothing else holds them.
struct Past {
    table: &'static str,
    key: &'static str,
    column: &'static str,
    age: TimeDelta,
    free: &'static str,
}

const PAST: [Past; 4] = [
    // The window is over: the next try starts another.
    Past { table: "throttle", key: "key", column: "resets_at", age: TimeDelta::zero(), free: "TRUE" },
    Past {
        table: "idempotency_key",
        key: "person_id, key",
        column: "created_at",
        age: IDEMPOTENCY_KEYS_LAST,
        free: "TRUE",
    },
    // Used, or of a session that ended for want of a refresh; and no browser keeps its cookie that long.
    Past {
        table: "refresh_token",
        key: "token_hash",
        column: "issued_at",
        age: TimeDelta::days(SESSION_DAYS),
        free: "TRUE",
    },
    // Over, whether or not anybody ended it before. Who signed in when stays in the record of security events.
    Past { table: "session", key: "id", column: "expires_at", age: TimeDelta::zero(), free: WITHOUT_TOKEN },
];

/// Its last token goes with the same sweep, or with that of another node.
const WITHOUT_TOKEN: &str = "NOT EXISTS (SELECT 1 FROM refresh_token WHERE refresh_token.session_id = session.id)";

/// Sweeps once an hour, on each node: two that meet take different rows. Never returns.
pub async fn run(store: Store) {
    tokio::time::sleep(AFTER_START).await;
    loop {
        match store.unless_lost(sweep(&store, clock::now())).await {
            Ok(swept) => tracing::debug!(swept, "rows past their use were deleted"),
            Err(error) => tracing::warn!(%error, "could not delete rows that are past their use"),
        }
        tokio::time::sleep(EVERY).await;
    }
}

/// Deletes all that is past its use at `now`; gives how many rows that were.
///
/// # Errors
/// The base did not answer; what was deleted so far stays deleted.
pub async fn sweep(store: &Store, now: DateTime<Utc>) -> Result<u64, Error> {
    let mut swept = 0;
    for past in &PAST {
        loop {
            let batch = delete(store, now, past).await?;
            swept += batch;
            if batch < BATCH {
                break;
            }
        }
    }
    Ok(swept)
}

async fn delete(store: &Store, now: DateTime<Utc>, past: &Past) -> Result<u64, Error> {
    let Past { table, key, column, age, free } = past;
    let backend = store.backend();
    // Rows that another node is deleting are left to it.
    let skip = if backend == sea_orm::DbBackend::Postgres { "FOR UPDATE SKIP LOCKED" } else { "" };
    let sql = format!(
        "DELETE FROM {table} WHERE ({key}) IN
         (SELECT {key} FROM {table} WHERE {column} <= $1 AND {free} LIMIT {BATCH} {skip})"
    );
    let tx = store.begin(now).await?.unwatched();
    let deleted =
        tx.db().execute_raw(Statement::from_sql_and_values(backend, sql, [(now - *age).into()])).await?.rows_affected();
    tx.commit().await?;
    Ok(deleted)
}
