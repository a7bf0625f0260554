//! The key that signs access tokens is replaced, and nobody has to sign in again.

use super::{guichet, kinds, recorded};
use chrono::TimeDelta;
use futures::future::join_all;
use guichet_api::clock;
use guichet_tests::{PATIENCE, TestApp, actor::Caller};
use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Value, json};
use std::time::Duration;

const FORMER: &str = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY";
const NEW: &str = "ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA";

/// By what name the token calls the key that signed it.
fn key_of(caller: &Caller) -> String {
    jsonwebtoken::decode_header(caller.token().unwrap()).unwrap().kid.unwrap()
}

/// Goes on with the session until the server signs with another key.
async fn renewed_by_another_key(caller: &Caller) -> Caller {
    let waited = tokio::time::timeout(PATIENCE, async {
        let mut next = caller.refreshed().await;
        while key_of(&next) == key_of(caller) {
            tokio::time::sleep(Duration::from_millis(200)).await;
            next = next.refreshed().await;
        }
        next
    });
    waited.await.expect("the former key still signs")
}

#[tokio::test]
async fn a_rotation_signs_nobody_out_on_any_node() {
    let app = TestApp::start().await;
    let node = app.another_node().await;
    let client = app.client().await;
    let mut socket = client.socket().await;
    let settings = &app.inner().settings;
    guichet(settings, &["key", "rotate"]).await.printed();
    // Not yet: another node may not have seen it.
    let seller = app.seller().await;
    assert_eq!(key_of(&seller), key_of(&client));

    let tx = app.inner().store.begin(clock::now()).await.unwrap();
    let made = (clock::now() - TimeDelta::minutes(2)).into();
    let sql = "UPDATE signing_key SET created_at = $1 WHERE id = 2";
    tx.db().execute_raw(Statement::from_sql_and_values(app.inner().store.backend(), sql, [made])).await.unwrap();
    tx.commit().await.unwrap();
    let renewed = renewed_by_another_key(&client).await;
    let renewed_there = renewed_by_another_key(&node.serving(&seller)).await;
    assert_eq!(key_of(&renewed), key_of(&renewed_there));
    for caller in [&client, &renewed, &app.serving(&renewed_there)] {
        assert!(caller.is_signed_in().await && node.serving(caller).is_signed_in().await);
    }
    let token = format!("Bearer {}", renewed.token().unwrap());
    socket.say(json!({ "type": "ping", "payload": { "authorization": token } })).await;
    assert_eq!(socket.hear().await["type"], "pong");
    assert_eq!(kinds(&recorded(&app, &["--kind", "SIGNING_KEY_ROTATED"]).await), ["SIGNING_KEY_ROTATED"]);
}

#[tokio::test]
async fn a_key_that_leaked_is_dropped_at_once_and_still_nobody_has_to_sign_in_again() {
    let app = TestApp::start().await;
    let client = app.client().await;
    let tool = client.access_token("READ").await;
    let settings = &app.inner().settings;
    guichet(settings, &["key", "rotate", "--now"]).await.printed();
    let dropped = tokio::time::timeout(PATIENCE, async {
        while client.is_signed_in().await {
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    });
    dropped.await.expect("the former key still verifies");
    let renewed = client.with_token(None).refreshed().await;
    assert!(renewed.is_signed_in().await && tool.is_signed_in().await);
    let events = recorded(&app, &["--kind", "SIGNING_KEY_ROTATED"]).await;
    assert_eq!(events[0]["detail"], "former keys dropped");
}

#[tokio::test]
async fn what_a_leaked_key_opened_ends_with_it_on_every_node() {
    let app = TestApp::start().await;
    let node = app.another_node().await;
    let client = app.client().await;
    let tool = client.access_token("READ").await;
    let (mut socket, mut far_socket) = (client.socket().await, node.serving(&client).socket().await);
    let mut stream = client.stream("subscription { ticketQueue { kind } }", Value::Null).await;
    let mut kept = tool.socket().await;
    guichet(&app.inner().settings, &["key", "rotate", "--now"]).await.printed();
    assert_eq!((socket.closed().await, far_socket.closed().await), (4403, 4403));
    assert_eq!(stream.refused().await, "UNAUTHENTICATED");
    let answer = kept.ask("{ viewer { id } }", Value::Null).await.unwrap();
    assert_eq!(answer["data"]["viewer"]["id"], client.id());
    let mut renewed = client.with_token(None).refreshed().await.socket().await;
    assert_eq!(renewed.ask("{ viewer { id } }", Value::Null).await.unwrap()["data"]["viewer"]["id"], client.id());
}

#[tokio::test]
async fn rotations_at_the_same_time_follow_one_another() {
    let app = TestApp::start().await;
    let settings = &app.inner().settings;
    let several = join_all((0..6).map(|_| guichet(settings, &["key", "rotate"]))).await;
    several.iter().for_each(|rotation| assert!(rotation.printed().contains("the new key signs")));
    assert_eq!(recorded(&app, &["--kind", "SIGNING_KEY_ROTATED"]).await.len(), 6);
    assert!(app.client().await.is_signed_in().await);
}

#[tokio::test]
async fn keys_of_the_settings_follow_one_another_too() {
    let app = TestApp::with(|settings| settings.signing_key = vec![FORMER.to_owned()]).await;
    let both = |keys: [&str; 2]| keys.map(str::to_owned).to_vec();
    let knowing = app.another_node_with(|settings| settings.signing_key = both([FORMER, NEW])).await;
    let signing = app.another_node_with(|settings| settings.signing_key = both([NEW, FORMER])).await;
    let client = app.client().await;
    let renewed = signing.serving(&client).refreshed().await;
    assert_ne!(key_of(&renewed), key_of(&client));
    for node in [&knowing, &signing] {
        assert!(node.serving(&client).is_signed_in().await && node.serving(&renewed).is_signed_in().await);
    }
    assert!(!app.serving(&renewed).is_signed_in().await, "a node that was not told of the new key");
    assert_eq!(client.data("{ viewer { id } }", Value::Null).await["viewer"]["id"], client.id());
}

#[tokio::test]
async fn a_key_of_the_settings_is_not_rotated_in_the_base() {
    let app = TestApp::start().await;
    let refused = guichet(&app.inner().settings, &["key", "rotate", "--signing-key", NEW]).await;
    assert!(refused.complaint().contains("the settings give the signing key"), "{refused:?}");
    let short = guichet(&app.inner().settings, &["--signing-key", "c2hvcnQ", "--listen", "127.0.0.1:0"]).await;
    assert!(short.complaint().contains("at least 32 bytes"), "{short:?}");
}
