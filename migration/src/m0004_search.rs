//! What searches look into: trigram indexes over folded texts, FTS5 on SQLite and pg_trgm on PostgreSQL.

use crate::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    // A change that fails leaves the base as it was, on SQLite too.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        ddl(
            manager,
            "CREATE TABLE ticket_passage (
                id {id},
                ticket_id BIGINT NOT NULL REFERENCES ticket (id),
                message_id BIGINT REFERENCES message (id),
                search_text TEXT NOT NULL
            );
            CREATE INDEX ticket_passage_ticket ON ticket_passage (ticket_id);",
        )
        .await?;
        if is_postgres(manager) {
            ddl(manager, "CREATE EXTENSION IF NOT EXISTS pg_trgm;").await?;
        }
        for table in ["person", "product", "ticket_passage"] {
            let sql = if is_postgres(manager) { POSTGRES_INDEX } else { SQLITE_INDEX };
            ddl(manager, &sql.replace("{table}", table)).await?;
        }
        Ok(())
    }
}

const POSTGRES_INDEX: &str = "CREATE INDEX {table}_search ON {table} USING gin (search_text gin_trgm_ops);";

// External content: the text is stored once, in its own table; triggers keep the index in step.
const SQLITE_INDEX: &str = "
    CREATE VIRTUAL TABLE {table}_search USING fts5 (
        search_text, content = '{table}', content_rowid = 'id', tokenize = 'trigram'
    );
    CREATE TRIGGER {table}_search_insert AFTER INSERT ON {table} BEGIN
        INSERT INTO {table}_search (rowid, search_text) VALUES (new.id, new.search_text);
    END;
    CREATE TRIGGER {table}_search_delete AFTER DELETE ON {table} BEGIN
        INSERT INTO {table}_search ({table}_search, rowid, search_text) VALUES ('delete', old.id, old.search_text);
    END;
    CREATE TRIGGER {table}_search_update AFTER UPDATE OF search_text ON {table} BEGIN
        INSERT INTO {table}_search ({table}_search, rowid, search_text) VALUES ('delete', old.id, old.search_text);
        INSERT INTO {table}_search (rowid, search_text) VALUES (new.id, new.search_text);
    END;";
