//! The queues of what is not resolved, in each of their orders, without passing over what is: the oldest of it stands behind nearly
//! all that was ever asked.

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
            "CREATE INDEX ticket_open_activity ON ticket (last_activity_at, id) WHERE status <> 'RESOLVED';
            CREATE INDEX ticket_open_opened ON ticket (opened_at, id) WHERE status <> 'RESOLVED';
            CREATE INDEX ticket_open_priority ON ticket (priority, id) WHERE status <> 'RESOLVED';",
        )
        .await
    }
}
