//! One ticket, as it happens.

use futures::StreamExt;
use guichet_api::{
    clock,
    feed::{Cursor, thread::watch_ticket},
};
use guichet_domain::{
    Asker,
    id::{PersonId, TicketId},
};
use guichet_tests::{Engine, TestApp};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use std::pin::pin;

#[tokio::test]
async fn a_thread_tells_each_event_of_its_ticket_and_of_no_other() {
    let app = TestApp::start().await;
    let technician = app.technician().await;
    let (client, ticket) = app.client_with_ticket().await;
    let (_, other) = app.client_with_ticket().await;
    let cursor = client.feed_cursor().await;
    let mut thread = client.watch_ticket(&ticket.id, Some(&cursor)).await;
    technician.reply(&other, "Ailleurs").await;
    technician.reply(&ticket, "Ici").await;
    let told = [thread.next().await, thread.next().await];
    assert_eq!((&told[0]["kind"], &told[0]["message"]["body"]), (&json!("MESSAGE_POSTED"), &json!("Ici")));
    assert_eq!((&told[1]["kind"], &told[1]["message"]), (&json!("STATUS_CHANGED"), &Value::Null));
    assert_eq!(told[0]["ticket"]["number"], ticket.number);
    assert_eq!(told[0]["actor"]["id"], technician.id());
}

#[tokio::test]
async fn a_thread_goes_on_from_a_cursor_of_the_timeline() {
    let app = TestApp::start().await;
    let (client, ticket) = app.client_with_ticket().await;
    for n in 1..=3 {
        client.reply(&ticket, &format!("Message {n}")).await;
    }
    let document = "query($number: Int!) { ticket(number: $number) { timeline { nodes { cursor message { body } } edges { cursor } } } }";
    let seen = client.data(document, json!({ "number": ticket.number })).await;
    let timeline = &seen["ticket"]["timeline"];
    assert_eq!(timeline["nodes"][1]["cursor"], timeline["edges"][1]["cursor"]);
    let mut thread = client.watch_ticket(&ticket.id, timeline["edges"][1]["cursor"].as_str()).await;
    for n in 2..=3 {
        let event = thread.next().await;
        assert_eq!(event["message"]["body"], format!("Message {n}"));
        assert_eq!(event["cursor"], timeline["nodes"][n]["cursor"]);
    }
    client.reply(&ticket, "Message 4").await;
    assert_eq!(thread.next().await["message"]["body"], "Message 4");
}

#[tokio::test]
async fn a_cursor_that_the_feed_has_not_reached_is_gone_on_from() {
    let app = TestApp::start().await;
    let (client, ticket) = app.client_with_ticket().await;
    let store = &app.inner().store;
    // On PostgreSQL whoever writes holds back the feed, and a timeline shows more than that.
    let writing = match Engine::chosen() {
        Engine::Postgres => {
            let tx = store.begin(clock::now()).await.unwrap();
            tx.db().execute_unprepared("SELECT pg_current_xact_id()").await.unwrap();
            Some(tx)
        }
        Engine::Sqlite => None,
    };
    client.reply(&ticket, "Message 1").await;
    let document = "query($number: Int!) { ticket(number: $number) { timeline { edges { cursor } } } }";
    let seen = client.data(document, json!({ "number": ticket.number })).await;
    let last = seen["ticket"]["timeline"]["edges"][1]["cursor"].as_str().unwrap();
    let id = TicketId(ticket.number);
    let (asker, from) = (Asker::Person(PersonId(1)), Cursor::decode(last).unwrap());
    let mut thread = pin!(watch_ticket(&app.inner().feed, asker, id, Some(from)).await.unwrap());
    client.reply(&ticket, "Message 2").await;
    drop(writing);
    let next = thread.next().await.unwrap().unwrap();
    let seen = client.data(document, json!({ "number": ticket.number })).await;
    assert_eq!(seen["ticket"]["timeline"]["edges"][2]["cursor"], next.cursor().encode());
}

#[tokio::test]
async fn a_cursor_that_is_none_is_refused() {
    let app = TestApp::start().await;
    let (client, ticket) = app.client_with_ticket().await;
    let mut thread = client.watch_ticket(&ticket.id, Some("nonsense")).await;
    assert_eq!(thread.refused().await, "INVALID_CURSOR");
}
