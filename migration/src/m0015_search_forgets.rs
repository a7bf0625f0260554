//! What was erased leaves the index of people at once: SQLite's would only mark it as deleted, and keep its words.

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
        if is_postgres(manager) {
            // VACUUM clears its index away with the rows.
            return Ok(());
        }
        // From now on; and once what was marked until now.
        ddl(
            manager,
            "INSERT INTO person_search (person_search, rank) VALUES ('secure-delete', 1);
            INSERT INTO person_search (person_search) VALUES ('optimize');",
        )
        .await
    }
}
