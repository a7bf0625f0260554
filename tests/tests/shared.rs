//! Answers that are told again while nothing happens: to whom, and never longer.

use guichet_tests::{PATIENCE, Statements, TestApp, fixture::PASSWORD};
use serde_json::{Value, json};

const QUEUE: &str = "{ tickets(first: 5) { totalCount nodes {
    number availableActions client { email } lastMessage { body author { __typename ... on StaffMember { email } } }
} } ticketCounts { open inProgress waitingOnStaff } }";

#[tokio::test]
async fn what_was_answered_is_told_to_whoever_may_see_the_same() {
    let app = TestApp::start().await;
    let (client, ticket) = app.client_with_ticket().await;
    let (other, _) = app.client_with_ticket().await;
    let (technician, seller) = (app.technician().await, app.seller().await);
    technician.reply(&ticket, "Bonjour").await;
    let second = app.technician().await;

    let watching = Statements::watch();
    let asking = async {
        loop {
            let told = technician.data(QUEUE, Value::Null).await;
            drop(watching.take());
            assert_eq!(second.data(QUEUE, Value::Null).await, told);
            // The base is asked who asks, and nothing else. PostgreSQL tells what happens in other tests' databases too.
            if watching.take_tables() == ["session"] {
                break;
            }
        }
    };
    tokio::time::timeout(PATIENCE, asking).await.expect("nothing is told again");
    // Another role, another scope.
    for caller in [&seller.0, &client.0, &other.0] {
        caller.data(QUEUE, Value::Null).await;
        assert!(watching.take().len() > 1);
    }
    let [own, others] = [&client, &other];
    let (own, others) = (own.data(QUEUE, Value::Null).await, others.data(QUEUE, Value::Null).await);
    assert_eq!((&own["tickets"]["totalCount"], &others["tickets"]["totalCount"]), (&json!(1), &json!(1)));
    assert_ne!(own["tickets"]["nodes"][0]["number"], others["tickets"]["nodes"][0]["number"]);
    assert_eq!(own["tickets"]["nodes"][0]["lastMessage"]["author"]["email"], Value::Null, "staff's own address");

    // What is somebody's own is told to nobody else.
    let tokens = "{ viewer { id accessTokens(first: 5) { totalCount } } }";
    assert_ne!(client.data(tokens, Value::Null).await, other.data(tokens, Value::Null).await);
    assert!(watching.take().len() > 2);
}

#[tokio::test]
async fn nothing_is_told_again_once_something_happened() {
    let app = TestApp::start().await;
    let (client, ticket) = app.client_with_ticket().await;
    let technician = app.technician().await;
    let thread = "query($number: Int!) { ticket(number: $number) { status lastMessage { body }
        messages(last: 1) { totalCount nodes { body author { firstName } } } } }";
    let number = json!({ "number": ticket.number });
    for n in 0..10 {
        let body = format!("Message {n}");
        let writer = if n % 2 == 0 { &technician.0 } else { &client.0 };
        writer.reply(&ticket, &body).await;
        for reader in [&technician.0, &client.0, &technician.0] {
            let told = reader.data(thread, number.clone()).await;
            assert_eq!(told["ticket"]["messages"]["nodes"][0]["body"], body.as_str());
            assert_eq!(told["ticket"]["lastMessage"]["body"], body.as_str());
            assert_eq!(told["ticket"]["messages"]["totalCount"], n + 2);
            let queue = reader.data(QUEUE, Value::Null).await;
            assert_eq!(queue["tickets"]["nodes"][0]["lastMessage"]["body"], body.as_str());
        }
    }
    client.resolve(&ticket).await;
    assert_eq!(technician.data(thread, number).await["ticket"]["status"], "RESOLVED");
}

#[tokio::test]
async fn what_the_operator_imports_is_suggested_at_once() {
    let app = TestApp::start().await;
    let seller = app.seller().await;
    let term = json!({ "term": "télémètre" });
    let suggest =
        "query($term: String!) { suggestProducts(term: $term) { tooMany products { reference designation } } }";
    for n in 0..12 {
        let told = seller.data(suggest, term.clone()).await["suggestProducts"].clone();
        let shown = if n < 10 { n } else { 0 };
        assert_eq!(told["products"].as_array().map(Vec::len), Some(shown), "{told}");
        assert_eq!(told["tooMany"], n >= 10);
        app.import(&[(format!("TEL-{n}"), format!("Télémètre laser {n:02}"))]).await;
    }
    app.import(&[("TEL-0".to_owned(), "Niveau".to_owned())]).await;
    app.import(&[("TEL-1".to_owned(), "Niveau".to_owned()), ("TEL-2".to_owned(), "Niveau".to_owned())]).await;
    let told = seller.data(suggest, term).await["suggestProducts"].clone();
    assert_eq!(told["products"][0], json!({ "reference": "TEL-3", "designation": "Télémètre laser 03" }));
    assert_eq!(told["products"].as_array().map(Vec::len), Some(9));
}

#[tokio::test]
async fn what_changes_nothing_that_is_told_wakes_nobody() {
    let app = TestApp::start().await;
    let client = app.client().await;
    let ended = client.on_another_device().await.with_token(None);
    ended.mutate("signOut", Value::Null).await.done();
    let wake = app.inner().store.wake().listen();
    let before = wake.borrow().here;
    let forbidden = "{ suggestClients(term: \"cam\") { tooMany } }";
    assert_eq!(client.ask(forbidden, Value::Null).await.code(), "FORBIDDEN");
    let client = client.refreshed().await;
    ended.mutate("refreshSession", Value::Null).await.assert_refused("-", "INVALID_CREDENTIALS", "SESSION_ENDED");
    let weak = json!({ "currentPassword": PASSWORD, "newPassword": "court" });
    client.mutate("changePassword", weak).await.assert_refused("newPassword", "INVALID_INPUT", "TOO_SHORT");
    assert_eq!(wake.borrow().here, before, "what was answered is worked out again for nothing");
    let mut socket = client.socket().await;
    client.mutate("signOut", Value::Null).await.done();
    assert_eq!(socket.closed().await, 4403);
    assert!(wake.borrow().here > before);
}
