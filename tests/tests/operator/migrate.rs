//! `guichet migrate`, on a base that can't be brought up to date, and on one that others serve.

use super::guichet;
use guichet_api::ticket::index;
use guichet_tests::TestApp;
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use serde_json::json;

/// How many changes the base has on record, and whether it has the first that the test takes back.
async fn standing(app: &TestApp) -> (i64, i64) {
    let store = &app.inner().store;
    let ask = async |sql: &str| {
        let row = store.reader().query_one_raw(Statement::from_string(store.backend(), sql)).await.unwrap().unwrap();
        row.try_get_by_index::<i64>(0).unwrap()
    };
    let indexes = match store.backend() {
        DbBackend::Postgres => "SELECT COUNT(*) FROM pg_indexes WHERE indexname = 'throttle_end'",
        _ => "SELECT COUNT(*) FROM sqlite_master WHERE name = 'throttle_end'",
    };
    (ask("SELECT COUNT(*) FROM seaql_migrations").await, ask(indexes).await)
}

#[tokio::test]
async fn a_change_that_fails_takes_back_those_before_it_and_says_what_to_do() {
    let app = TestApp::start().await;
    let (settings, store) = (&app.inner().settings, &app.inner().store);
    let (all, _) = standing(&app).await;
    // As a release before left it, but for a column that somebody added by hand.
    let older = "DELETE FROM seaql_migrations WHERE version IN ('m0009_sweep', 'm0010_last_write');
        DROP INDEX throttle_end; DROP INDEX idempotency_key_age; DROP INDEX refresh_token_age";
    store.reader().execute_unprepared(older).await.unwrap();
    let before = standing(&app).await;
    assert_eq!(before, (all - 2, 0));

    for command in ["migrate", "serve"] {
        let failed = guichet(settings, &[command, "--listen", "127.0.0.1:0"]).await;
        let complaint = failed.complaint();
        for part in ["could not be brought up to date, and is as it was", "last_write", "try again: `guichet migrate`"]
        {
            assert!(complaint.contains(part), "{part} is not in {complaint}");
        }
        assert_eq!(standing(&app).await, before, "{command}");
    }
    store.reader().execute_unprepared("ALTER TABLE person DROP COLUMN last_write").await.unwrap();
    guichet(settings, &["migrate"]).await.printed();
    assert_eq!(standing(&app).await, (all, 1));
    guichet(settings, &["check"]).await.printed();
}

/// Takes a base back to before the search had bitmaps, and brings it forward again.
async fn bring_forward_from_before_bitmaps(app: &TestApp) {
    let store = &app.inner().store;
    let triggers =
        [("written", "ticket_passage"), ("replaced", "ticket_passage"), ("person", "person"), ("product", "product")];
    let mut sql = match store.backend() {
        DbBackend::Postgres => triggers
            .map(|(name, table)| {
                format!("DROP TRIGGER search_waiting_{name} ON {table}; DROP FUNCTION search_waiting_{name};")
            })
            .concat(),
        _ => triggers.map(|(name, _)| format!("DROP TRIGGER search_waiting_{name};")).concat(),
    };
    sql += "DROP TABLE search_waiting; DROP TABLE search_posting;
        DELETE FROM seaql_migrations WHERE version IN ('m0013_search_bitmaps', 'm0016_search_postings');";
    for table in ["ticket_passage", "product"] {
        sql += &match store.backend() {
            DbBackend::Postgres => format!("CREATE INDEX {table}_search ON {table} (id);"),
            _ => {
                let trigger =
                    |on: &str| format!("CREATE TRIGGER {table}_search_{on} AFTER {on} ON {table} BEGIN SELECT 1; END;");
                format!("CREATE TABLE {table}_search (id);") + &["insert", "update", "delete"].map(trigger).concat()
            }
        };
    }
    store.reader().execute_unprepared(&sql).await.unwrap();
    store.migrate().await.unwrap();
}

#[tokio::test]
async fn a_base_with_requests_goes_on_serving_the_release_before() {
    let app = TestApp::start().await;
    let (client, ticket) = app.client_with_ticket().await;
    let technician = app.technician().await;
    let store = &app.inner().store;
    let count = async |table: &str| {
        let sql = format!("SELECT COUNT(*) FROM {table}");
        let row = store.reader().query_one_raw(Statement::from_string(store.backend(), sql)).await;
        row.map(|row| row.unwrap().try_get_by_index::<i64>(0).unwrap())
    };
    assert!(count("search_bitmap").await.is_err(), "a new base has no table that nobody reads");
    index::catch_up(store).await.unwrap();

    bring_forward_from_before_bitmaps(&app).await;
    assert_eq!(technician.numbers(json!({ "search": "noir" })).await, [ticket.number]);
    index::catch_up(store).await.unwrap();
    // On SQLite nobody serves the base beside this release.
    let is_shared = store.backend() == DbBackend::Postgres;
    let before = count("search_backlog").await.unwrap_or_default();
    assert_eq!((before > 0, count("search_bitmap").await.is_ok()), (is_shared, is_shared));
    client.reply(&ticket, "Il clignote depuis hier.").await;
    // Each release is told of what the other one's people write.
    assert_eq!(count("search_backlog").await.unwrap_or_default(), before + i64::from(is_shared));
    for search in ["clignote", "noir hier"] {
        assert_eq!(technician.numbers(json!({ "search": search })).await, [ticket.number], "{search}");
    }
    index::catch_up(store).await.unwrap();
    assert_eq!(technician.numbers(json!({ "search": "clignote noir" })).await, [ticket.number]);
    guichet(&app.inner().settings, &["check"]).await.printed();

    let bitmap = "INSERT INTO search_bitmap (id, tickets) VALUES (1, '')";
    assert_eq!(store.reader().execute_unprepared(bitmap).await.is_ok(), is_shared);
    guichet(&app.inner().settings, &["client", "erase", client.email(), "--yes"]).await.printed();
    assert_eq!(
        count("search_bitmap").await.unwrap_or_default(),
        0,
        "what nobody of this release brings up to date is gone"
    );
    assert_eq!(count("search_waiting").await.unwrap(), 0, "nor does the old name wait to leave the index");
}
