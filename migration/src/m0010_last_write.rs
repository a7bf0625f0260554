//! What each account wrote last, so that a replica is read only once it has that.

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
        ddl(manager, "ALTER TABLE person ADD COLUMN last_write BIGINT NOT NULL DEFAULT 0;").await
    }
}
