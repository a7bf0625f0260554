//! How often things changed that are kept in memory or told again: who reads the number knows whether they still hold.

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
            "CREATE TABLE revision (
                name TEXT PRIMARY KEY,
                number BIGINT NOT NULL
            );
            INSERT INTO revision (name, number) VALUES ('base', 0), ('catalogue', 0);",
        )
        .await
    }
}
