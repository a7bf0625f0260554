//! Tickets, their messages and their history.

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
            "CREATE TABLE ticket (
                id {id},
                title TEXT NOT NULL,
                status TEXT NOT NULL CHECK (status IN ('OPEN', 'IN_PROGRESS', 'RESOLVED')),
                waiting_on TEXT CHECK (waiting_on IN ('CLIENT', 'STAFF')),
                priority SMALLINT NOT NULL,
                client_id BIGINT NOT NULL REFERENCES person (id),
                sale_id BIGINT NOT NULL REFERENCES sale (id),
                opened_at {instant} NOT NULL,
                first_answered_at {instant},
                last_activity_at {instant} NOT NULL,
                resolved_at {instant},
                resolved_by_id BIGINT REFERENCES person (id),
                last_message_id BIGINT,
                CHECK ((status = 'RESOLVED') = (waiting_on IS NULL)),
                CHECK ((status = 'RESOLVED') = (resolved_at IS NOT NULL))
            );
            CREATE INDEX ticket_activity ON ticket (last_activity_at, id);
            CREATE INDEX ticket_status_activity ON ticket (status, last_activity_at, id);
            CREATE INDEX ticket_waiting_activity ON ticket (waiting_on, last_activity_at, id);
            CREATE INDEX ticket_client_activity ON ticket (client_id, last_activity_at, id);
            CREATE INDEX ticket_opened ON ticket (opened_at, id);
            CREATE INDEX ticket_priority ON ticket (priority, id);
            CREATE INDEX ticket_sale ON ticket (sale_id);
            CREATE TABLE message (
                id {id},
                ticket_id BIGINT NOT NULL REFERENCES ticket (id),
                author_id BIGINT NOT NULL REFERENCES person (id),
                body TEXT NOT NULL,
                posted_at {instant} NOT NULL
            );
            CREATE INDEX message_ticket ON message (ticket_id, id);
            CREATE TABLE ticket_event (
                id {id},
                transaction_id BIGINT NOT NULL DEFAULT 0,
                ticket_id BIGINT NOT NULL REFERENCES ticket (id),
                kind TEXT NOT NULL,
                actor_id BIGINT NOT NULL REFERENCES person (id),
                at {instant} NOT NULL,
                message_id BIGINT REFERENCES message (id),
                from_status TEXT,
                to_status TEXT NOT NULL,
                from_waiting_on TEXT,
                to_waiting_on TEXT,
                from_priority SMALLINT,
                to_priority SMALLINT NOT NULL
            );
            CREATE INDEX ticket_event_feed ON ticket_event (transaction_id, id);
            CREATE INDEX ticket_event_ticket ON ticket_event (ticket_id, id);",
        )
        .await?;
        if is_postgres(manager) {
            ddl(
                manager,
                "ALTER TABLE ticket_event
                    ALTER COLUMN transaction_id SET DEFAULT (pg_current_xact_id()::text)::bigint;",
            )
            .await?;
        }
        Ok(())
    }
}
