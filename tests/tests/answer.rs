//! Answers to documents as tools write them: put together from fragments, with parts that are skipped.

use guichet_tests::TestApp;
use serde_json::{Value, json};

#[tokio::test]
async fn a_list_in_several_parts_is_put_together() {
    let app = TestApp::start().await;
    let (client, ticket) = app.client_with_ticket().await;
    let all = json!({ "nodes": [{ "number": ticket.number, "title": client.see(&ticket).await["title"] }] });
    for parts in [
        "{ tickets(first: 1) { nodes { number } } tickets(first: 1) { nodes { title } } }",
        "{ ...A ...B } fragment A on Query { tickets(first: 1) { nodes { number } } }
         fragment B on Query { tickets(first: 1) { nodes { title } } }",
        "{ ... { tickets(first: 1) { nodes { number } } } tickets(first: 1) { ...T } }
         fragment T on TicketConnection { nodes { title } }",
    ] {
        assert_eq!(client.data(parts, Value::Null).await, json!({ "tickets": all }), "{parts}");
    }
    let of_both = "{ viewer { accessTokens(first: 1) { totalCount } ... on Client { accessTokens(first: 1) { nodes { id } } } } }";
    let expected = json!({ "accessTokens": { "totalCount": 0, "nodes": [] } });
    assert_eq!(client.data(of_both, Value::Null).await["viewer"], expected);
    let staff = app.technician().await;
    assert_eq!(staff.data(of_both, Value::Null).await["viewer"], json!({ "accessTokens": { "totalCount": 0 } }));
    let edges = "{ tickets(first: 1) { edges { node { number } } } tickets(first: 1) { edges { node { title } } } }";
    assert_eq!(client.data(edges, Value::Null).await["tickets"]["edges"][0]["node"], all["nodes"][0]);

    let below = "query($number: Int!) {
        ticket(number: $number) { messages(first: 1) { nodes { body } } messages(first: 1) { nodes { author { role } } } }
        ticket(number: $number) { messages(first: 1) { nodes { id } } }
    }";
    let message = &client.data(below, json!({ "number": ticket.number })).await["ticket"]["messages"]["nodes"][0];
    assert!(message["body"].is_string() && message["id"].is_string(), "{message}");
    assert_eq!(message["author"]["role"], "CLIENT");
}

#[tokio::test]
async fn what_a_fragment_says_of_an_interface_stands_where_that_is_stated() {
    let app = TestApp::start().await;
    let (client, ticket) = app.client_with_ticket().await;
    let of_interface = "query($number: Int!) { ticket(number: $number) { client { ...Card ...Bought ...Last } } }
        fragment Card on Person { firstName ... on StaffMember { role } ... on Client { email } }
        fragment Bought on Client { sales(first: 1) { totalCount } }
        fragment Last on Client { sales(first: 1) { nodes { serialNumber } } }";
    let seen = &client.data(of_interface, json!({ "number": ticket.number })).await["ticket"]["client"];
    assert_eq!((&seen["email"], seen.get("role")), (&json!(client.email()), None));
    assert_eq!(seen["sales"]["totalCount"], 1);
    assert!(seen["sales"]["nodes"][0]["serialNumber"].is_string());
    let within = "query($number: Int!) { ticket(number: $number) { ... on Node @include(if: true) { id ...T } } }
        fragment T on Ticket { sale { id } number sale { soldOn } }";
    let seen = &client.data(within, json!({ "number": ticket.number })).await["ticket"];
    assert_eq!((&seen["id"], &seen["number"]), (&json!(ticket.id), &json!(ticket.number)));
    assert!(seen["sale"]["id"].is_string() && seen["sale"]["soldOn"].is_string());
}

#[tokio::test]
async fn what_a_subscription_is_about_may_stand_in_a_fragment() {
    let app = TestApp::start().await;
    let (client, ticket) = app.client_with_ticket().await;
    let after = json!({ "after": client.feed_cursor().await });
    let mut told = Vec::new();
    for document in [
        "subscription($after: String) { ...F } fragment F on Subscription { ticketQueue(after: $after) { kind } }",
        "subscription($after: String) { ... { ... on Subscription { ticketQueue(after: $after) { kind } } } }",
    ] {
        told.push(client.subscribe(document, after.clone()).await);
    }
    let mut stream = client
        .stream(
            "subscription($after: String) { ...F } fragment F on Subscription { ticketQueue(after: $after) { kind } }",
            after,
        )
        .await;
    client.reply(&ticket, "Encore").await;
    for told in &mut told {
        assert_eq!(told.next().await["kind"], "UPDATED");
    }
    assert_eq!(stream.next().await["kind"], "UPDATED");
    let skipped =
        "subscription($x: Boolean!) { ...F @include(if: $x) } fragment F on Subscription { ticketQueue { kind } }";
    assert_eq!(client.ask(skipped, json!({ "x": true })).await.code(), "BAD_REQUEST");
}

#[tokio::test]
async fn what_a_mutation_does_in_several_parts_is_done_once() {
    let app = TestApp::start().await;
    let (client, ticket) = app.client_with_ticket().await;
    let input = json!({ "ticketId": ticket.id, "body": "Une fois" });
    let document = "mutation($input: ReplyToTicketInput!) { ...A ...B ...A }
        fragment A on Mutation { replyToTicket(input: $input) { message { body } } }
        fragment B on Mutation { replyToTicket(input: $input) { errors { code } } }";
    let done = client.data(document, json!({ "input": input })).await;
    assert_eq!(done["replyToTicket"], json!({ "message": { "body": "Une fois" }, "errors": [] }));
    let skipped = "mutation($input: ReplyToTicketInput!) {
        replyToTicket(input: $input) { message { body } } replyToTicket(input: $input) @skip(if: false) { errors { code } }
    }";
    assert_eq!(client.ask(skipped, json!({ "input": input })).await.code(), "BAD_REQUEST");
    let (one, other) = (json!({ "ticketId": ticket.id, "body": "1" }), json!({ "ticketId": ticket.id, "body": "2" }));
    let different = "mutation($one: ReplyToTicketInput!, $other: ReplyToTicketInput!) {
        replyToTicket(input: $one) { errors { code } } ... on Mutation { replyToTicket(input: $other) { errors { code } } }
    }";
    assert_eq!(client.ask(different, json!({ "one": one, "other": other })).await.code(), "BAD_REQUEST");
    assert_eq!(client.messages(&ticket).await[1..], ["Une fois"]);
}

#[tokio::test]
async fn parts_that_are_not_of_one_field_are_refused() {
    let app = TestApp::start().await;
    let client = app.client().await;
    for different in [
        "{ tickets(first: 1) { totalCount } ... on Query { tickets(first: 2) { totalCount } } }",
        "{ tickets { nodes { messages(first: 1) { totalCount } } } tickets { nodes { messages(last: 1) { totalCount } } } }",
        "{ tickets { nodes { x: id } } tickets { nodes { x: title } } }",
        "{ viewer { x: id ... on Client { x: email } } }",
    ] {
        let answer = client.ask(different, Value::Null).await;
        assert_eq!(answer.code(), "BAD_REQUEST", "{different}: {}", answer.body);
    }
}

#[tokio::test]
async fn an_object_of_which_nothing_is_left_is_there() {
    let app = TestApp::start().await;
    let (client, ticket) = app.client_with_ticket().await;
    let number = json!({ "number": ticket.number });
    for (query, expected) in [
        ("{ viewer { ... on StaffMember { id } } }", json!({ "viewer": {} })),
        ("{ viewer { id @skip(if: true) } }", json!({ "viewer": {} })),
        ("{ viewer @skip(if: true) { id } }", json!({})),
        ("{ ticketCounts { open @include(if: false) } }", json!({ "ticketCounts": {} })),
        ("{ tickets { nodes { id @skip(if: true) } } }", json!({ "tickets": { "nodes": [{}] } })),
        ("{ tickets { nodes { client { ...F } } } } fragment F on StaffMember { id }", Value::Null),
        (
            "query($number: Int!) { ticket(number: $number) { lastMessage { author { ... on StaffMember { id } } } } }",
            json!({ "ticket": { "lastMessage": { "author": {} } } }),
        ),
        (
            "query($number: Int!) { ticket(number: $number) { ...F } } fragment F on Ticket { number }",
            json!({ "ticket": number }),
        ),
    ] {
        let variables = if query.contains("$number") { number.clone() } else { Value::Null };
        let answer = client.ask(query, variables).await;
        if expected == Value::Null {
            assert_eq!(answer.code(), "BAD_REQUEST", "{query}: {}", answer.body);
        } else {
            assert_eq!(answer.body, json!({ "data": expected }), "{query}");
        }
    }
    let nobody = app.visitor().ask("{ viewer { ... on Client { id } } }", Value::Null).await;
    assert_eq!(nobody.body, json!({ "data": { "viewer": null } }));
    let beside = "{ viewer { id @skip(if: true) } tickets(after: \"nonsense\") { totalCount } }";
    let answer = client.ask(beside, Value::Null).await;
    assert_eq!((answer.code(), &answer.body["data"]["viewer"]), ("INVALID_CURSOR", &json!({})), "{}", answer.body);
    // What fails leaves no object behind that looks whole.
    let refused = app.visitor().ask("{ tickets @include(if: true) { totalCount } }", Value::Null).await;
    assert_eq!((refused.code(), refused.body.get("data")), ("UNAUTHENTICATED", None));
}

#[tokio::test]
async fn what_is_of_different_objects_may_come_back_under_one_name() {
    let app = TestApp::start().await;
    let client = app.client().await;
    let query = "query($full: Boolean!) { viewer { __typename
        ... on Client { ... @include(if: $full) { label: email } __typename } ... on StaffMember { label: lastName }
    } }";
    let told = client.data(query, json!({ "full": true })).await;
    assert_eq!(told["viewer"], json!({ "__typename": "Client", "label": client.email() }));
}

#[tokio::test]
async fn a_default_decides_what_is_skipped() {
    let app = TestApp::start().await;
    let client = app.client().await;
    let query = "query($with: Boolean = true, $without: Boolean! = true) {
        viewer { role id @include(if: $with) ... on Client @skip(if: $without) { email } }
    }";
    let with = json!({ "role": "CLIENT", "id": client.id() });
    for (variables, expected) in [
        (Value::Null, &with),
        (json!({}), &with),
        (json!({ "with": true }), &with),
        (json!({ "with": false }), &json!({ "role": "CLIENT" })),
        (json!({ "with": false, "without": false }), &json!({ "role": "CLIENT", "email": client.email() })),
    ] {
        assert_eq!(&client.data(query, variables.clone()).await["viewer"], expected, "{variables}");
    }
}

#[tokio::test]
async fn no_name_of_an_operation_is_as_good_as_an_empty_one() {
    let app = TestApp::start().await;
    let request = json!({ "query": "query Q { viewer { id } }", "operationName": "" });
    let answer: Value = app.visitor().request().json(&request).send().await.unwrap().json().await.unwrap();
    assert_eq!(answer, json!({ "data": { "viewer": null } }));
}

#[tokio::test]
async fn a_body_in_tiny_pieces_is_read() {
    let app = TestApp::start().await;
    let pieces = br#"{ "query": "{ viewer { id } }" }"#.map(|byte| Ok::<_, std::io::Error>(vec![byte]));
    let body = reqwest::Body::wrap_stream(futures::stream::iter(pieces));
    let request = app.visitor().request().header("content-type", "application/json").body(body);
    let answer: Value = request.send().await.unwrap().json().await.unwrap();
    assert_eq!(answer, json!({ "data": { "viewer": null } }));
}
