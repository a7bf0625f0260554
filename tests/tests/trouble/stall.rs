//! A socket that asks for much and reads nothing.

use guichet_tests::TestApp;
use serde_json::json;
use std::time::{Duration, Instant};

/// How long an answer is: with so many of each, more than what is between the server and a reader who does not read can hold.
const LENGTH: usize = 9_000;
const TIMES: usize = 50;
const ANSWERS: usize = 45;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_does_not_read_the_answers_to_what_it_writes_keeps_nobody_else_from_writing() {
    let app = TestApp::start().await;
    let (client, ticket) = app.client_with_ticket().await;
    let (another, its_ticket) = app.client_with_ticket().await;
    let bodies: String = (0..TIMES).map(|n| format!("b{n}: body ")).collect();
    let reply = format!(
        "mutation($input: ReplyToTicketInput!) {{ replyToTicket(input: $input) {{ message {{ {bodies} }} }} }}"
    );
    let input = json!({ "ticketId": ticket.id, "body": "a".repeat(LENGTH) });

    let mut stalled = client.socket().await;
    for id in 0..ANSWERS {
        let payload = json!({ "query": reply, "variables": { "input": input } });
        stalled.say(json!({ "type": "subscribe", "id": id.to_string(), "payload": payload })).await;
    }
    tokio::time::sleep(Duration::from_millis(500)).await;

    // So long is waited for a reader.
    let patience = guichet_api::http::SocketSettings::default().send_time;
    let begun = Instant::now();
    for _ in 0..5 {
        another.reply(&its_ticket, "Bonjour").await;
    }
    assert!(begun.elapsed() < patience / 2, "they waited for {:?}", begun.elapsed());

    // Reading again in time, it is told all.
    let mut answered = 0;
    while answered < ANSWERS {
        let message = stalled.hear().await;
        assert_ne!(message["type"], "error", "{message}");
        answered += usize::from(message["type"] == "complete");
    }
    assert_eq!(client.messages(&ticket).await.len(), 1 + ANSWERS);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn answers_that_nobody_reads_are_as_many_as_one_may_have_under_way() {
    let app = TestApp::start().await;
    let (client, ticket) = app.client_with_ticket().await;
    for _ in 0..10 {
        client.reply(&ticket, &"a".repeat(LENGTH)).await;
    }
    let bodies: String = (0..90).map(|n| format!("b{n}: body ")).collect();
    let query = format!(
        "query($number: Int!) {{ ticket(number: $number) {{ messages(first: 10) {{ nodes {{ {bodies} }} }} }} }}"
    );
    let body = json!({ "query": query, "variables": { "number": ticket.number } });
    // Each costs nearly as much as one may, and is longer than what lies between the server and its reader.
    let ask = || client.request().json(&body).send();
    let mut unread = Vec::new();
    for _ in 0..4 {
        unread.push(ask().await.unwrap());
    }
    let refused = ask().await.unwrap();
    assert_eq!(refused.status(), 429);
    assert!(refused.headers().contains_key("retry-after"));
    let (another, its_ticket) = app.client_with_ticket().await;
    another.reply(&its_ticket, "Bonjour").await;
    for answer in unread {
        assert!(answer.bytes().await.unwrap().len() > 9 * 90 * LENGTH);
    }
    assert_eq!(client.messages(&ticket).await.len(), 11);
}
