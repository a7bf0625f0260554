//! Products and sales.

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
            "CREATE TABLE product (
                id {id},
                reference TEXT NOT NULL UNIQUE,
                designation TEXT NOT NULL,
                on_sale BOOLEAN NOT NULL,
                search_text TEXT NOT NULL
            );
            CREATE TABLE sale (
                id {id},
                client_id BIGINT NOT NULL REFERENCES person (id),
                product_id BIGINT NOT NULL REFERENCES product (id),
                serial_number TEXT NOT NULL,
                sold_on DATE NOT NULL,
                seller_id BIGINT NOT NULL REFERENCES person (id),
                registered_at {instant} NOT NULL,
                UNIQUE (product_id, serial_number)
            );
            CREATE INDEX sale_client ON sale (client_id, sold_on, id);",
        )
        .await
    }
}
