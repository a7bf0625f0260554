//! `guichet migrate`, on a base that can't be brought up to date.

use super::guichet;
use guichet_tests::TestApp;
use sea_orm::{ConnectionTrait, Statement};

/// How many changes the base has on record, and whether it has the first that the test takes back.
async fn standing(app: &TestApp) -> (i64, i64) {
    let store = &app.inner().store;
    let ask = async |sql: &str| {
        let row = store.reader().query_one_raw(Statement::from_string(store.backend(), sql)).await.unwrap().unwrap();
        row.try_get_by_index::<i64>(0).unwrap()
    };
    let indexes = match store.backend() {
        sea_orm::DbBackend::Postgres => "SELECT COUNT(*) FROM pg_indexes WHERE indexname = 'throttle_end'",
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
