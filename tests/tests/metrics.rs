//! What an operator watches: each is there from the start, and moves with what it counts.

use futures::future::join_all;
use guichet_api::clock;
use guichet_tests::{
    PATIENCE, Served, TestApp,
    fixture::{self, PASSWORD, SELLER},
};
use sea_orm::{ConnectionTrait, DbBackend};
use serde_json::{Value, json};
use std::time::Duration;

/// The value of a line of the page, such as `guichet_sockets`, labels included.
async fn metric(server: &Served, name: &str) -> Option<f64> {
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let page = http.get(format!("http://{}/metrics", server.address())).send().await.unwrap().text().await.unwrap();
    page.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' ')?.parse().ok())
}

/// Waits until a line of the page says so.
async fn until(server: &Served, name: &str, holds: impl Fn(f64) -> bool) {
    let waited = tokio::time::timeout(PATIENCE, async {
        while !metric(server, name).await.is_some_and(&holds) {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    });
    waited.await.unwrap_or_else(|_| panic!("{name} never was what it should be"));
}

async fn served(app: &TestApp) -> Served {
    let many = ["GUICHET_SIGN_IN_TRIES_PER_ACCOUNT=100000", "GUICHET_SIGN_IN_TRIES_PER_ADDRESS=100000"];
    Served::beside(app, env!("CARGO_BIN_EXE_guichet-command"), &many).await
}

#[tokio::test]
async fn refusals_are_counted_by_their_code() {
    let app = TestApp::start().await;
    let server = served(&app).await;
    let client = app.client().await;
    let (visitor, client) = (server.serving(&app.visitor()), server.serving(&client));
    let tool = client.access_token("READ").await;
    for (caller, document, code) in [
        (&visitor, "{ ticketCounts { open } }".to_owned(), "UNAUTHENTICATED"),
        (&client, "{ suggestClients(term: \"abc\") { tooMany } }".to_owned(), "FORBIDDEN"),
        (&tool, "mutation { resolveTicket(input: { ticketId: \"x\" }) { errors { code } } }".to_owned(), "FORBIDDEN"),
        (&client, "{".to_owned(), "BAD_REQUEST"),
        (&client, format!("{{ {} }}", "viewer { id } ".repeat(50)), "QUERY_TOO_COMPLEX"),
    ] {
        let name = format!("guichet_refusals_total{{code=\"{code}\"}}");
        let before = metric(&server, &name).await.expect("it is there before anything was refused");
        assert_eq!(caller.ask(&document, Value::Null).await.code(), code);
        assert_eq!(metric(&server, &name).await, Some(before + 1.0), "{name}");
        let mut socket = caller.socket().await;
        socket.ask(&document, Value::Null).await.unwrap();
        assert_eq!(metric(&server, &name).await, Some(before + 2.0), "{name} by socket");
    }
    let refused = "guichet_security_events_total{kind=\"SIGN_IN_REFUSED\"}";
    assert_eq!(metric(&server, refused).await, Some(0.0), "it is there before anything happened");
    visitor.sign_in(SELLER.email, "wrong").await;
    assert_eq!(metric(&server, refused).await, Some(1.0));
}

#[tokio::test]
async fn sockets_feed_and_requests_are_measured() {
    let app = TestApp::start().await;
    let (client, ticket) = app.client_with_ticket().await;
    let server = served(&app).await;
    assert_eq!(metric(&server, "guichet_sockets").await, Some(0.0));
    assert_eq!(metric(&server, "guichet_feed_lag_seconds").await, Some(0.0));
    assert_eq!(metric(&server, "guichet_feed_backlog").await, Some(0.0));
    assert_eq!(metric(&server, "guichet_tickets{waiting_on=\"STAFF\"}").await, Some(1.0));
    let technician = app.technician().await;
    let staff = server.serving(&technician);
    let mut queue = staff.watch_queue_from_now(Value::Null).await;
    until(&server, "guichet_sockets", |open| open == 1.0).await;

    technician.reply(&ticket, "Bonjour").await;
    queue.next().await;
    until(&server, "guichet_feed_lag_seconds", |lag| lag > 0.0).await;
    until(&server, "guichet_feed_readers", |readers| readers == 1.0).await;
    assert_eq!(metric(&server, "guichet_tickets{waiting_on=\"STAFF\"}").await, Some(0.0));
    assert_eq!(metric(&server, "guichet_tickets{waiting_on=\"CLIENT\"}").await, Some(1.0));
    drop(queue);
    until(&server, "guichet_sockets", |open| open == 0.0).await;
    assert!(client.is_signed_in().await);
}

#[tokio::test]
async fn how_long_the_feed_waits_for_another_writer_is_measured() {
    let app = TestApp::start().await;
    let (client, ticket) = app.client_with_ticket().await;
    let server = served(&app).await;
    let store = &app.inner().store;
    if store.backend() == DbBackend::Postgres {
        let writing = store.begin(clock::now()).await.unwrap();
        writing.db().execute_unprepared("SELECT pg_current_xact_id()").await.unwrap();
        client.reply(&ticket, "Encore").await;
        until(&server, "guichet_feed_lag_seconds", |lag| lag > 1.0).await;
        drop(writing);
    }
    client.reply(&ticket, "Enfin").await;
    until(&server, "guichet_feed_lag_seconds", |lag| lag == 0.0).await;
}

#[tokio::test]
async fn passwords_that_wait_are_seen_waiting() {
    let app = TestApp::start().await;
    let server = served(&app).await;
    assert_eq!(metric(&server, "guichet_hashes_waiting").await, Some(0.0));
    let visitor = server.serving(&app.visitor());
    let input = json!({ "email": SELLER.email, "password": "wrong" });
    let storm = join_all((0..100).map(|_| visitor.attempt("signIn", input.clone())));
    let watched = async {
        let mut have_waited = false;
        while !have_waited {
            have_waited = metric(&server, "guichet_hashes_waiting").await.is_some_and(|waiting| waiting > 0.0);
            let at_once = metric(&server, "guichet_hashes").await.unwrap();
            assert!(at_once <= 2.0, "{at_once} at once, of two that may be");
        }
    };
    let (_, seen) = tokio::join!(storm, tokio::time::timeout(PATIENCE, watched));
    seen.expect("no password was seen waiting");
    until(&server, "guichet_hashes_waiting", |waiting| waiting == 0.0).await;
    until(&server, "guichet_hashes", |hashing| hashing == 0.0).await;
}

fn new_client(email: &str, key: &str) -> Value {
    json!({ "email": email, "firstName": "Léa", "lastName": "Roux", "password": PASSWORD, "idempotencyKey": key })
}

#[tokio::test]
async fn an_account_that_is_there_already_costs_no_hash() {
    let app = TestApp::start().await;
    let server = served(&app).await;
    let seller = app.seller().await;
    let seller = server.serving(&seller);
    let hashes = async || metric(&server, "guichet_hashes_total").await.unwrap();
    // It is counted from the first on.
    seller.mutate("createClient", new_client(&fixture::email(), "first")).await.done();
    let email = fixture::email();
    let before = hashes().await;
    seller.mutate("createClient", new_client(&email, "one")).await.done();
    assert_eq!(hashes().await, before + 1.0);
    seller.mutate("createClient", new_client(&email, "one")).await.done();
    seller.mutate("createClient", new_client(&email, "other")).await.assert_refused("email", "CONFLICT", "EMAIL_TAKEN");
    seller.mutate("createClient", new_client(&fixture::email(), "one")).await.assert_refused(
        "idempotencyKey",
        "CONFLICT",
        "KEY_REUSED",
    );
    assert_eq!(hashes().await, before + 1.0, "nothing was there to hash");
}

#[tokio::test]
async fn a_sign_in_costs_one_hash_whoever_it_is_for() {
    let app = TestApp::start().await;
    let client = app.client().await;
    app.disable(&client).await;
    let server = served(&app).await;
    let visitor = server.serving(&app.visitor());
    visitor.sign_in(SELLER.email, "wrong").await;
    for (email, password) in [
        (SELLER.email, PASSWORD),
        (SELLER.email, "wrong"),
        ("nobody@guichet.test", PASSWORD),
        ("no address at all", PASSWORD),
        (client.email(), PASSWORD),
    ] {
        let before = metric(&server, "guichet_hashes_total").await.unwrap();
        visitor.sign_in(email, password).await;
        assert_eq!(metric(&server, "guichet_hashes_total").await, Some(before + 1.0), "{email}");
    }
}
