//! What the log holds: enough to find a request by, and nobody's secrets, names or words.

use guichet_tests::{
    Served, Socket, TestApp,
    actor::Caller,
    fixture::{PASSWORD, SELLER},
};
use reqwest::header::AUTHORIZATION;
use serde_json::{Value, json};

const WRONG_PASSWORD: &str = "Perroquet-faux-mot-de-passe";
const NEW_PASSWORD: &str = "Quatre corbeaux sur un fil";
const TITLE: &str = "Titre que personne ne doit lire";
const BODY: &str = "Texte que personne ne doit lire";
const SEARCHED: &str = "introuvablement";
const SYNTAX: &str = "secret-d-un-document-faux";

/// All that somebody does with passwords and tokens, right and wrong; gives what must stand in no log.
async fn a_day(server: &Served, app: &TestApp) -> Vec<String> {
    let visitor = server.serving(&app.visitor());
    let staff = visitor.signed_in(SELLER.email, PASSWORD).await;
    let email = guichet_tests::fixture::email();
    let names = json!({
        "email": email, "firstName": "Philibertine", "lastName": "Quenouillard", "password": PASSWORD,
    });
    let client = staff.mutate("createClient", names.clone()).await.done()["client"].clone();
    assert!(!staff.mutate("createClient", names).await.refusals().is_empty(), "the address is taken");
    let mut secrets = Vec::new();
    let mut keep = |caller: &Caller| {
        secrets.extend([caller.token(), caller.refresh_token()].into_iter().flatten().map(str::to_owned));
    };

    let first = visitor.signed_in(&email, PASSWORD).await;
    let second = first.refreshed().await;
    keep(&staff);
    keep(&first);
    keep(&second);
    // Through every door, with what is good…
    let tool = second.access_token("READ").await;
    keep(&tool);
    for caller in [&second, &tool] {
        assert!(caller.is_signed_in().await);
        let token = format!("Bearer {}", caller.token().unwrap());
        let mut socket = caller.socket().await;
        socket.say(json!({ "type": "ping", "payload": { "authorization": token } })).await;
        assert_eq!(socket.hear().await["type"], "pong");
        let asked = socket.ask("{ viewer { id ... on Client { email } } }", Value::Null).await.unwrap();
        assert_eq!(asked["data"]["viewer"]["id"], client["id"]);
        let stream = caller.stream("subscription { ticketQueue { kind } }", Value::Null);
        drop(stream.await);
    }
    let sale = json!({
        "clientId": client["id"], "serialNumber": guichet_tests::fixture::serial_number(),
        "productId": app.clerk().await.product_id(guichet_tests::fixture::SCREEN).await,
    });
    let sale = staff.mutate("registerSale", sale).await.done()["sale"]["id"].clone();
    let ticket = json!({ "saleId": sale, "title": TITLE, "body": BODY });
    second.mutate("openTicket", ticket).await.done();
    staff.data("query($text: String) { tickets(search: $text) { totalCount } }", json!({ "text": SEARCHED })).await;
    staff.data("query($term: String!) { suggestClients(term: $term) { tooMany } }", json!({ "term": SEARCHED })).await;
    let change = json!({ "currentPassword": WRONG_PASSWORD, "newPassword": NEW_PASSWORD });
    second.mutate("changePassword", change).await.assert_refused(
        "currentPassword",
        "INVALID_CREDENTIALS",
        "WRONG_PASSWORD",
    );
    let change = json!({ "currentPassword": PASSWORD, "newPassword": NEW_PASSWORD });
    second.mutate("changePassword", change).await.done();

    // …and with what is not: wrong, revoked by the change, replayed, forged, in the wrong place.
    visitor.sign_in(&email, WRONG_PASSWORD).await;
    visitor.sign_in("personne@introuvable.example", WRONG_PASSWORD).await;
    assert!(!tool.is_signed_in().await);
    first.mutate("refreshSession", Value::Null).await;
    assert!(!second.is_signed_in().await, "the replay ended the session");
    let forged = format!("{}forged", staff.token().unwrap());
    keep(&staff.with_token(Some(&forged)));
    for token in [tool.token().unwrap(), second.token().unwrap(), &forged] {
        let caller = visitor.with_token(Some(token));
        assert!(!caller.is_signed_in().await);
        let mut socket = Socket::open(&caller, &[]).await.unwrap();
        let payload = json!({ "authorization": format!("Bearer {token}") });
        socket.say(json!({ "type": "connection_init", "payload": payload })).await;
        assert_eq!(socket.closed().await, 4403);
        let mut socket = Socket::open(&caller, &[]).await.unwrap();
        socket.say(json!({ "type": "connection_init", "payload": { "authorization": token } })).await;
        assert_eq!(socket.closed().await, 4403);
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        let address = format!("http://{}/graphql?access_token={token}", server.address());
        let basic = http.get(&address).header(AUTHORIZATION, format!("Basic {token}")).send().await.unwrap();
        assert_eq!(basic.status(), 405);
        let missing = format!("http://{}/assets/{token}.js", server.address());
        assert_eq!(http.get(missing).send().await.unwrap().status(), 404);
    }
    for document in [format!("{{ \"{SYNTAX}"), format!("{{ viewer(secret: \"{SYNTAX}\") {{ id }} }}")] {
        assert_eq!(visitor.ask(&document, Value::Null).await.code(), "BAD_REQUEST");
    }
    secrets.extend([email.clone(), email.to_uppercase()]);
    secrets.extend([PASSWORD, WRONG_PASSWORD, NEW_PASSWORD, TITLE, BODY, SEARCHED, SYNTAX].map(str::to_owned));
    secrets.extend(
        ["Philibertine", "Quenouillard", "philibertine", "introuvable.example", SELLER.email].map(str::to_owned),
    );
    secrets
}

#[tokio::test]
async fn the_most_talkative_log_holds_no_secret_and_names_nobody() {
    let app = TestApp::start().await;
    for format in ["GUICHET_LOG_JSON=false", "GUICHET_LOG_JSON=true"] {
        let program = env!("CARGO_BIN_EXE_guichet-command");
        let server = Served::beside(&app, program, &["RUST_LOG=trace", format]).await;
        let secrets = a_day(&server, &app).await;
        let log = server.log();
        for expected in ["guichet::statements", "request_id", "answered", "INSERT INTO"] {
            assert!(log.contains(expected), "{format}: the log is not as talkative as it can be: no {expected}");
        }
        for secret in &secrets {
            let told: Vec<_> = log.lines().filter(|line| line.contains(secret.as_str())).collect();
            assert!(told.is_empty(), "{format}: {secret} stands in {} lines: {:.2000}", told.len(), told[0]);
        }
    }
}
