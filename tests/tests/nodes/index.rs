//! The index of the search, which one node at a time brings up to date.

use chrono::Utc;
use guichet_api::ticket::index;
use guichet_tests::{PATIENCE, TestApp};
use sea_orm::{ConnectionTrait, Statement};
use serde_json::json;
use std::time::{Duration, Instant};
use tokio::time::{sleep, timeout};

/// The lock under which a node does it.
const TURN: i64 = 0x6775_6963_6865_7405;
/// A lock of this test's, for which whoever writes a posting list waits.
const GATE: i64 = 42;

async fn wait_until(app: &TestApp, condition: &str) {
    let base = app.inner().store.reader();
    let asked = Statement::from_string(base.get_database_backend(), format!("SELECT {condition}"));
    let start = Instant::now();
    while !base.query_one_raw(asked.clone()).await.unwrap().unwrap().try_get_by_index::<bool>(0).unwrap() {
        assert!(start.elapsed() < PATIENCE, "{condition}");
        sleep(Duration::from_millis(10)).await;
    }
}

#[tokio::test]
async fn a_node_whose_turn_was_cut_off_writes_nothing_over_what_the_next_one_wrote() {
    let app = TestApp::on_postgres(|_| {}).await;
    let (client, first) = app.client_with_ticket().await;
    let (another, second) = app.client_with_ticket().await;
    let store = &app.inner().store;
    wait_until(&app, "NOT EXISTS (SELECT 1 FROM search_waiting)").await;

    let base = store.reader();
    let gate = |does: &str| {
        format!(
            "CREATE OR REPLACE FUNCTION gate() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {does} RETURN NULL; END $$"
        )
    };
    base.execute_unprepared(&gate(&format!("PERFORM pg_advisory_xact_lock({GATE});"))).await.unwrap();
    let trigger = "CREATE TRIGGER gate BEFORE INSERT ON search_posting FOR EACH STATEMENT EXECUTE FUNCTION gate()";
    base.execute_unprepared(trigger).await.unwrap();
    let closed = store.begin(Utc::now()).await.unwrap();
    closed.db().execute_unprepared(&format!("SELECT pg_advisory_xact_lock({GATE})")).await.unwrap();

    // One node is about to write what it has worked out…
    client.reply(&first, "vxqkjw").await;
    let slow = tokio::spawn({
        let store = store.clone();
        async move { index::catch_up(&store).await }
    });
    let ours = "database = (SELECT oid FROM pg_database WHERE datname = current_database())";
    wait_until(&app, &format!("EXISTS (SELECT 1 FROM pg_locks WHERE objid = {GATE} AND NOT granted AND {ours})")).await;
    base.execute_unprepared(&gate("")).await.unwrap();
    // …when its turn is cut off, and another takes it.
    another.reply(&second, "vxqkjw").await;
    let cut = format!(
        "SELECT pg_terminate_backend(pid) FROM pg_locks
         WHERE classid = {} AND objid = {} AND granted AND {ours}",
        TURN >> 32,
        TURN & 0xFFFF_FFFF
    );
    base.execute_unprepared(&cut).await.unwrap();
    let mut next = tokio::spawn({
        let store = store.clone();
        async move { index::catch_up(&store).await }
    });
    let _ = timeout(Duration::from_secs(2), &mut next).await;
    closed.end(false).await.unwrap();
    let _ = slow.await.unwrap();
    wait_until(&app, "NOT EXISTS (SELECT 1 FROM search_waiting)").await;

    let found = app.technician().await.numbers(json!({ "search": "vxqkjw" })).await;
    assert_eq!(found, [second.number, first.number]);
}
