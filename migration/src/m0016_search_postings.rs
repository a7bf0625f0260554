//! Which tickets hold which three characters, as posting lists: all that is known of three characters stands together, few rows for
//! what is rare, however many tickets there are. What was written and is not in them yet stands in `search_waiting`, with
//! what it replaced.

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
            ddl(manager, "ALTER TABLE search_posting ALTER COLUMN tickets SET STORAGE PLAIN;").await?;
        }
        ddl(manager, triggers).await?;
        if !is_postgres(manager) {
            // One program holds the base: nobody searches the bitmaps that these take the place of.
            return ddl(manager, SQLITE_BITMAPS).await;
        }
        // They are what nodes of the release before search, and go with the release after. In a new base nobody does.
        let passage = "SELECT id FROM ticket_passage LIMIT 1";
        let passage = manager.get_connection().query_one_raw(Statement::from_string(DbBackend::Postgres, passage));
        if passage.await?.is_some() { Ok(()) } else { ddl(manager, POSTGRES_BITMAPS).await }
    }
}

const TABLES: &str = "
    CREATE TABLE search_posting (
        id {key},
        tickets {bytes} NOT NULL
    );
    CREATE TABLE search_waiting (
        id {id},
        passage_id BIGINT NOT NULL,
        replaced_text TEXT,
        replaced_person_text TEXT
    );
    INSERT INTO search_waiting (passage_id) SELECT id FROM ticket_passage ORDER BY id;";

const SQLITE_TRIGGERS: &str = "
    CREATE TRIGGER search_waiting_written AFTER INSERT ON ticket_passage BEGIN
        INSERT INTO search_waiting (passage_id) VALUES (new.id);
    END;
    CREATE TRIGGER search_waiting_replaced AFTER UPDATE OF search_text ON ticket_passage BEGIN
        INSERT INTO search_waiting (passage_id, replaced_text) VALUES (new.id, old.search_text);
    END;
    CREATE TRIGGER search_waiting_person AFTER UPDATE OF search_text ON person
    WHEN new.search_text <> old.search_text BEGIN
        INSERT INTO search_waiting (passage_id, replaced_person_text)
        SELECT ticket_passage.id, old.search_text
        FROM ticket JOIN ticket_passage ON ticket_passage.ticket_id = ticket.id AND ticket_passage.message_id IS NULL
        WHERE ticket.client_id = new.id;
    END;
    CREATE TRIGGER search_waiting_product AFTER UPDATE OF search_text ON product
    WHEN new.search_text <> old.search_text BEGIN
        INSERT INTO search_waiting (passage_id)
        SELECT ticket_passage.id
        FROM sale JOIN ticket ON ticket.sale_id = sale.id
        JOIN ticket_passage ON ticket_passage.ticket_id = ticket.id AND ticket_passage.message_id IS NULL
        WHERE sale.product_id = new.id;
    END;";

const POSTGRES_TRIGGERS: &str = "
    CREATE FUNCTION search_waiting_written() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        INSERT INTO search_waiting (passage_id) VALUES (new.id);
        RETURN NULL;
    END $$;
    CREATE TRIGGER search_waiting_written AFTER INSERT ON ticket_passage
        FOR EACH ROW EXECUTE FUNCTION search_waiting_written();
    CREATE FUNCTION search_waiting_replaced() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        INSERT INTO search_waiting (passage_id, replaced_text) VALUES (new.id, old.search_text);
        RETURN NULL;
    END $$;
    CREATE TRIGGER search_waiting_replaced AFTER UPDATE OF search_text ON ticket_passage
        FOR EACH ROW EXECUTE FUNCTION search_waiting_replaced();
    CREATE FUNCTION search_waiting_person() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        INSERT INTO search_waiting (passage_id, replaced_person_text)
        SELECT ticket_passage.id, old.search_text
        FROM ticket JOIN ticket_passage ON ticket_passage.ticket_id = ticket.id AND ticket_passage.message_id IS NULL
        WHERE ticket.client_id = new.id;
        RETURN NULL;
    END $$;
    CREATE TRIGGER search_waiting_person AFTER UPDATE OF search_text ON person
        FOR EACH ROW WHEN (new.search_text <> old.search_text) EXECUTE FUNCTION search_waiting_person();
    CREATE FUNCTION search_waiting_product() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        INSERT INTO search_waiting (passage_id)
        SELECT ticket_passage.id
        FROM sale JOIN ticket ON ticket.sale_id = sale.id
        JOIN ticket_passage ON ticket_passage.ticket_id = ticket.id AND ticket_passage.message_id IS NULL
        WHERE sale.product_id = new.id;
        RETURN NULL;
    END $$;
    CREATE TRIGGER search_waiting_product AFTER UPDATE OF search_text ON product
        FOR EACH ROW WHEN (new.search_text <> old.search_text) EXECUTE FUNCTION search_waiting_product();";

const SQLITE_BITMAPS: &str = "
    DROP TRIGGER search_backlog_written;
    DROP TRIGGER search_backlog_replaced;
    DROP TRIGGER search_backlog_person;
    DROP TRIGGER search_backlog_product;
    DROP TABLE search_backlog;
    DROP TABLE search_bitmap;";

const POSTGRES_BITMAPS: &str = "
    DROP TRIGGER search_backlog_written ON ticket_passage;
    DROP TRIGGER search_backlog_person ON person;
    DROP TRIGGER search_backlog_product ON product;
    DROP FUNCTION search_backlog_passage;
    DROP FUNCTION search_backlog_person;
    DROP FUNCTION search_backlog_product;
    DROP TABLE search_backlog;
    DROP TABLE search_bitmap;";
