//! How often one caller may ask, and that the others feel nothing of it.

use guichet_tests::{Answer, TestApp, actor::Caller};
use serde_json::{Value, json};

const ASK: &str = "{ viewer { id } }";

async fn with_quotas(account: u32, address: u32) -> TestApp {
    TestApp::with(|settings| {
        settings.operations_per_minute_per_account = account;
        settings.operations_per_minute_per_address = address;
    })
    .await
}

async fn ask_until_refused(caller: &Caller, most: usize) -> Answer {
    for _ in 0..most {
        let answer = caller.ask(ASK, Value::Null).await;
        if answer.status == 429 {
            return answer;
        }
        assert_eq!(answer.status, 200);
    }
    panic!("asked {most} times and was never refused")
}

#[tokio::test]
async fn an_account_that_asks_too_often_is_told_when_to_come_back() {
    let app = with_quotas(20, 0).await;
    let (busy, same, calm) = (app.seller().await, app.seller().await, app.technician().await);
    let refused = ask_until_refused(&busy, 21).await;
    assert_eq!(refused.code(), "RATE_LIMITED");
    let wait: u32 = refused.headers["retry-after"].to_str().unwrap().parse().unwrap();
    // One of twenty a minute comes back within three seconds.
    assert!((1..=4).contains(&wait), "{wait}");
    assert_eq!(refused.error()["extensions"]["retryAfter"], wait);
    assert_eq!(refused.body.get("data"), None);

    // Whatever the transport, and on every device; nobody else is held up.
    let mut socket = busy.socket().await;
    socket.say(json!({ "id": "1", "type": "subscribe", "payload": { "query": ASK } })).await;
    let error = socket.hear().await;
    assert_eq!((&error["type"], &error["payload"][0]["extensions"]["code"]), (&json!("error"), &json!("RATE_LIMITED")));
    assert_eq!(same.ask(ASK, Value::Null).await.code(), "RATE_LIMITED");
    assert_eq!(calm.ask(ASK, Value::Null).await.status, 200);
}

#[tokio::test]
async fn tools_that_ask_too_often_keep_their_owner_from_nothing() {
    let app = with_quotas(20, 0).await;
    let seller = app.seller().await;
    let (tool, other) = (seller.access_token("READ").await, seller.access_token("READ").await);
    ask_until_refused(&tool, 21).await;
    assert_eq!(other.ask(ASK, Value::Null).await.code(), "RATE_LIMITED", "of all of them together");
    seller.revoke(&tool).await;
    assert_eq!(seller.ask(ASK, Value::Null).await.status, 200);
}

#[tokio::test]
async fn visitors_of_one_address_share_what_it_has_left_and_whoever_signed_in_does_not() {
    let app = with_quotas(0, 20).await;
    let technician = app.technician().await;
    ask_until_refused(&app.visitor(), 21).await;
    assert_eq!(app.visitor().ask(ASK, Value::Null).await.code(), "RATE_LIMITED");
    assert_eq!(technician.ask(ASK, Value::Null).await.status, 200);
    // A token that opens nothing is a visitor's.
    let forged = app.visitor().with_token(Some("nonsense"));
    assert_eq!(forged.ask(ASK, Value::Null).await.code(), "RATE_LIMITED");
}

#[tokio::test]
async fn a_token_is_not_renewed_more_often_than_one_may_ask() {
    let app = with_quotas(20, 0).await;
    let (busy, calm) = (app.seller().await, app.technician().await);
    let mut socket = busy.socket().await;
    let payload = json!({ "authorization": format!("Bearer {}", busy.token().unwrap()) });
    for _ in 0..25 {
        socket.say_raw(&json!({ "type": "ping", "payload": payload }).to_string()).await;
    }
    assert_eq!(socket.closed().await, 4429);
    assert_eq!(calm.ask(ASK, Value::Null).await.status, 200);
}

#[tokio::test]
async fn each_field_at_a_root_is_an_operation() {
    let app = with_quotas(40, 0).await;
    let seller = app.seller().await;
    let thirty: String = (0..30).map(|n| format!("a{n}: viewer {{ id }} ")).collect();
    let document = format!("{{ {thirty} }}");
    assert_eq!(seller.ask(&document, Value::Null).await.status, 200);
    assert_eq!(seller.ask(&document, Value::Null).await.code(), "RATE_LIMITED");
    assert!(seller.is_signed_in().await, "what is left is left");
    ask_until_refused(&seller, 40).await;
    // None of forty a minute is left for the first of thirty.
    let refused = seller.ask(&document, Value::Null).await;
    let wait: u32 = refused.headers["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((40..=46).contains(&wait), "{wait}");
}
