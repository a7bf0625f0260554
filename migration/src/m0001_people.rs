//! Accounts, sessions and their refresh tokens.

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
            "CREATE TABLE person (
                id {id},
                role TEXT NOT NULL CHECK (role IN ('CLIENT', 'SELLER', 'TECHNICIAN')),
                email TEXT NOT NULL UNIQUE,
                first_name TEXT NOT NULL,
                last_name TEXT NOT NULL,
                password_hash TEXT NOT NULL,
                search_text TEXT NOT NULL,
                created_at {instant} NOT NULL,
                disabled_at {instant}
            );
            CREATE TABLE session (
                id {id},
                person_id BIGINT NOT NULL REFERENCES person (id),
                created_at {instant} NOT NULL,
                expires_at {instant} NOT NULL,
                ended_at {instant}
            );
            CREATE INDEX session_person ON session (person_id);
            CREATE TABLE refresh_token (
                token_hash TEXT PRIMARY KEY,
                session_id BIGINT NOT NULL REFERENCES session (id),
                issued_at {instant} NOT NULL,
                used_at {instant}
            );
            CREATE INDEX refresh_token_session ON refresh_token (session_id);
            CREATE TABLE signing_key (
                id BIGINT PRIMARY KEY,
                secret TEXT NOT NULL,
                created_at {instant} NOT NULL
            );",
        )
        .await
    }
}
