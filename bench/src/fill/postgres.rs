//! PostgreSQL: `COPY`, indexes made once all rows are there.

use super::{Batch, Batches, Format};
use crate::data::{Ground, Shape, TABLES, Value, Words, write};
use anyhow::Result;
use sqlx::{AssertSqlSafe, Connection, PgConnection, Row};
use std::{fmt::Write, sync::mpsc, thread};

/// Fills the base at this address, which has staff and products.
///
/// # Errors
/// The base did not take it.
pub async fn fill(url: &str, shape: Shape, ground: Ground, words: Words) -> Result<()> {
    let mut base = PgConnection::connect(url).await?;
    // Rows that are known to fit are not checked one by one.
    for setting in ["session_replication_role = replica", "maintenance_work_mem = '1GB'", "synchronous_commit = off"] {
        run(&mut base, &format!("SET {setting}")).await?;
    }
    let made = "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename = ANY ($1)
        AND indexname NOT IN (SELECT conname FROM pg_constraint)";
    let tables: Vec<_> = TABLES.iter().map(|table| table.name).collect();
    let made: Vec<(String, String)> = sqlx::query(made)
        .bind(&tables)
        .fetch_all(&mut base)
        .await?
        .iter()
        .map(|row| (row.get(0), row.get(1)))
        .collect();
    for (name, _) in &made {
        run(&mut base, &format!("DROP INDEX {name}")).await?;
    }
    let (full, filled) = mpsc::sync_channel(8);
    let writing = thread::spawn(move || {
        let mut batches = Batches::<Copy>::new(full);
        write(shape, &ground, &words, &mut batches);
        batches.finish();
    });
    for Batch { table, text } in filled {
        let line = format!("COPY {} ({}) FROM STDIN", TABLES[table].name, TABLES[table].columns);
        let mut copy = base.copy_in_raw(&line).await?;
        copy.send(text.into_bytes()).await?;
        copy.finish().await?;
    }
    writing.join().expect("rows could not be written");
    for (_, definition) in &made {
        run(&mut base, definition).await?;
    }
    for table in tables {
        let next = format!("SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))");
        run(&mut base, &next).await?;
    }
    // All texts, for the index that a trigger would have told of each.
    let waiting = "INSERT INTO search_waiting (passage_id) SELECT id FROM ticket_passage ORDER BY id";
    run(&mut base, waiting).await?;
    run(&mut base, "VACUUM ANALYZE").await?;
    run(&mut base, "CHECKPOINT").await?;
    Ok(base.close().await?)
}

async fn run(base: &mut PgConnection, sql: &str) -> Result<()> {
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(base).await?;
    Ok(())
}

struct Copy;

impl Format for Copy {
    fn row(text: &mut String, values: &[Value<'_>]) {
        for (n, value) in values.iter().enumerate() {
            if n > 0 {
                text.push('\t');
            }
            match value {
                Value::Int(number) => drop(write!(text, "{number}")),
                Value::Text(value) => text.push_str(&value.replace('\n', "\\n")),
                Value::Null => text.push_str("\\N"),
            }
        }
        text.push('\n');
    }
}
