//! Which tickets hold which three characters, as bitmaps: a search of tickets reads some of them, however many tickets a word
//! stands in. What was written and is not in them yet stands in the backlog.

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
        let (key, bytes, triggers) = if is_postgres(manager) {
            ("BIGINT PRIMARY KEY", "BYTEA", POSTGRES_TRIGGERS)
        } else {
            // Another word than INTEGER would make a second tree, of keys alone.
            ("INTEGER PRIMARY KEY", "BLOB", SQLITE_TRIGGERS)
        };
        if is_postgres(manager) {
            // What a node of the release before writes meanwhile waits for the triggers.
            ddl(manager, "LOCK TABLE ticket_passage IN SHARE ROW EXCLUSIVE MODE;").await?;
        }
        ddl(manager, &TABLES.replace("{key}", key).replace("{bytes}", bytes)).await?;
        if is_postgres(manager) {
            // Neither compressed nor moved elsewhere: one costs time, the other a second look.
            ddl(manager, "ALTER TABLE search_bitmap ALTER COLUMN tickets SET STORAGE PLAIN;").await?;
        }
        ddl(manager, triggers).await
    }
}

const TABLES: &str = "
    CREATE TABLE search_bitmap (
        id {key},
        tickets {bytes} NOT NULL
    );
    CREATE TABLE search_backlog (
        id {id},
        passage_id BIGINT NOT NULL,
        is_replaced BOOLEAN NOT NULL
    );
    INSERT INTO search_backlog (passage_id, is_replaced) SELECT id, FALSE FROM ticket_passage ORDER BY id;";

// The bitmaps take the place of the indexes that only the search of tickets asked.
const SQLITE_TRIGGERS: &str = "
    DROP TRIGGER ticket_passage_search_insert;
    DROP TRIGGER ticket_passage_search_delete;
    DROP TRIGGER ticket_passage_search_update;
    DROP TABLE ticket_passage_search;
    DROP TRIGGER product_search_insert;
    DROP TRIGGER product_search_delete;
    DROP TRIGGER product_search_update;
    DROP TABLE product_search;
    CREATE TRIGGER search_backlog_written AFTER INSERT ON ticket_passage BEGIN
        INSERT INTO search_backlog (passage_id, is_replaced) VALUES (new.id, FALSE);
    END;
    CREATE TRIGGER search_backlog_replaced AFTER UPDATE OF search_text ON ticket_passage BEGIN
        INSERT INTO search_backlog (passage_id, is_replaced) VALUES (new.id, TRUE);
    END;
    CREATE TRIGGER search_backlog_person AFTER UPDATE OF search_text ON person
    WHEN new.search_text <> old.search_text BEGIN
        INSERT INTO search_backlog (passage_id, is_replaced)
        SELECT ticket_passage.id, TRUE
        FROM ticket JOIN ticket_passage ON ticket_passage.ticket_id = ticket.id AND ticket_passage.message_id IS NULL
        WHERE ticket.client_id = new.id;
    END;
    CREATE TRIGGER search_backlog_product AFTER UPDATE OF search_text ON product
    WHEN new.search_text <> old.search_text BEGIN
        INSERT INTO search_backlog (passage_id, is_replaced)
        SELECT ticket_passage.id, FALSE
        FROM sale JOIN ticket ON ticket.sale_id = sale.id
        JOIN ticket_passage ON ticket_passage.ticket_id = ticket.id AND ticket_passage.message_id IS NULL
        WHERE sale.product_id = new.id;
    END;";

const POSTGRES_TRIGGERS: &str = "
    DROP INDEX ticket_passage_search;
    DROP INDEX product_search;
    CREATE FUNCTION search_backlog_passage() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        INSERT INTO search_backlog (passage_id, is_replaced) VALUES (new.id, TG_OP = 'UPDATE');
        RETURN NULL;
    END $$;
    CREATE TRIGGER search_backlog_written AFTER INSERT OR UPDATE OF search_text ON ticket_passage
        FOR EACH ROW EXECUTE FUNCTION search_backlog_passage();
    CREATE FUNCTION search_backlog_person() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        INSERT INTO search_backlog (passage_id, is_replaced)
        SELECT ticket_passage.id, TRUE
        FROM ticket JOIN ticket_passage ON ticket_passage.ticket_id = ticket.id AND ticket_passage.message_id IS NULL
        WHERE ticket.client_id = new.id;
        RETURN NULL;
    END $$;
    CREATE TRIGGER search_backlog_person AFTER UPDATE OF search_text ON person
        FOR EACH ROW WHEN (new.search_text <> old.search_text) EXECUTE FUNCTION search_backlog_person();
    CREATE FUNCTION search_backlog_product() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        INSERT INTO search_backlog (passage_id, is_replaced)
        SELECT ticket_passage.id, FALSE
        FROM sale JOIN ticket ON ticket.sale_id = sale.id
        JOIN ticket_passage ON ticket_passage.ticket_id = ticket.id AND ticket_passage.message_id IS NULL
        WHERE sale.product_id = new.id;
        RETURN NULL;
    END $$;
    CREATE TRIGGER search_backlog_product AFTER UPDATE OF search_text ON product
        FOR EACH ROW WHEN (new.search_text <> old.search_text) EXECUTE FUNCTION search_backlog_product();";
