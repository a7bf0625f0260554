//! Documents that bite: what they would cost is known before anything is validated or run, by request and by socket.

use guichet_tests::{Socket, TestApp, actor::Caller};
use serde_json::{Value, json};
use std::fmt::Write;

/// What is asked, and the code of the refusal.
type Bite = (&'static str, Value, &'static str);

const COMPLEX: &str = "QUERY_TOO_COMPLEX";
const BAD: &str = "BAD_REQUEST";

fn document(text: impl Into<String>) -> Value {
    json!({ "query": text.into() })
}

/// A few hundred bytes that unfold into 3^25 fields.
fn fragments(begin: &str) -> String {
    let mut bomb = begin.to_owned();
    for level in 0..25 {
        let next = level + 1;
        let _ = write!(bomb, " fragment F{level} on Query {{ ...F{next} ...F{next} ...F{next} }}");
    }
    bomb + " fragment F25 on Query { viewer { id } }"
}

fn nested(open: &str, inner: &str, close: &str, times: usize) -> String {
    format!("{}{inner}{}", open.repeat(times), close.repeat(times))
}

fn bites() -> Vec<Bite> {
    let aliases: String = (0..2_500).map(|n| format!("a{n}:id ")).collect();
    let roots: String = (0..100).map(|n| format!("a{n}: ticketCounts {{ open }} ")).collect();
    let sign_ins: String = (0..100)
        .map(|n| format!("a{n}: signIn(input: {{ email: \"a@b.fr\", password: \"x\" }}) {{ accessToken }} "))
        .collect();
    let variables: String = (0..1_000).map(|n| format!("$v{n}: Int ")).collect();
    let node = "query($id: ID!) { node(id: $id) { id } }";
    let nodes = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }";
    let page = "query($first: Int) { tickets(first: $first) { totalCount } }";
    let types = nested("possibleTypes { interfaces { ", "name ", "} }", 5);
    let tickets = nested("tickets(first: 100) { nodes { client { ", "id ", "} } }", 3);
    let deep_value = (0..40).fold(json!(1), |inner, _| json!({ "a": [inner] }));
    vec![
        ("aliases at the root", document(format!("{{ {roots} }}")), COMPLEX),
        ("aliases", document(format!("{{ viewer {{ {aliases} }} }}")), COMPLEX),
        ("a long alias", document(format!("{{ viewer {{ {}: id }} }}", "a".repeat(30_000))), COMPLEX),
        ("a hundred sign-ins", document(format!("mutation {{ {sign_ins} }}")), COMPLEX),
        ("directives", document(format!("{{ viewer {} {{ id }} }}", "@include(if: true) ".repeat(1_000))), COMPLEX),
        (
            "brackets behind a string without an end",
            document(format!("{{ nodes(ids: [\"\"\" \"{}) {{ id }} }}", nested("[", "", "]", 4_000))),
            BAD,
        ),
        (
            "brackets behind a line's end",
            document(format!("{{ nodes(ids: [\"a\n\"{}) {{ id }} }}", nested("[", "", "]", 4_000))),
            BAD,
        ),
        ("types of types", document(format!("{{ __type(name: \"Node\") {{ {types} }} }}")), COMPLEX),
        (
            "fields that overlap",
            document(format!("{{ a }} fragment F on Query {{ {} }}", "x x(a: 1) ".repeat(900))),
            BAD,
        ),
        ("many arguments", document(format!("{{ ticket({}) {{ id }} }}", "a:[] ".repeat(4_000))), COMPLEX),
        (
            "lists in lists, by a fragment",
            document(format!("{{ viewer {{ ...C }} }} fragment C on Client {{ {tickets} }}")),
            COMPLEX,
        ),
        ("a list of nothing known", document("query($v: [Nope] = [2]) { viewer { id } }"), BAD),
        ("depth", document(nested("{ viewer ", "", "}", 17)), COMPLEX),
        ("brackets", document("{".repeat(30_000)), COMPLEX),
        ("lists in lists", document(format!("{{ nodes(ids: {}) {{ id }} }}", nested("[", "1", "]", 5_000))), COMPLEX),
        ("fragments at the root", document(fragments("{ ...F0 }")), COMPLEX),
        ("fragments below", document(fragments("{ viewer { ...F0 } }")), COMPLEX),
        ("fragments unused", document(fragments("{ viewer { id } }")), COMPLEX),
        (
            "fragments that end in none",
            document(fragments("{ ...F0 }").replace("{ viewer { id } }", "{ ...F26 }")),
            BAD,
        ),
        (
            "a list in each place of a list",
            json!({
                "query": format!("query($v: String) {{ nodes(ids: [{}]) {{ id }} }}", "$v,".repeat(2_000)),
                "variables": { "v": vec![0; 5_000] },
            }),
            COMPLEX,
        ),
        (
            "a list for a variable that is not defined",
            json!({
                "query": format!("{{ nodes(ids: [{}]) {{ id }} }}", "$v,".repeat(2_000)),
                "variables": { "v": vec![0; 5_000] },
            }),
            BAD,
        ),
        (
            "fragments in a circle",
            document("{ ...F } fragment F on Query { ...G ...G } fragment G on Query { ...F ...F }"),
            BAD,
        ),
        ("variables", document(format!("query({variables}) {{ viewer {{ id }} }}")), COMPLEX),
        ("a long document", document(format!("{{ viewer {{ id }} # {} }}", "x".repeat(40_000))), COMPLEX),
        ("a long list", json!({ "query": nodes, "variables": { "ids": vec!["x"; 10_000] } }), BAD),
        ("a long list inside", document(format!("{{ nodes(ids: [{}]) {{ id }} }}", "1,".repeat(10_000))), BAD),
        ("more pages than there are", json!({ "query": page, "variables": { "first": i32::MAX } }), BAD),
        ("a number beyond", document(format!("{{ tickets(first: {}) {{ totalCount }} }}", "9".repeat(20_000))), BAD),
        ("a number far beyond", document("{ tickets(first: 1e400000000) { totalCount } }"), BAD),
        ("a value of another shape", json!({ "query": page, "variables": { "first": deep_value } }), BAD),
        ("thousands of errors", document(format!("{{ {} }}", "nothing ".repeat(1_900))), COMPLEX),
        ("as many errors below", document(format!("{{ viewer {{ {} }} }}", "nothing ".repeat(1_900))), BAD),
        ("a value for no variable", json!({ "query": node, "variables": {} }), BAD),
    ]
}

/// The first answer to a body as it stands, by request.
async fn by_request(caller: &Caller, body: &Value) -> Value {
    let answer = caller.request().json(body).send().await.unwrap();
    serde_json::from_str(&answer.text().await.unwrap()).unwrap()
}

/// The same by socket.
async fn by_socket(socket: &mut Socket, body: &Value) -> Value {
    socket.say(json!({ "type": "subscribe", "id": "1", "payload": body })).await;
    let message = socket.hear().await;
    if message["type"] == "error" {
        return json!({ "errors": message["payload"] });
    }
    assert_eq!(socket.hear().await["type"], "complete", "{message}");
    message["payload"].clone()
}

#[tokio::test]
async fn what_a_document_would_cost_is_known_before_it_runs_on_either_way() {
    let app = TestApp::start().await;
    let client = app.client().await;
    let mut socket = client.socket().await;
    for (name, body, code) in bites() {
        for answer in [by_request(&client, &body).await, by_socket(&mut socket, &body).await] {
            let errors = answer["errors"].as_array().unwrap();
            assert_eq!(errors[0]["extensions"]["code"], code, "{name}: {:.500}", answer.to_string());
            assert!(errors.iter().all(|error| error["extensions"]["requestId"].is_string()), "{name}");
            assert!(errors.len() <= 20 && answer.to_string().len() < 20_000, "{name}: {} errors", errors.len());
        }
    }
    // Neither the client nor its socket is the worse for it.
    let document = "{ viewer { id } }";
    assert_eq!(socket.ask(document, Value::Null).await.unwrap()["data"]["viewer"]["id"], client.id());
    assert_eq!(client.data(document, Value::Null).await["viewer"]["id"], client.id());
}

#[tokio::test]
async fn a_subscription_has_one_field_and_keeps_little() {
    let app = TestApp::start().await;
    let client = app.client().await;
    let mut socket = client.socket().await;
    let queue = "ticketQueue(filter: { clientId: $id }) { kind ticket { messages(first: 100) { nodes { body } } } }";
    for (text, variables, code) in [
        ("subscription { a: ticketQueue { kind } b: ticketQueue { kind } }".to_owned(), json!({}), BAD),
        (format!("subscription($id: ID) {{ {queue} }}"), json!({}), COMPLEX),
        (
            format!("subscription($id: ID) {{ {} }}", queue.replace("body", "id")),
            json!({ "id": "x".repeat(9_000) }),
            COMPLEX,
        ),
        (format!("subscription {{ ticketQueue {{ kind }} }} # {}", "x".repeat(9_000)), json!({}), COMPLEX),
        (format!("subscription {{ ticketQueue {{ {} }} }}", "kind ".repeat(990)), json!({}), COMPLEX),
        (
            format!("subscription {{ ticketQueue(filter: {{ status: [{}] }}) {{ kind }} }}", "OPEN ".repeat(990)),
            json!({}),
            COMPLEX,
        ),
    ] {
        let answer = socket.ask(&text, variables).await.unwrap();
        assert_eq!(answer["errors"][0]["extensions"]["code"], code, "{answer}");
    }
    // What came along and is not its own is left behind.
    let text = format!("subscription($id: ID) {{ {} }}", queue.replace("body", "id"));
    let mut watch = client.subscribe(&text, json!({ "id": client.id(), "else": vec![0; 15_000] })).await;
    let sale = app.clerk().await.register_sale(&client).await;
    client.open_ticket(&sale).await;
    assert_eq!(watch.next().await["kind"], "ENTERED");
}

#[tokio::test]
async fn what_is_as_deep_as_is_said_is_answered() {
    let app = TestApp::start().await;
    let deepest = nested("{ ... ", "{ ticketCounts { open } }", "}", 30);
    assert_eq!(
        app.technician().await.ask(&deepest, Value::Null).await.body["data"],
        json!({ "ticketCounts": { "open": 0 } })
    );
}

#[tokio::test]
async fn what_is_longer_or_deeper_than_any_request_is_not_read() {
    let app = TestApp::start().await;
    let client = app.client().await;
    let long = json!({ "query": "{ viewer { id } }", "extensions": { "a": "x".repeat(3 * 1024 * 1024) } }).to_string();
    let deep = format!(r#"{{"query":"{{viewer{{id}}}}","variables":{{"a":{}}}}}"#, nested("[", "1", "]", 20_000));
    let number = format!(r#"{{"query":"{{viewer{{id}}}}","variables":{{"a":{}}}}}"#, "9".repeat(50_000));
    for (body, status) in [(&long, 413), (&deep, 400), (&number, 400)] {
        let request = client.request().header("content-type", "application/json").body(body.clone());
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), status, "{body:.60}");
        assert!(answer.text().await.unwrap().len() < 1_000);
    }
    for (payload, code) in [(&long, 1009), (&deep, 4400), (&number, 4400)] {
        let mut socket = client.socket().await;
        socket.say_raw(&format!(r#"{{"type":"subscribe","id":"1","payload":{payload}}}"#)).await;
        assert_eq!(socket.closed().await, code, "{payload:.60}");
    }
    assert!(client.is_signed_in().await);
}

#[tokio::test]
async fn a_text_longer_than_its_field_is_refused_there() {
    let app = TestApp::start().await;
    let (client, ticket) = app.client_with_ticket().await;
    let huge = "é".repeat(15_000);
    let reply = client.mutate("replyToTicket", json!({ "ticketId": ticket.id, "body": huge })).await;
    reply.assert_refused("body", "INVALID_INPUT", "TOO_LONG");
    let reply = client.mutate("replyToTicket", json!({ "ticketId": huge, "body": "Bonjour" })).await;
    reply.assert_refused("ticketId", "NOT_FOUND", "NOT_FOUND");
    let cursor =
        client.ask("query($after: String) { tickets(after: $after) { totalCount } }", json!({ "after": huge }));
    assert_eq!(cursor.await.code(), "INVALID_CURSOR");
}

#[tokio::test]
async fn a_socket_runs_so_many_operations_at_a_time() {
    let app = TestApp::start().await;
    let client = app.client().await;
    let mut socket = client.socket().await;
    let payload = json!({ "query": "subscription { ticketQueue { kind } }" });
    for id in 0..51 {
        socket.say(json!({ "type": "subscribe", "id": id.to_string(), "payload": payload })).await;
    }
    let refused = socket.hear().await;
    assert_eq!((&refused["type"], &refused["id"]), (&json!("error"), &json!("50")), "{refused}");
    assert_eq!(refused["payload"][0]["extensions"]["code"], "RATE_LIMITED");
}

#[tokio::test]
async fn an_account_opens_so_many_sockets_and_the_others_feel_nothing() {
    let app = TestApp::with(|settings| settings.sockets_per_account = 2).await;
    let (client, other) = (app.client().await, app.client().await);
    let (mut first, _second) = (client.socket().await, client.on_another_device().await.socket().await);
    let mut third = Socket::open(&client, &[]).await.unwrap();
    let payload = json!({ "authorization": format!("Bearer {}", client.token().unwrap()) });
    third.say(json!({ "type": "connection_init", "payload": payload })).await;
    assert_eq!(third.closed().await, 4429);
    other.socket().await;
    assert!(first.ask("{ viewer { id } }", Value::Null).await.is_ok());
    assert!(client.is_signed_in().await);
}
