use super::Running;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

async fn open(server: &Running, token: Option<&str>, query: &str) -> reqwest::Response {
    let request = reqwest::Client::new().post(server.url("/graphql")).header("accept", "text/event-stream");
    let request = match token {
        Some(token) => request.bearer_auth(token),
        None => request,
    };
    request.json(&json!({ "query": query })).send().await.unwrap()
}

/// The whole stream, as pairs of event and data.
async fn events(response: reqwest::Response) -> Vec<(String, Value)> {
    assert_eq!(response.status(), 200);
    assert!(response.headers()["content-type"].to_str().unwrap().starts_with("text/event-stream"));
    let text = response.text().await.unwrap();
    let blocks = text.split("\n\n").filter(|block| block.starts_with("event"));
    let parse = |block: &str| {
        let (event, data) = block.split_once('\n').unwrap();
        let data = data.strip_prefix("data:").unwrap();
        (event.strip_prefix("event:").unwrap().trim().to_owned(), serde_json::from_str(data).unwrap())
    };
    blocks.map(parse).collect()
}

#[tokio::test]
async fn a_subscription_is_a_stream_of_next_and_one_complete() {
    let server = Running::start().await;
    let events = events(open(&server, None, "subscription { count(to: 2) }").await).await;
    assert_eq!(
        events,
        [
            ("next".into(), json!({ "data": { "count": 1 } })),
            ("next".into(), json!({ "data": { "count": 2 } })),
            ("complete".into(), Value::Null),
        ]
    );
}

#[tokio::test]
async fn a_query_and_a_refusal_are_streams_of_one() {
    let server = Running::start().await;
    let hello = events(open(&server, None, "{ hello }").await).await;
    assert_eq!(hello[0].1, json!({ "data": { "hello": "world" } }));
    assert_eq!((hello.len(), hello[1].0.as_str()), (2, "complete"));
    for (document, code) in [
        ("{", "BAD_REQUEST"),
        ("subscription { nothing }", "BAD_REQUEST"),
        ("subscription { viewer }", "UNAUTHENTICATED"),
        ("subscription { count(to: \"a\") }", "BAD_REQUEST"),
    ] {
        let events = events(open(&server, None, document).await).await;
        assert_eq!(events[0].1["errors"][0]["extensions"]["code"], code, "{document}");
        assert_eq!((events.len(), events[1].0.as_str()), (2, "complete"), "{document}");
    }
}

#[tokio::test]
async fn a_stream_ends_with_its_session_and_says_why() {
    let server = Running::start().await;
    let revoked = open(&server, Some("1"), "subscription { silence }").await;
    let expired = open(&server, Some("1:300"), "subscription { silence }").await;
    let expired = events(expired).await;
    assert!(expired[0].1["errors"][0]["message"].as_str().unwrap().contains("expired"));
    server.revoked.cancel();
    let revoked = events(revoked).await;
    assert_eq!(revoked[0].1["errors"][0]["extensions"]["code"], "UNAUTHENTICATED");
    assert_eq!(revoked.last().unwrap().0, "complete");
}

#[tokio::test]
async fn a_stream_whose_token_cant_be_checked_is_cut_after_it_said_so() {
    let server = Running::start().await;
    let events = events(open(&server, Some("doubtful"), "subscription { silence }").await).await;
    assert_eq!(events[0].1["errors"][0]["extensions"]["code"], "UNAVAILABLE");
    assert_eq!(events.len(), 1, "{events:?}");
}

#[tokio::test]
async fn a_panic_ends_the_stream_alone() {
    let server = Running::start().await;
    let events = events(open(&server, None, "subscription { bomb }").await).await;
    assert_eq!(events[0].1, json!({ "data": { "bomb": 1 } }));
    assert_eq!(events[1].1["errors"][0]["extensions"]["code"], "INTERNAL");
    assert_eq!(events.last().unwrap().0, "complete");
}

#[tokio::test]
async fn streams_end_when_the_server_stops() {
    let mut server = Running::start().await;
    let stream = open(&server, None, "subscription { silence }").await;
    server.stop.cancel();
    let begun = Instant::now();
    assert!(events(stream).await.is_empty());
    (&mut server.serving).await.unwrap();
    assert!(begun.elapsed() < Duration::from_secs(3));
}
