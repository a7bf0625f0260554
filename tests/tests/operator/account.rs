//! `guichet account`: closing, opening, and another password.

use super::{guichet, guichet_told, kinds, recorded};
use guichet_tests::{Engine, TestApp, fixture::PASSWORD};
use serde_json::{Value, json};

const NEW_PASSWORD: &str = "Quatre corbeaux sur un fil";

#[tokio::test]
async fn whoever_leaves_is_out_at_once_and_may_come_back() {
    let app = TestApp::start().await;
    let settings = &app.inner().settings;
    let client = app.client().await;
    let tool = client.access_token("READ").await;
    let mut socket = client.watch_queue_from_now(Value::Null).await;
    let email = client.email();

    let wake = app.inner().store.wake().listen();
    guichet(settings, &["account", "disable", email]).await.printed();
    if Engine::chosen() == Engine::Postgres {
        assert!(wake.borrow().elsewhere > 0, "no node is told");
    }
    assert_eq!(socket.closed().await, 4403);
    assert!(!client.is_signed_in().await && !tool.is_signed_in().await);
    let sign_in = async || app.visitor().sign_in(email, PASSWORD).await;
    sign_in().await.assert_refused("-", "INVALID_CREDENTIALS", "WRONG_CREDENTIALS");
    assert!(guichet(settings, &["account", "disable", email]).await.complaint().contains("disabled already"));

    guichet(settings, &["account", "enable", email]).await.printed();
    sign_in().await.done();
    assert!(!client.is_signed_in().await && !tool.is_signed_in().await, "what ended has ended");
    assert!(guichet(settings, &["account", "enable", email]).await.complaint().contains("not disabled"));
    let told = recorded(&app, &["--person", email]).await;
    let told: Vec<_> = kinds(&told).into_iter().filter(|kind| kind.starts_with("ACCOUNT_")).collect();
    assert_eq!(told, ["ACCOUNT_DISABLED", "ACCOUNT_ENABLED"]);

    guichet(settings, &["client", "erase", email, "--yes"]).await.printed();
    let erased = recorded(&app, &["--kind", "CLIENT_ERASED"]).await[0]["person"]["email"].as_str().unwrap().to_owned();
    assert!(guichet(settings, &["account", "enable", &erased]).await.complaint().contains("erased"));
}

#[tokio::test]
async fn nothing_more_is_written_for_an_account_once_it_is_disabled() {
    let app = TestApp::start().await;
    let settings = &app.inner().settings;
    let seller = app.seller().await;
    let count = async || recorded(&app, &["--kind", "CLIENT_CREATED"]).await.len();
    // One after the other, for as long as it takes to hash so many passwords.
    let fields = (0..28).map(|n| {
        format!(
            "c{n}: createClient(input: {{ email: \"zoe{n}@exemple.fr\", firstName: \"Zoé\", lastName: \"Zwicky\", password: \"{PASSWORD}\" }}) \
             {{ client {{ id }} }} "
        )
    });
    let document = format!("mutation {{ {} }}", fields.collect::<String>());
    let caller = seller.clone();
    let writing = tokio::spawn(async move { caller.ask(&document, Value::Null).await });
    while count().await == 0 {}
    guichet(settings, &["account", "disable", seller.email()]).await.printed();
    let made = count().await;
    let answer = writing.await.unwrap();
    let refused = answer.body["errors"].as_array().unwrap();
    assert!(refused.iter().all(|error| error["extensions"]["code"] == "UNAUTHENTICATED"), "{}", answer.body);
    assert!(count().await == made && made < 28, "{made}");
}

#[tokio::test]
async fn whoever_forgot_its_password_is_given_another() {
    let app = TestApp::start().await;
    let settings = &app.inner().settings;
    let client = app.client().await;
    let email = client.email();
    let change = ["account", "password", email, "--password-stdin"];
    let weak = guichet_told(settings, &change, "court").await;
    assert!(weak.complaint().contains("password") && client.is_signed_in().await, "{weak:?}");

    for _ in 0..12 {
        app.visitor().attempt("signIn", json!({ "email": email, "password": "oublié" })).await;
    }
    guichet_told(settings, &change, NEW_PASSWORD).await.printed();
    assert!(!client.is_signed_in().await);
    app.visitor().sign_in(email, NEW_PASSWORD).await.done();
    let made = guichet(settings, &["account", "password", email]).await;
    let password = made.printed().lines().find_map(|line| line.strip_prefix("Password: ")).unwrap();
    app.visitor().sign_in(email, password).await.done();
    let told = recorded(&app, &["--person", email, "--kind", "PASSWORD_CHANGED"]).await;
    assert_eq!([&told[0]["detail"], &told[1]["detail"]], [&json!("by the operator"); 2]);
    assert!(guichet(settings, &["account", "password", "nobody@guichet.test"]).await.complaint().contains("nobody"));
}
