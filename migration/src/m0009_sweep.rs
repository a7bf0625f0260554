//! Finding the rows that are past their use without reading those that are not.

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
            "CREATE INDEX throttle_end ON throttle (resets_at);
            CREATE INDEX idempotency_key_age ON idempotency_key (created_at);
            CREATE INDEX refresh_token_age ON refresh_token (issued_at);",
        )
        .await
    }
}
