//! Lists, searches and suggestions from a replica that lags.

use guichet_api::{account::hasher::Hasher, store::Position};
use guichet_tests::{TestApp, actor::Caller};
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use serde_json::{Value, json};
use std::time::Duration;

/// Asks again until the answer is as expected: a replica catches up when it does.
async fn until(expected: &[i64], caller: &Caller) {
    let start = std::time::Instant::now();
    loop {
        let seen = caller.numbers(json!({})).await;
        if seen == expected {
            return;
        }
        assert!(start.elapsed() < guichet_tests::PATIENCE, "{seen:?} is not {expected:?}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Waits until the node reads its replica, which has all that was written so far. A node that has just started does not.
async fn until_it_is_read(app: &TestApp) {
    let settled = "SELECT (pg_snapshot_xmin(pg_current_snapshot())::text)::bigint";
    let settled = Statement::from_string(DbBackend::Postgres, settled);
    let row = app.inner().store.reader().query_one_raw(settled).await.unwrap().unwrap();
    let last = Position(row.try_get_by_index::<i64>(0).unwrap() - 1);
    let start = std::time::Instant::now();
    while !app.inner().replica.as_ref().unwrap().holds(last).await {
        assert!(start.elapsed() < guichet_tests::PATIENCE, "the replica is not read");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn a_replica_that_lags_hides_nothing_from_whoever_wrote_it() {
    let app = TestApp::replicated().await;
    let node = app.another_node().await;
    let (client, first) = app.client_with_ticket().await;
    let technician = app.technician().await;
    // What the replica shows, its feed has passed as well.
    technician.feed_cursor().await;
    until_it_is_read(&app).await;
    until(&[first.number], &technician).await;

    app.replica().hold().await;
    let sale = app.clerk().await.register_sale(&client).await;
    let second = client.open_ticket(&sale).await;
    client.reply(&second, "Une précision").await;
    // Whoever wrote finds it, on either node, in lists and within them.
    assert_eq!(client.numbers(json!({})).await, [second.number, first.number]);
    let elsewhere = node.serving(&client);
    assert_eq!(elsewhere.numbers(json!({})).await, [second.number, first.number]);
    assert_eq!(elsewhere.messages(&second).await.last().unwrap(), "Une précision");
    let suggest = "query($term: String!) { suggestClients(term: $term) { clients { firstName } } }";
    let seller = app.clerk().await;
    seller.create_client_named("Zéphyrine", "Quentin").await;
    let found = async |caller: &Caller| {
        let data = caller.data(suggest, json!({ "term": "zephyr" })).await;
        data["suggestClients"]["clients"].as_array().unwrap().len()
    };
    assert_eq!(found(seller).await, 1);

    // Whoever did not is answered by the replica, and follows the feed from where the replica stood.
    assert_eq!(found(&technician).await, 0);
    assert_eq!(technician.numbers(json!({})).await, [first.number], "the replica was not asked");
    let list = technician.data("{ tickets { feedCursor nodes { number } } }", Value::Null).await;
    assert_eq!(list["tickets"]["nodes"], json!([{ "number": first.number }]));
    let mut queue = technician.watch_queue(Value::Null, list["tickets"]["feedCursor"].as_str().unwrap()).await;
    let change = queue.next().await;
    assert_eq!((&change["kind"], &change["ticket"]["number"]), (&json!("ENTERED"), &json!(second.number)));
    assert_eq!(queue.next().await["event"]["message"]["body"], "Une précision");

    // What has an address is read where it is decided.
    assert_eq!(technician.see(&second).await["number"], second.number);
    // And with it all that belongs to it: whoever was told of it live would see a request without a message.
    assert_eq!(technician.messages(&second).await.last().unwrap(), "Une précision");

    // A node that starts now does not take it for one that is up to date.
    let late = app.another_node().await;
    assert_eq!(late.serving(&technician).numbers(json!({})).await, [second.number, first.number]);

    app.replica().release().await;
    until(&[second.number, first.number], &technician).await;
}

#[tokio::test]
async fn a_replica_that_is_gone_is_not_missed() {
    let app = TestApp::replicated().await;
    let (client, first) = app.client_with_ticket().await;
    let technician = app.technician().await;
    until_it_is_read(&app).await;
    until(&[first.number], &technician).await;
    app.replica().hold().await;
    let second = client.open_ticket(&app.clerk().await.register_sale(&client).await).await;
    assert_eq!(technician.numbers(json!({})).await, [first.number], "the replica was not asked");
    app.replica().end();
    let start = std::time::Instant::now();
    // Until the node has noticed, whoever asks may be told to try again.
    while technician.ask("{ tickets { nodes { number } } }", Value::Null).await.body["data"]["tickets"]["nodes"][0]["number"]
        != second.number
    {
        assert!(start.elapsed() < guichet_tests::PATIENCE, "the primary does not step in");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(technician.numbers(json!({})).await, [second.number, first.number]);
}

#[tokio::test]
async fn sqlite_has_no_replica() {
    let folder = tempfile::tempdir().unwrap();
    let settings = guichet_api::Settings {
        data_dir: folder.path().to_owned(),
        database_replica_url: Some("postgres://127.0.0.1/guichet".to_owned()),
        ..guichet_api::Settings::default()
    };
    let refused = guichet_api::App::start(settings, Hasher::here(1).unwrap()).await.unwrap_err();
    assert!(refused.to_string().contains("replica"), "{refused}");
}
