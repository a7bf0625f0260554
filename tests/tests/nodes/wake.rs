//! Wake-ups between nodes that are lost, doubled and late.

use guichet_tests::{NatsServer, Node, PATIENCE, Protocol, Served, TestApp, Unreliable};
use serde_json::{Value, json};
use tokio::{task::JoinSet, time::timeout};

/// Everything that is written at `app` arrives at a reader of `node`, in order and once.
async fn everything_arrives(app: &TestApp, node: &Node, line: &Unreliable) {
    let (client, ticket) = app.client_with_ticket().await;
    let mut queue = node.serving(&client).watch_queue(Value::Null, &client.feed_cursor().await).await;
    let mut told = 0;
    while line.misdeeds().contains(&0) || told < 20 {
        client.reply(&ticket, &told.to_string()).await;
        told += 1;
        assert!(told < 500, "the line carries no wake-ups: {:?}", line.misdeeds());
    }
    for n in 0..told {
        assert_eq!(queue.next().await["event"]["message"]["body"], n.to_string());
    }
    client.resolve(&ticket).await;
    assert_eq!(queue.next().await["event"]["kind"], "STATUS_CHANGED", "nothing twice");
}

/// A node that reaches the base of `app` through an unreliable line.
async fn beyond_a_line(app: &TestApp) -> (Node, Unreliable) {
    let url = app.inner().settings.database_url.clone().unwrap();
    let server = url.split(['@', '/']).find(|part| part.starts_with("127.0.0.1:")).unwrap();
    let line = Unreliable::line(server.parse().unwrap(), Protocol::Postgres).await;
    let through = format!("{}?sslmode=disable", url.replace(server, &line.address().to_string()));
    let node = app.another_node_with(|settings| settings.database_url = Some(through)).await;
    (node, line)
}

#[tokio::test]
async fn through_the_base() {
    let app = TestApp::on_postgres(|_| {}).await;
    let (node, line) = beyond_a_line(&app).await;
    everything_arrives(&app, &node, &line).await;
}

#[tokio::test]
async fn a_line_that_dies_without_a_word_is_given_up() {
    let app = TestApp::on_postgres(|_| {}).await;
    let (node, line) = beyond_a_line(&app).await;
    let (client, ticket) = app.client_with_ticket().await;
    let there = node.serving(&client);
    let mut queue = there.watch_queue(Value::Null, &client.feed_cursor().await).await;
    let mut told = async |text: &str| {
        client.reply(&ticket, text).await;
        assert_eq!(queue.next().await["event"]["message"]["body"], text);
    };
    told("Avant").await;
    for text in ["Pendant", "Après"] {
        // On every connection something is under way, or just answered.
        let mut burst = JoinSet::new();
        for _ in 0..20 {
            let there = there.clone();
            burst.spawn(async move { there.ask("{ tickets(first: 1) { nodes { id } } }", Value::Null).await });
        }
        burst.join_next().await;
        line.fall_silent();
        told(text).await;
        timeout(PATIENCE, burst.join_all()).await.expect("somebody waits on a dead line for ever");
        let answered = async {
            while there.ask("{ viewer { id } }", Value::Null).await.body["data"]["viewer"]["id"] != client.id() {}
        };
        timeout(PATIENCE, answered).await.expect("it asks on a dead line for ever");
    }
}

#[tokio::test]
async fn through_nats() {
    let nats = NatsServer::start().await;
    let app = TestApp::on_postgres(|settings| settings.nats_url = Some(format!("nats://{}", nats.address()))).await;
    let line = Unreliable::line(nats.address(), Protocol::Nats).await;
    let through = format!("nats://{}", line.address());
    let node = app.another_node_with(|settings| settings.nats_url = Some(through)).await;
    everything_arrives(&app, &node, &line).await;
}

#[tokio::test]
async fn without_the_nats_that_was_promised() {
    let nobody = format!("nats://127.0.0.1:{}", guichet_tests::program::free_port());
    let app = TestApp::on_postgres(|settings| settings.nats_url = Some(nobody.clone())).await;
    let node = app.another_node().await;
    let (client, ticket) = app.client_with_ticket().await;
    let mut queue = node.serving(&client).watch_queue(Value::Null, &client.feed_cursor().await).await;
    client.reply(&ticket, "Par le battement").await;
    assert_eq!(queue.next().await["event"]["message"]["body"], "Par le battement");
}

#[tokio::test]
async fn a_node_that_is_killed_under_load_loses_nothing_for_those_who_move() {
    let app = TestApp::on_postgres(|_| {}).await;
    let (client, ticket) = app.client_with_ticket().await;
    let technician = app.technician().await;
    let from = client.feed_cursor().await;
    let mut told = Vec::new();
    let mut cursor = from.clone();
    for round in 0..3 {
        let killed = Served::beside(&app, env!("CARGO_BIN_EXE_guichet-command"), &[]).await;
        let mut queue = killed.serving(&technician).watch_queue(Value::Null, &cursor).await;
        let writing = tokio::spawn({
            let (client, ticket) = (client.clone(), ticket.clone());
            async move {
                for n in 0..20 {
                    client.reply(&ticket, &format!("{round}.{n}")).await;
                }
            }
        });
        for _ in 0..5 + round {
            let change = queue.next().await;
            cursor = change["cursor"].as_str().unwrap().to_owned();
            told.push(change["event"]["message"]["body"].clone());
        }
        drop(killed);
        // To the node that is left, from where the reader stood.
        let mut queue = technician.watch_queue(Value::Null, &cursor).await;
        writing.await.unwrap();
        while told.len() < (round + 1) * 20 {
            let change = queue.next().await;
            cursor = change["cursor"].as_str().unwrap().to_owned();
            told.push(change["event"]["message"]["body"].clone());
        }
    }
    let written: Vec<Value> = (0..3).flat_map(|round| (0..20).map(move |n| json!(format!("{round}.{n}")))).collect();
    assert_eq!(told, written);
}
