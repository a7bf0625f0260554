//! What guards against doubled retries and guessed passwords.

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
            "CREATE TABLE idempotency_key (
                person_id BIGINT NOT NULL REFERENCES person (id),
                key TEXT NOT NULL,
                input_hash TEXT NOT NULL,
                created_id BIGINT NOT NULL,
                created_at {instant} NOT NULL,
                PRIMARY KEY (person_id, key)
            );
            CREATE TABLE throttle (
                key TEXT PRIMARY KEY,
                tries INTEGER NOT NULL,
                resets_at {instant} NOT NULL
            );",
        )
        .await
    }
}
