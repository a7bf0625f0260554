//! What tools do with tokens.

use super::set_moment;
use chrono::{DateTime, TimeDelta, Utc};
use guichet_api::clock;
use guichet_tests::{PATIENCE, Socket, TestApp, actor::Tool};
use serde_json::{Value, json};
use std::time::Duration;

const QUEUE: &str = "subscription($after: String) { ticketQueue(after: $after) { kind event { message { body } } } }";

#[tokio::test]
async fn a_tool_acts_in_its_owners_name_over_every_transport() {
    let app = TestApp::start().await;
    let (client, ticket) = app.client_with_ticket().await;
    let technician = app.technician().await;
    let (tool, desk) = (client.access_token("WRITE").await, technician.access_token("WRITE").await);
    assert_eq!(tool.data("{ viewer { id } }", Value::Null).await["viewer"]["id"], client.id());

    let mut socket = tool.watch_queue_from_now(Value::Null).await;
    let mut stream = tool.stream(QUEUE, json!({ "after": tool.feed_cursor().await })).await;
    desk.reply(&ticket, "Bonjour").await;
    assert_eq!(socket.next().await["event"]["message"]["body"], "Bonjour");
    assert_eq!(stream.next().await["event"]["message"]["body"], "Bonjour");
    let author = client.see(&ticket).await["lastMessage"]["author"]["id"].clone();
    assert_eq!(author, technician.id());

    let mut acting = tool.socket().await;
    let query = "mutation($id: ID!) { resolveTicket(input: {ticketId: $id}) { ticket { status } errors { code } } }";
    let payload = json!({ "query": query, "variables": { "id": ticket.id } });
    acting.say(json!({ "type": "subscribe", "id": "1", "payload": payload })).await;
    let answer = acting.hear().await["payload"]["data"]["resolveTicket"].clone();
    assert_eq!(answer, json!({ "ticket": { "status": "RESOLVED" }, "errors": [] }));
}

#[tokio::test]
async fn a_tool_sees_and_does_what_its_owner_may_and_no_more() {
    let app = TestApp::start().await;
    let (client, ticket) = app.client_with_ticket().await;
    let stranger = app.client().await.access_token("WRITE").await;
    assert_eq!(stranger.see(&ticket).await, Value::Null);
    assert_eq!(stranger.ask("{ suggestClients(term: \"cam\") { tooMany } }", Value::Null).await.code(), "FORBIDDEN");
    let theirs = stranger.mutate("resolveTicket", json!({ "ticketId": ticket.id })).await;
    theirs.assert_refused("ticketId", "NOT_FOUND", "NOT_FOUND");
    let desk = app.seller().await.access_token("WRITE").await;
    let input = json!({
        "email": guichet_tests::fixture::email(), "firstName": "Ana", "lastName": "Roy",
        "password": guichet_tests::fixture::PASSWORD,
    });
    desk.mutate("createClient", input).await.done();
    assert_eq!(client.see(&ticket).await["status"], "OPEN");
}

#[tokio::test]
async fn a_tool_that_may_read_looks_and_watches_and_changes_nothing() {
    let app = TestApp::start().await;
    let (client, ticket) = app.client_with_ticket().await;
    let tool = client.access_token("READ").await;
    let before = client.see(&ticket).await;
    assert_eq!(tool.see(&ticket).await, before);
    let mut queue = tool.watch_queue_from_now(Value::Null).await;
    let mut stream = tool.stream(QUEUE, json!({ "after": tool.feed_cursor().await })).await;

    let reply = json!({ "ticketId": ticket.id, "body": "Rien" });
    for (mutation, input) in [
        ("replyToTicket", reply.clone()),
        ("resolveTicket", json!({ "ticketId": ticket.id })),
        ("openTicket", json!({ "saleId": ticket.value["sale"]["id"], "title": "A", "body": "B" })),
        ("signIn", json!({ "email": client.email(), "password": guichet_tests::fixture::PASSWORD })),
        ("refreshSession", Value::Null),
    ] {
        let refused = tool.attempt(mutation, input).await;
        assert_eq!((refused.code(), refused.status.as_u16()), ("FORBIDDEN", 403), "{mutation}");
        assert!(refused.body.get("data").is_none(), "{}", refused.body);
    }
    let mut socket = tool.socket().await;
    let query = "mutation($input: ReplyToTicketInput!) { replyToTicket(input: $input) { message { id } } }";
    let payload = json!({ "query": query, "variables": { "input": reply } });
    socket.say(json!({ "type": "subscribe", "id": "1", "payload": payload })).await;
    let refused = socket.hear().await;
    assert_eq!(
        (&refused["type"], &refused["payload"][0]["extensions"]["code"]),
        (&json!("error"), &json!("FORBIDDEN"))
    );
    assert_eq!(client.see(&ticket).await, before);

    client.reply(&ticket, "Enfin").await;
    assert_eq!(queue.next().await["event"]["message"]["body"], "Enfin");
    assert_eq!(stream.next().await["event"]["message"]["body"], "Enfin");
}

#[tokio::test]
async fn a_forged_cut_or_unknown_token_opens_nothing() {
    let app = TestApp::start().await;
    let client = app.client().await;
    let tool = client.access_token("WRITE").await;
    let secret = tool.secret();
    let elsewhere = TestApp::start().await.client().await.access_token("READ").await;
    for wrong in [
        &secret[..secret.len() - 1],
        &format!("{secret}A"),
        &format!("guichet_pat_{}", "A".repeat(43)),
        "guichet_pat_",
        secret.strip_prefix("guichet_pat_").unwrap(),
        &secret.to_uppercase(),
        elsewhere.secret(),
    ] {
        let forged = client.with_token(Some(wrong));
        let answer = forged.ask("{ viewer { id } }", Value::Null).await;
        assert_eq!((answer.code(), answer.status.as_u16()), ("UNAUTHENTICATED", 401), "{wrong}");
        assert_eq!(answer.headers["www-authenticate"], "Bearer");
        let mut socket = Socket::open(&forged, &[]).await.unwrap();
        let payload = json!({ "authorization": format!("Bearer {wrong}") });
        socket.say(json!({ "type": "connection_init", "payload": payload })).await;
        assert_eq!(socket.closed().await, 4403, "{wrong}");
        assert_eq!(forged.stream(QUEUE, Value::Null).await.refused().await, "UNAUTHENTICATED", "{wrong}");
    }
    assert!(tool.is_signed_in().await);
}

/// The last use that its owner sees, once it is later than `before`: it is noted beside the request.
async fn used_after(tool: &Tool, before: Option<DateTime<Utc>>) -> DateTime<Utc> {
    let noted = async {
        loop {
            let tokens = tool.access_tokens().await;
            let token = tokens.iter().find(|token| token["id"] == tool.token_id()).unwrap();
            let last = token["lastUsedAt"].as_str().map(|last| last.parse::<DateTime<Utc>>().unwrap());
            if let Some(last) = last.filter(|last| before.is_none_or(|before| *last > before)) {
                return last;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(PATIENCE, noted).await.expect("the use is not noted")
}

#[tokio::test]
async fn the_last_use_shows_whatever_the_transport() {
    let app = TestApp::start().await;
    let client = app.client().await;
    let (posting, watching) = (client.access_token("READ").await, client.access_token("READ").await);
    assert!(client.access_tokens().await.iter().all(|token| token["lastUsedAt"].is_null()));
    let began = clock::now();
    let first = used_after(&posting, None).await;
    assert!((began..=clock::now()).contains(&first), "{first}");
    let tokens = client.access_tokens().await;
    let other = tokens.iter().find(|token| token["id"] == watching.token_id()).unwrap();
    assert_eq!(other["lastUsedAt"], Value::Null, "the other one was not used");

    let long_ago = clock::now() - TimeDelta::hours(5);
    set_moment(&app, &posting, "last_used_at", long_ago).await;
    used_after(&posting, Some(long_ago)).await;
    watching.socket().await;
    let seen = async {
        while client.access_tokens().await.iter().any(|token| token["lastUsedAt"].is_null()) {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(PATIENCE, seen).await.expect("the use of a socket is not noted");
}
