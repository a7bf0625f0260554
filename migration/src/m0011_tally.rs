//! How many tickets stood where at a position of the feed: counting them reads what happened since, and no more.

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
            "CREATE TABLE ticket_tally (
                id BIGINT PRIMARY KEY CHECK (id = 1),
                transaction_id BIGINT NOT NULL,
                event_id BIGINT NOT NULL,
                open BIGINT NOT NULL,
                in_progress BIGINT NOT NULL,
                waiting_on_client BIGINT NOT NULL,
                waiting_on_staff BIGINT NOT NULL,
                resolved BIGINT NOT NULL
            );",
        )
        .await
    }
}
