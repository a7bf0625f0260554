//! Nodes replaced one after the other.

use guichet_tests::TestApp;
use reqwest::StatusCode;
use sea_orm::ConnectionTrait;
use std::time::Duration;

/// What a balancer is told.
async fn readiness(url: String) -> (StatusCode, String) {
    let answer = reqwest::Client::builder().no_proxy().build().unwrap().get(url).send().await.unwrap();
    (answer.status(), answer.text().await.unwrap())
}

#[tokio::test]
async fn a_base_that_a_newer_release_has_brought_further_is_served() {
    let app = TestApp::start().await;
    let client = app.client().await;
    let later = "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m9999_later', 0);
                 CREATE TABLE later (id BIGINT PRIMARY KEY);";
    app.inner().store.reader().execute_unprepared(later).await.unwrap();
    assert_eq!(readiness(app.url("/readyz")).await, (StatusCode::OK, "ready\n".to_owned()));
    // One that starts again meanwhile, too.
    let node = app.another_node().await;
    assert_eq!(readiness(node.url("/readyz")).await, (StatusCode::OK, "ready\n".to_owned()));
    assert!(node.serving(&client).is_signed_in().await);
}

#[tokio::test]
async fn a_node_that_leaves_says_so_and_serves_on() {
    let app = TestApp::with(|settings| settings.drain_seconds = 3600).await;
    let (client, ticket) = app.client_with_ticket().await;
    let mut queue = client.watch_queue_from_now(serde_json::Value::Null).await;
    app.leave();
    while readiness(app.url("/readyz")).await.0 == StatusCode::OK {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert_eq!(readiness(app.url("/healthz")).await.0, StatusCode::OK);
    client.reply(&ticket, "Encore là").await;
    assert_eq!(queue.next().await["event"]["message"]["body"], "Encore là");
}
