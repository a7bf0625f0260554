//! Personal access tokens.

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
            "CREATE TABLE access_token (
                id {id},
                person_id BIGINT NOT NULL REFERENCES person (id),
                name TEXT NOT NULL,
                secret_hash TEXT NOT NULL UNIQUE,
                scope TEXT NOT NULL CHECK (scope IN ('READ', 'WRITE')),
                created_at {instant} NOT NULL,
                expires_at {instant} NOT NULL,
                last_used_at {instant},
                revoked_at {instant}
            );
            CREATE INDEX access_token_person ON access_token (person_id, id) WHERE revoked_at IS NULL;",
        )
        .await
    }
}
