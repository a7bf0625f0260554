//! HTTP and sockets, in front of the real schema.

use guichet_tests::{Answer, Socket, TestApp};
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite;

#[tokio::test]
async fn only_a_post_of_json_is_taken() {
    let app = TestApp::start().await;
    let client = app.client().await;
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let mutation = "mutation { signOut { errors { code } } }";
    for query in ["{viewer{id}}", mutation] {
        let get = http.get(app.url(&format!("/graphql?query={query}"))).bearer_auth(client.token().unwrap());
        assert_eq!(get.send().await.unwrap().status(), 405, "{query}");
    }
    let body = || json!({ "query": mutation }).to_string();
    for kind in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"] {
        let answer = client.request().header("content-type", kind).body(body()).send().await.unwrap();
        assert_eq!(answer.status(), 415, "{kind}");
    }
    assert_eq!(client.request().body(body()).send().await.unwrap().status(), 415);
    assert!(client.is_signed_in().await);
}

#[tokio::test]
async fn what_is_no_request_gets_a_well_formed_error() {
    let app = TestApp::start().await;
    let client = app.client().await;
    let deep = format!("{{ viewer {{ id }} {} }}", "... { ".repeat(2000));
    let aliases: String = (0..10_000).map(|n| format!("a{n}: viewer {{ id }} ")).collect();
    for body in [
        "nonsense".to_owned(),
        "[]".to_owned(),
        json!([{ "query": "{ viewer { id } }" }]).to_string(),
        json!({ "query": "{ viewer" }).to_string(),
        json!({ "query": "{ nonsense }" }).to_string(),
        json!({ "query": "query($n: Int!) { ticket(number: $n) { id } }", "variables": { "n": "one" } }).to_string(),
        json!({ "query": "query($n: Int!) { ticket(number: $n) { id } }" }).to_string(),
        json!({ "query": "subscription { ticketQueue { kind } }" }).to_string(),
        json!({ "query": deep }).to_string(),
        json!({ "query": format!("{{ {aliases} }}") }).to_string(),
    ] {
        let begun: String = body.chars().take(60).collect();
        let response = client.request().header("content-type", "application/json").body(body).send().await.unwrap();
        assert_eq!(response.status(), 400, "{begun}");
        let answer: Value = serde_json::from_str(&response.text().await.unwrap()).unwrap();
        let error = &answer["errors"][0]["extensions"];
        assert!(["BAD_REQUEST", "QUERY_TOO_COMPLEX"].contains(&error["code"].as_str().unwrap()), "{begun}: {answer}");
        assert!(error["requestId"].is_string(), "{begun}: {answer}");
    }
}

#[tokio::test]
async fn a_document_that_costs_too_much_is_refused() {
    let app = TestApp::start().await;
    let client = app.client().await;
    let query = "{ tickets(first: 100) { nodes { messages(first: 100) { nodes { ticket { messages(first: 100) { nodes { id } } } } } } } }";
    let answer = client.ask(query, Value::Null).await;
    assert_eq!(answer.code(), "QUERY_TOO_COMPLEX");
    let extensions = &answer.error()["extensions"];
    assert!(extensions["asked"].as_i64() > extensions["allowed"].as_i64(), "{extensions}");
}

#[tokio::test]
async fn the_servers_own_addresses_answer() {
    let app = TestApp::start().await;
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let get = async |path: &str| http.get(app.url(path)).send().await.unwrap();
    assert_eq!(get("/healthz").await.status(), 200);
    assert_eq!(get("/readyz").await.status(), 200);
    assert_eq!(get("/schema.graphql").await.text().await.unwrap(), guichet_api::graphql::sdl());
    let metrics = get("/metrics").await;
    assert_eq!(metrics.status(), 200);
    let page = get("/").await;
    assert_eq!(page.headers()["x-content-type-options"], "nosniff");
    assert!(page.headers()["content-security-policy"].to_str().unwrap().contains("frame-ancestors 'none'"));
    assert_eq!(get("/assets/gone.js").await.status(), 404);
}

#[tokio::test]
async fn the_schema_is_told_only_where_the_operator_wants_it() {
    let app = TestApp::with(|settings| settings.explorer = false).await;
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let schema = http.get(app.url("/schema.graphql")).send().await.unwrap();
    assert!(!schema.text().await.unwrap().contains("type Query"));
    let answer = app.client().await.ask("{ __schema { types { name } } }", Value::Null).await;
    assert!(!answer.body.to_string().contains("TicketQueueChange"), "{}", answer.body);
}

#[tokio::test]
async fn a_queue_is_watched_over_an_event_stream_too() {
    let app = TestApp::start().await;
    let (client, ticket) = app.client_with_ticket().await;
    let cursor = client.feed_cursor().await;
    let query = "subscription($after: String) { ticketQueue(after: $after) { kind event { message { body } } } }";
    let mut queue = client.stream(query, json!({ "after": cursor })).await;
    client.reply(&ticket, "Par un flux").await;
    let change = queue.next().await;
    assert_eq!((&change["kind"], &change["event"]["message"]["body"]), (&json!("UPDATED"), &json!("Par un flux")));
    client.mutate("signOut", Value::Null).await.done();
    assert_eq!(queue.refused().await, "UNAUTHENTICATED");
}

#[tokio::test]
async fn a_page_of_another_site_gets_no_socket_and_no_session() {
    let app = TestApp::start().await;
    let client = app.client().await;
    for origin in ["https://evil.test", "null"] {
        let refused = Socket::open(&client, &[("origin", origin)]).await.unwrap_err();
        assert!(matches!(refused, tungstenite::Error::Http(ref response) if response.status() == 403), "{refused:?}");
        let body = json!({ "query": "mutation { refreshSession { accessToken errors { reason } } }" });
        let answer = client.with_token(None).request().header("origin", origin).json(&body).send().await.unwrap();
        let payload: Value = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
        assert_eq!(payload["data"]["refreshSession"]["accessToken"], Value::Null, "{origin}");
    }
    client.refreshed().await;
    let own = app.url("");
    Socket::open(&client, &[("origin", own.as_str())]).await.unwrap();
}

#[tokio::test]
async fn a_client_that_breaks_the_protocol_is_closed_and_the_others_feel_nothing() {
    let app = TestApp::start().await;
    let (client, ticket) = app.client_with_ticket().await;
    let mut queue = client.watch_queue_from_now(Value::Null).await;
    let subscribe =
        json!({ "type": "subscribe", "id": "1", "payload": { "query": "subscription { ticketQueue { kind } }" } });
    let init = json!({ "type": "connection_init" });
    for (messages, code) in [
        (vec![json!("nonsense")], 4400),
        (vec![json!({ "type": "nonsense" })], 4400),
        (vec![subscribe.clone()], 4401),
        (vec![init.clone(), init.clone()], 4429),
    ] {
        let mut socket = Socket::open(&client, &[]).await.unwrap();
        for message in &messages {
            socket.say(message.clone()).await;
        }
        assert_eq!(socket.closed().await, code, "{messages:?}");
    }
    let mut socket = client.socket().await;
    socket.say(subscribe.clone()).await;
    socket.say(subscribe).await;
    assert_eq!(socket.closed().await, 4409);
    client.reply(&ticket, "Toujours là").await;
    assert_eq!(queue.next().await["event"]["message"]["body"], "Toujours là");
}

#[tokio::test]
async fn a_newer_token_keeps_a_socket_of_the_same_account() {
    let app = TestApp::start().await;
    let (client, other) = (app.client().await, app.client().await);
    let mut socket = client.socket().await;
    let renew = |token: &str| json!({ "type": "ping", "payload": { "authorization": format!("Bearer {token}") } });
    socket.say(renew(client.refreshed().await.token().unwrap())).await;
    assert_eq!(socket.hear().await["type"], "pong");
    socket.say(renew(other.token().unwrap())).await;
    assert_eq!(socket.closed().await, 4403);
}

#[tokio::test]
async fn a_long_answer_comes_whole_over_a_socket() {
    let app = TestApp::start().await;
    let (client, ticket) = app.client_with_ticket().await;
    for _ in 0..6 {
        client.reply(&ticket, &"🙂é".repeat(5_000)).await;
    }
    let query = "query($number: Int!) { ticket(number: $number) { messages(first: 20) { nodes { body } } } }";
    let variables = json!({ "number": ticket.number });
    let mut socket = client.socket().await;
    socket.say(json!({ "id": "1", "type": "subscribe", "payload": { "query": query, "variables": variables } })).await;
    let answer = socket.hear().await;
    assert_eq!(answer["payload"]["data"], client.data(query, variables).await);
    assert!(answer.to_string().len() > 180_000);
}

#[tokio::test]
async fn an_answer_comes_in_the_order_of_its_question() {
    let app = TestApp::start().await;
    let (client, _) = app.client_with_ticket().await;
    let query =
        "{ tickets { totalCount nodes { lastMessage { body } sale { serialNumber } number title } } viewer { id } }";
    let text = client.request().json(&json!({ "query": query })).send().await.unwrap().text().await.unwrap();
    let names = ["totalCount", "nodes", "lastMessage", "body", "sale", "serialNumber", "number", "title", "viewer"];
    let places = names.map(|name| text.find(&format!("\"{name}\":")).unwrap_or_else(|| panic!("{name} in {text}")));
    assert!(places.is_sorted(), "{text}");
}

#[tokio::test]
async fn no_answer_is_kept_by_caches() {
    let app = TestApp::start().await;
    let answer: Answer = app.client().await.ask("{ viewer { id } }", Value::Null).await;
    assert_eq!(answer.headers["cache-control"], "no-store");
}
