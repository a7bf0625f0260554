//! SQLite: rows as JSON, indexes and searches made once all rows are there.

use super::{Batch, Batches, Format};
use crate::data::{Ground, Shape, TABLES, Table, Value, Words, write};
use anyhow::Result;
use sqlx::{
    AssertSqlSafe, Connection, Row, SqliteConnection,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
};
use std::{fmt::Write, path::Path, sync::mpsc, thread};

/// Fills the base of this file, which has staff and products.
///
/// # Errors
/// The base did not take it.
pub async fn fill(file: &Path, shape: Shape, ground: Ground, words: Words) -> Result<()> {
    let options = SqliteConnectOptions::new()
        .filename(file)
        .journal_mode(SqliteJournalMode::Off)
        .synchronous(SqliteSynchronous::Off)
        .foreign_keys(false)
        .pragma("cache_size", "-1000000");
    let mut base = SqliteConnection::connect_with(&options).await?;
    // What has no text of its own is part of a table.
    let made = "SELECT type, name, sql FROM sqlite_master WHERE type IN ('trigger', 'index') AND sql IS NOT NULL";
    let made: Vec<(String, String, String)> =
        sqlx::query(made).fetch_all(&mut base).await?.iter().map(|row| (row.get(0), row.get(1), row.get(2))).collect();
    run(&mut base, "BEGIN").await?;
    for (kind, name, _) in &made {
        run(&mut base, &format!("DROP {kind} {name}")).await?;
    }
    let (full, filled) = mpsc::sync_channel(8);
    let writing = thread::spawn(move || {
        let mut batches = Batches::<Json>::new(full);
        write(shape, &ground, &words, &mut batches);
        batches.finish();
    });
    for Batch { table, text } in filled {
        let rows = format!("[{}]", text.trim_end_matches(','));
        sqlx::query(AssertSqlSafe(insertion(TABLES[table]))).bind(rows).execute(&mut base).await?;
    }
    writing.join().expect("rows could not be written");
    run(&mut base, "INSERT INTO person_search (person_search) VALUES ('rebuild')").await?;
    run(&mut base, WAITING).await?;
    for (_, _, sql) in &made {
        run(&mut base, sql).await?;
    }
    run(&mut base, "COMMIT").await?;
    run(&mut base, "ANALYZE").await?;
    run(&mut base, "PRAGMA journal_mode = WAL").await?;
    Ok(base.close().await?)
}

/// All texts, for the index that a trigger would have told of each.
const WAITING: &str = "INSERT INTO search_waiting (passage_id) SELECT id FROM ticket_passage ORDER BY id";

async fn run(base: &mut SqliteConnection, sql: &str) -> Result<()> {
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(base).await?;
    Ok(())
}

fn insertion(Table { name, columns }: Table) -> String {
    let values: Vec<_> = columns.split(',').enumerate().map(|(n, _)| format!("value->>{n}")).collect();
    format!("INSERT INTO {name} ({columns}) SELECT {} FROM json_each(?)", values.join(", "))
}

struct Json;

impl Format for Json {
    fn row(text: &mut String, values: &[Value<'_>]) {
        text.push('[');
        for (n, value) in values.iter().enumerate() {
            if n > 0 {
                text.push(',');
            }
            match value {
                Value::Int(number) => drop(write!(text, "{number}")),
                // French texts of ours have line breaks at the most.
                Value::Text(value) => drop(write!(text, "\"{}\"", value.replace('\n', "\\n"))),
                Value::Null => text.push_str("null"),
            }
        }
        text.push_str("],");
    }
}
