//! The record of security events, to which rows are added and nothing else.

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
            "CREATE TABLE audit_event (
                id {id},
                at {instant} NOT NULL,
                kind TEXT NOT NULL,
                actor_id BIGINT REFERENCES person (id),
                person_id BIGINT REFERENCES person (id),
                subject_id BIGINT,
                network TEXT,
                request_id TEXT,
                detail TEXT
            );
            CREATE INDEX audit_event_at ON audit_event (at);
            CREATE INDEX audit_event_actor ON audit_event (actor_id, id);
            CREATE INDEX audit_event_person ON audit_event (person_id, id);",
        )
        .await?;
        ddl(manager, if is_postgres(manager) { POSTGRES_GUARD } else { SQLITE_GUARD }).await
    }
}

const POSTGRES_GUARD: &str = "
    CREATE FUNCTION audit_event_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'audit_event is append-only';
    END $$;
    CREATE TRIGGER audit_event_rows BEFORE UPDATE OR DELETE ON audit_event
        FOR EACH ROW EXECUTE FUNCTION audit_event_is_append_only();
    CREATE TRIGGER audit_event_whole BEFORE TRUNCATE ON audit_event
        FOR EACH STATEMENT EXECUTE FUNCTION audit_event_is_append_only();";

// The last one is for INSERT OR REPLACE, which deletes a row without a word to the trigger before it.
const SQLITE_GUARD: &str = "
    CREATE TRIGGER audit_event_update BEFORE UPDATE ON audit_event BEGIN
        SELECT RAISE(ABORT, 'audit_event is append-only');
    END;
    CREATE TRIGGER audit_event_delete BEFORE DELETE ON audit_event BEGIN
        SELECT RAISE(ABORT, 'audit_event is append-only');
    END;
    CREATE TRIGGER audit_event_replace BEFORE INSERT ON audit_event
        WHEN EXISTS (SELECT 1 FROM audit_event WHERE id = new.id) BEGIN
        SELECT RAISE(ABORT, 'audit_event is append-only');
    END;";
