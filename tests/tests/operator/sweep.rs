//! Rows that are past their use go by themselves; those that are not stay.

use chrono::TimeDelta;
use guichet_api::{clock, sweep::sweep};
use guichet_tests::{TestApp, actor::Staff, fixture};
use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Value, json};

async fn count(app: &TestApp, table: &str) -> i64 {
    let store = &app.inner().store;
    let statement = Statement::from_string(store.backend(), format!("SELECT COUNT(*) FROM {table}"));
    store.reader().query_one_raw(statement).await.unwrap().unwrap().try_get_by_index(0).unwrap()
}

async fn create(staff: &Staff, last_name: &str) -> Value {
    let input = json!({
        "email": fixture::email(), "firstName": "Léa", "lastName": last_name, "password": fixture::PASSWORD,
        "idempotencyKey": "la clé",
    });
    staff.mutate("createClient", input).await.value
}

#[tokio::test]
async fn a_key_makes_a_retry_safe_for_a_day() {
    let app = TestApp::start().await;
    let (seller, now) = (app.seller().await, clock::now());
    create(&seller, "Martin").await;
    sweep(&app.inner().store, now + TimeDelta::hours(23)).await.unwrap();
    assert_eq!(create(&seller, "Durand").await["errors"][0]["reason"], "KEY_REUSED");
    sweep(&app.inner().store, now + TimeDelta::hours(25)).await.unwrap();
    assert_eq!(create(&seller, "Durand").await["client"]["lastName"], "Durand");
}

#[tokio::test]
async fn a_session_that_goes_on_keeps_its_refresh_token_and_not_all_those_before() {
    let app = TestApp::start().await;
    let client = app.client().await;
    let next = client.refreshed().await;
    let before = count(&app, "refresh_token").await;
    sweep(&app.inner().store, clock::now() + TimeDelta::days(29)).await.unwrap();
    assert_eq!(count(&app, "refresh_token").await, before, "the replay of a used one still ends its session");
    next.refreshed().await;
    sweep(&app.inner().store, clock::now() + TimeDelta::days(31)).await.unwrap();
    assert_eq!(count(&app, "refresh_token").await, 0);
}

#[tokio::test]
async fn a_session_is_forgotten_once_it_could_not_go_on_and_not_before() {
    let app = TestApp::start().await;
    let client = app.client().await;
    let other = client.on_another_device().await;
    other.mutate("signOut", Value::Null).await;
    let before = count(&app, "session").await;
    sweep(&app.inner().store, clock::now() + TimeDelta::days(29)).await.unwrap();
    assert_eq!(count(&app, "session").await, before, "whoever comes back with an old token of an ended one is told so");
    let next = client.refreshed().await;
    sweep(&app.inner().store, clock::now() + TimeDelta::days(31)).await.unwrap();
    assert_eq!(count(&app, "session").await, 0);
    assert!(!next.is_signed_in().await);
}

#[tokio::test]
async fn tries_are_forgotten_after_their_window_and_not_before() {
    let app = TestApp::with(|settings| settings.sign_in_tries_per_account = 1).await;
    let guess = json!({ "email": "nobody@guichet.test", "password": "wrong" });
    app.visitor().attempt("signIn", guess.clone()).await;
    sweep(&app.inner().store, clock::now()).await.unwrap();
    assert_eq!(app.visitor().attempt("signIn", guess.clone()).await.code(), "RATE_LIMITED");
    sweep(&app.inner().store, clock::now() + TimeDelta::minutes(16)).await.unwrap();
    assert_eq!(count(&app, "throttle").await, 0);
}

#[tokio::test]
async fn nodes_that_sweep_at_once_leave_nothing_and_stop_nobody() {
    let app = TestApp::start().await;
    let store = &app.inner().store;
    let tx = store.begin(clock::now()).await.unwrap();
    for n in 0..1_300 {
        let sql = "INSERT INTO throttle (key, tries, resets_at) VALUES ($1, 1, $2)";
        let row = [format!("try {n}").into(), clock::now().into()];
        tx.db().execute_raw(Statement::from_sql_and_values(store.backend(), sql, row)).await.unwrap();
    }
    tx.commit().await.unwrap();
    let later = clock::now() + TimeDelta::hours(1);
    let (a, b) = tokio::join!(sweep(store, later), sweep(store, later));
    assert!(a.unwrap() + b.unwrap() >= 1_300);
    assert_eq!(count(&app, "throttle").await, 0);
}
