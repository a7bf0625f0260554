//! Heads of tickets without what they are about: the search reads that where it stands, in `product`.

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
        // A head was: number, title, reference, designation, serial number.
        let (line_break, title) = if is_postgres(manager) {
            ("chr(10)", "split_part(search_text, chr(10), 2)")
        } else {
            ("char(10)", SECOND_LINE)
        };
        let sql = "UPDATE ticket_passage
            SET search_text = ticket_id || {break} || {title} || {break} || (
                SELECT lower(sale.serial_number) FROM ticket JOIN sale ON sale.id = ticket.sale_id
                WHERE ticket.id = ticket_passage.ticket_id
            )
            WHERE message_id IS NULL;";
        ddl(manager, &sql.replace("{break}", line_break).replace("{title}", title)).await
    }
}

const SECOND_LINE: &str = "substr(
    substr(search_text, instr(search_text, char(10)) + 1),
    1,
    instr(substr(search_text, instr(search_text, char(10)) + 1), char(10)) - 1
)";
