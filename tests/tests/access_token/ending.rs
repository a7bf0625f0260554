//! How tokens end, and what ends with them.

use super::set_moment;
use chrono::TimeDelta;
use guichet_api::clock;
use guichet_tests::{
    Socket, TestApp,
    actor::{Caller, Tool},
    fixture::PASSWORD,
};
use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Value, json};

const QUEUE: &str = "subscription { ticketQueue { kind } }";

/// That nothing opens any more with a tool's token.
async fn assert_opens_nothing(tool: &Tool) {
    assert!(!tool.is_signed_in().await);
    let mut socket = Socket::open(tool, &[]).await.unwrap();
    let payload = json!({ "authorization": format!("Bearer {}", tool.secret()) });
    socket.say(json!({ "type": "connection_init", "payload": payload })).await;
    assert_eq!(socket.closed().await, 4403);
    assert_eq!(tool.stream(QUEUE, Value::Null).await.refused().await, "UNAUTHENTICATED");
}

#[tokio::test]
async fn what_is_revoked_ends_wherever_it_is_open_and_nothing_else() {
    let app = TestApp::start().await;
    let node = app.another_node().await;
    let client = app.client().await;
    let (tool, other) = (client.access_token("READ").await, client.access_token("READ").await);
    let far: Caller = node.serving(&tool);
    let (mut socket, mut far_socket) = (tool.socket().await, far.socket().await);
    let (mut stream, mut far_stream) = (tool.stream(QUEUE, Value::Null).await, far.stream(QUEUE, Value::Null).await);
    let mut kept = other.watch_queue_from_now(Value::Null).await;

    client.revoke(&tool).await;
    assert_eq!((socket.closed().await, far_socket.closed().await), (4403, 4403));
    assert_eq!(stream.refused().await, "UNAUTHENTICATED");
    assert_eq!(far_stream.refused().await, "UNAUTHENTICATED");
    assert_opens_nothing(&tool).await;
    assert!(!far.is_signed_in().await);

    let tokens = client.access_tokens().await;
    assert_eq!((tokens.len(), &tokens[0]["id"]), (1, &json!(other.token_id())));
    let found = client.data("query($id: ID!) { node(id: $id) { id } }", json!({ "id": tool.token_id() })).await;
    assert_eq!(found["node"], Value::Null);
    let again = client.mutate("revokeAccessToken", json!({ "accessTokenId": tool.token_id() })).await;
    again.assert_refused("accessTokenId", "NOT_FOUND", "NOT_FOUND");

    assert!(client.is_signed_in().await && other.is_signed_in().await);
    let sale = app.clerk().await.register_sale(&client).await;
    client.open_ticket(&sale).await;
    assert_eq!(kept.next().await["kind"], "ENTERED");
}

#[tokio::test]
async fn a_change_of_password_revokes_every_token() {
    let app = TestApp::start().await;
    let client = app.client().await;
    let (reading, writing) = (client.access_token("READ").await, client.access_token("WRITE").await);
    let mut socket = reading.socket().await;
    let input = json!({ "currentPassword": PASSWORD, "newPassword": "Quatre corbeaux sur un fil" });
    client.mutate("changePassword", input).await.done();
    assert_eq!(socket.closed().await, 4403);
    assert_opens_nothing(&reading).await;
    assert_opens_nothing(&writing).await;
    assert_eq!(client.access_tokens().await, [Value::Null; 0]);
    assert!(client.access_token("READ").await.is_signed_in().await);
}

#[tokio::test]
async fn a_token_outlives_the_session_that_made_it() {
    let app = TestApp::start().await;
    let client = app.client().await;
    let tool = client.access_token("READ").await;
    client.mutate("signOut", Value::Null).await.done();
    assert!(!client.is_signed_in().await && tool.is_signed_in().await);
}

#[tokio::test]
async fn an_expired_token_opens_nothing_and_is_listed_until_it_is_revoked() {
    let app = TestApp::start().await;
    let client = app.client().await;
    let tool = client.access_token("WRITE").await;
    let past = clock::now() - TimeDelta::seconds(1);
    set_moment(&app, &tool, "expires_at", past).await;
    assert_opens_nothing(&tool).await;
    let tokens = client.access_tokens().await;
    assert_eq!(tokens.len(), 1);
    assert_eq!(tokens[0]["expiresAt"].as_str().unwrap().parse::<chrono::DateTime<chrono::Utc>>().unwrap(), past);
    client.revoke(&tool).await;
    assert_eq!(client.access_tokens().await, [Value::Null; 0]);
}

#[tokio::test]
async fn what_is_open_ends_when_its_token_expires() {
    let app = TestApp::start().await;
    let tool = app.client().await.access_token("READ").await;
    set_moment(&app, &tool, "expires_at", clock::now() + TimeDelta::seconds(3)).await;
    let (mut socket, mut stream) = tokio::join!(tool.socket(), tool.stream(QUEUE, Value::Null));
    assert_eq!(socket.closed().await, 4403);
    assert_eq!(stream.refused().await, "UNAUTHENTICATED");
    assert!(!tool.is_signed_in().await);
}

#[tokio::test]
async fn a_token_ends_with_its_owners_account() {
    let app = TestApp::start().await;
    let client = app.client().await;
    let tool = client.access_token("READ").await;
    let mut socket = tool.socket().await;
    let store = &app.inner().store;
    let tx = store.begin(clock::now()).await.unwrap();
    let sql = "UPDATE person SET disabled_at = $1 WHERE email = $2";
    let disable = Statement::from_sql_and_values(store.backend(), sql, [clock::now().into(), client.email().into()]);
    tx.db().execute_raw(disable).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(socket.closed().await, 4403);
    assert_opens_nothing(&tool).await;
}
