//! What the engine promises: pages that are whole, and keys that lead somewhere.

use super::Finding;
use sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement};

pub(super) async fn check(db: &impl ConnectionTrait, tell: &mut impl FnMut(Finding)) -> Result<(), DbErr> {
    if db.get_database_backend() == DbBackend::Postgres {
        return foreign_keys(db, tell).await;
    }
    for row in rows(db, "PRAGMA integrity_check").await? {
        let told: String = row.try_get_by_index(0)?;
        if told != "ok" {
            tell(Finding::of_base(format!("the file is damaged: {told}")));
        }
    }
    for row in rows(db, "PRAGMA foreign_key_check").await? {
        let (table, key): (String, Option<i64>) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        let parent: String = row.try_get_by_index(2)?;
        tell(Finding::of_base(dangling(&table, &key.map_or_else(|| "?".to_owned(), |key| key.to_string()), &parent)));
    }
    Ok(())
}

/// PostgreSQL keeps them by itself, unless a restore was told not to.
async fn foreign_keys(db: &impl ConnectionTrait, tell: &mut impl FnMut(Finding)) -> Result<(), DbErr> {
    for key in rows(db, FOREIGN_KEYS).await? {
        let column = |name: &str| key.try_get::<String>("", name);
        let (child, from, parent, to) = (column("child")?, column("from")?, column("parent")?, column("to")?);
        let orphans = format!(
            "SELECT \"{from}\"::text FROM {child} WHERE \"{from}\" IS NOT NULL
             AND NOT EXISTS (SELECT 1 FROM {parent} WHERE {parent}.\"{to}\" = {child}.\"{from}\")"
        );
        for orphan in rows(db, &orphans).await? {
            let value: String = orphan.try_get_by_index(0)?;
            tell(Finding::of_base(dangling(&child, &format!("with {from} {value}"), &parent)));
        }
    }
    Ok(())
}

/// All of them have one column.
const FOREIGN_KEYS: &str = "
    SELECT conrelid::regclass::text AS child, confrelid::regclass::text AS parent,
        child.attname::text AS \"from\", parent.attname::text AS \"to\"
    FROM pg_constraint
    JOIN pg_attribute child ON child.attrelid = conrelid AND child.attnum = conkey[1]
    JOIN pg_attribute parent ON parent.attrelid = confrelid AND parent.attnum = confkey[1]
    WHERE contype = 'f' AND connamespace = current_schema()::regnamespace
    ORDER BY 1, 3";

fn dangling(table: &str, row: &str, parent: &str) -> String {
    format!("{table}: row {row} points at no row of {parent}")
}

async fn rows(db: &impl ConnectionTrait, sql: &str) -> Result<Vec<sea_orm::QueryResult>, DbErr> {
    db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await
}
