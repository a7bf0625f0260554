//! What a session's access token has to say, in what words, and that what it opened ends with it.

use chrono::{DateTime, TimeDelta, Utc};
use guichet_api::clock;
use guichet_domain::Role;
use guichet_tests::{Socket, TestApp, actor::Caller};
use jsonwebtoken::{Algorithm, EncodingKey, Header, jwk::Jwk};
use serde_json::{Value, json};

/// The server's key, so that a test can sign what the server never would.
const KEY: &[u8] = b"0123456789abcdef0123456789abcdef";
const KEY_AS_SET: &str = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY";
const FOREIGN_KEY: &[u8] = b"fedcba9876543210fedcba9876543210";

const QUEUE: &str = "subscription { ticketQueue { kind } }";

async fn with_known_key() -> TestApp {
    TestApp::with(|settings| settings.signing_key = vec![KEY_AS_SET.to_owned()]).await
}

/// What the server says in the token of this caller, until then.
fn claims(app: &TestApp, caller: &Caller, until: DateTime<Utc>) -> Value {
    let actor = app.actor(caller, Role::Client);
    json!({
        "iss": "guichet", "aud": "guichet-api", "role": "CLIENT", "exp": until.timestamp(),
        "sub": actor.id.to_string(), "sid": actor.session().unwrap().0,
    })
}

fn signed(header: &Header, key: &[u8], claims: &Value) -> String {
    jsonwebtoken::encode(header, claims, &EncodingKey::from_secret(key)).unwrap()
}

/// The header that the server writes, which names its key.
fn own_header(caller: &Caller) -> Header {
    jsonwebtoken::decode_header(caller.token().unwrap()).unwrap()
}

/// Whether the token opens anything, which a request and a socket must agree on.
async fn opens(client: &Caller, token: &str) -> bool {
    let caller = client.with_token(Some(token));
    let mut socket = Socket::open(&caller, &[]).await.unwrap();
    socket.say(json!({ "type": "connection_init", "payload": { "authorization": format!("Bearer {token}") } })).await;
    let opens = caller.is_signed_in().await;
    if opens {
        assert_eq!(socket.hear().await["type"], "connection_ack", "{token}");
    } else {
        assert_eq!(socket.closed().await, 4403, "{token}");
    }
    opens
}

#[tokio::test]
async fn a_token_must_say_all_that_the_server_says_and_say_it_right() {
    let app = with_known_key().await;
    let (client, other) = (app.client().await, app.client().await);
    let now = clock::now();
    let good = claims(&app, &client, now + TimeDelta::minutes(5));
    let others = claims(&app, &other, now);
    assert!(opens(&client, &signed(&own_header(&client), KEY, &good)).await, "the test signs as the server does");
    for (claim, wrong) in [
        ("iss", json!("elsewhere")),
        ("iss", Value::Null),
        ("aud", json!("elsewhere")),
        ("aud", json!([])),
        ("aud", Value::Null),
        ("exp", json!((now - TimeDelta::seconds(1)).timestamp())),
        ("exp", json!("tomorrow")),
        ("exp", json!(i64::MAX)),
        ("exp", json!((now + TimeDelta::minutes(21)).timestamp())),
        ("exp", Value::Null),
        ("nbf", json!((now + TimeDelta::hours(1)).timestamp())),
        ("sub", json!("999999")),
        ("sub", json!("1 OR 1=1")),
        ("sub", others["sub"].clone()),
        ("sub", Value::Null),
        ("sid", json!(999_999)),
        ("sid", others["sid"].clone()),
        ("sid", Value::Null),
    ] {
        let mut claims = good.clone();
        if wrong.is_null() {
            claims.as_object_mut().unwrap().remove(claim);
        } else {
            claims[claim] = wrong;
        }
        assert!(!opens(&client, &signed(&own_header(&client), KEY, &claims)).await, "{claims}");
    }
}

#[tokio::test]
async fn a_token_is_signed_with_the_servers_key_and_algorithm_whatever_its_header_says() {
    let app = with_known_key().await;
    let client = app.client().await;
    let good = claims(&app, &client, clock::now() + TimeDelta::minutes(5));
    let own = own_header(&client);
    for algorithm in [Algorithm::HS384, Algorithm::HS512] {
        let header = Header { alg: algorithm, ..own.clone() };
        assert!(!opens(&client, &signed(&header, KEY, &good)).await, "{algorithm:?}");
    }
    for name in ["", "1", "../../../../dev/null", "x' UNION SELECT 'key"] {
        let header = Header { kid: Some(name.to_owned()), ..own.clone() };
        assert!(!opens(&client, &signed(&header, KEY, &good)).await, "{name} is no name of a key");
        assert!(!opens(&client, &signed(&header, b"", &good)).await, "{name}");
    }
    let jwk = Jwk::from_encoding_key(&EncodingKey::from_secret(FOREIGN_KEY), Algorithm::HS256).unwrap();
    for header in [
        own.clone(),
        Header { kid: None, ..own.clone() },
        Header { jku: Some("https://evil.test/jwks.json".to_owned()), ..own.clone() },
        Header { x5u: Some("https://evil.test/key.pem".to_owned()), ..own.clone() },
        Header { jwk: Some(jwk), ..own },
    ] {
        assert!(!opens(&client, &signed(&header, FOREIGN_KEY, &good)).await, "{header:?}");
        assert!(!opens(&client, &signed(&header, b"", &good)).await, "{header:?}");
    }
}

#[tokio::test]
async fn a_token_is_read_in_its_own_place_and_nowhere_else() {
    let app = TestApp::start().await;
    let client = app.client().await;
    let token = client.token().unwrap();
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let body = json!({ "query": "{ viewer { id } }" });
    let bearer = format!("Bearer {token}");
    for request in [
        http.post(app.url(&format!("/graphql?access_token={token}&authorization={token}"))),
        http.post(app.url("/graphql")).header("cookie", format!("guichet_refresh={token}; authorization={token}")),
        http.post(app.url("/graphql")).header("x-authorization", &bearer).header("proxy-authorization", &bearer),
        http.post(app.url("/graphql")).basic_auth("bearer", Some(token)),
        http.post(app.url("/graphql")).header("authorization", format!("Token {token}")),
        http.post(app.url("/graphql")).header("authorization", token),
    ] {
        let answer = request.json(&body).send().await.unwrap().text().await.unwrap();
        let is_nobody = answer.contains(r#""viewer":null"#) || answer.contains("UNAUTHENTICATED");
        assert!(is_nobody && !answer.contains(client.id()), "{answer}");
    }
}

#[tokio::test]
async fn the_role_is_the_accounts_whatever_the_token_says() {
    let app = with_known_key().await;
    let client = app.client().await;
    let mut claims = claims(&app, &client, clock::now() + TimeDelta::minutes(5));
    claims["role"] = json!("SELLER");
    let caller = client.with_token(Some(&signed(&own_header(&client), KEY, &claims)));
    assert_eq!(caller.ask("{ suggestClients(term: \"cam\") { tooMany } }", Value::Null).await.code(), "FORBIDDEN");
    assert_eq!(caller.data("{ viewer { role } }", Value::Null).await["viewer"]["role"], "CLIENT");
}

#[tokio::test]
async fn what_is_open_ends_with_its_token_unless_it_is_renewed() {
    let app = with_known_key().await;
    let client = app.client().await;
    let brief = claims(&app, &client, clock::now() + TimeDelta::seconds(3));
    let brief = client.with_token(Some(&signed(&own_header(&client), KEY, &brief)));
    let (mut socket, mut renewed, mut stream) =
        tokio::join!(brief.socket(), brief.socket(), brief.stream(QUEUE, Value::Null));
    let token = format!("Bearer {}", client.token().unwrap());
    renewed.say(json!({ "type": "ping", "payload": { "authorization": token } })).await;
    assert_eq!(renewed.hear().await["type"], "pong");
    assert_eq!(socket.closed().await, 4403);
    assert_eq!(stream.refused().await, "UNAUTHENTICATED");
    assert!(!brief.is_signed_in().await);
    let answer = renewed.ask("{ viewer { id } }", Value::Null).await.unwrap();
    assert_eq!(answer["data"]["viewer"]["id"], client.id());
}

#[tokio::test]
async fn a_disabled_account_is_out_at_once_on_every_device() {
    let app = TestApp::start().await;
    let client = app.client().await;
    let other = client.on_another_device().await;
    let (mut socket, mut stream) = tokio::join!(client.socket(), other.stream(QUEUE, Value::Null));
    app.disable(&client).await;
    assert_eq!(socket.closed().await, 4403);
    assert_eq!(stream.refused().await, "UNAUTHENTICATED");
    for device in [&client, &other] {
        assert!(!device.is_signed_in().await);
        let refused = device.with_token(None).mutate("refreshSession", Value::Null).await;
        refused.assert_refused("-", "INVALID_CREDENTIALS", "SESSION_ENDED");
    }
    let refused = app.visitor().sign_in(client.email(), guichet_tests::fixture::PASSWORD).await;
    refused.assert_refused("-", "INVALID_CREDENTIALS", "WRONG_CREDENTIALS");
}
