//! Signing in, going on, signing out.

use guichet_api::clock;
use guichet_domain::Role;
use guichet_tests::{
    TestApp,
    actor::Caller,
    fixture::{PASSWORD, SELLER},
};
use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Value, json};
use std::time::Duration;

const NEW_PASSWORD: &str = "Quatre corbeaux sur un fil";

#[tokio::test]
async fn a_sign_in_gives_a_token_a_cookie_and_the_viewer() {
    let app = TestApp::start().await;
    let payload = app.visitor().sign_in("  SONIA.Vidal@guichet.test ", PASSWORD).await;
    let done = payload.done();
    assert_eq!((&done["viewer"]["firstName"], &done["viewer"]["role"]), (&json!("Sonia"), &json!("SELLER")));
    assert!(done["expiresAt"].is_string());
    let cookie = payload.answer.headers["set-cookie"].to_str().unwrap();
    for part in ["HttpOnly", "Secure", "SameSite=Strict", "Path=/graphql"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert!(!payload.answer.body.to_string().contains(&payload.answer.refresh_token().unwrap()));
}

#[tokio::test]
async fn an_unknown_address_reads_like_a_wrong_password() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    let wrong = visitor.sign_in(SELLER.email, "Perroquet vert sous la pluie").await;
    wrong.assert_refused("-", "INVALID_CREDENTIALS", "WRONG_CREDENTIALS");
    for (email, password) in
        [("nobody@guichet.test", PASSWORD), ("not an address", PASSWORD), (SELLER.email, ""), ("", "")]
    {
        let refused = visitor.sign_in(email, password).await;
        assert_eq!(refused.value, wrong.value, "{email}");
        assert_eq!(refused.answer.refresh_token(), None);
    }
}

#[tokio::test]
async fn tries_on_one_account_are_limited_known_or_not() {
    let app = TestApp::with(|settings| settings.sign_in_tries_per_account = 3).await;
    let visitor = app.visitor();
    for email in [SELLER.email, "nobody@guichet.test"] {
        for _ in 0..3 {
            visitor.sign_in(email, "wrong").await.assert_refused("-", "INVALID_CREDENTIALS", "WRONG_CREDENTIALS");
        }
        let limited = visitor.attempt("signIn", json!({ "email": email, "password": PASSWORD })).await;
        assert_eq!((limited.code(), limited.status.as_u16()), ("RATE_LIMITED", 429));
        let wait = limited.error()["extensions"]["retryAfter"].as_i64().unwrap();
        assert!((1..=900).contains(&wait), "{wait}");
        assert_eq!(limited.headers["retry-after"].to_str().unwrap(), wait.to_string());
    }
    // The others go on.
    let seller = app.technician().await;
    // Nor does it show that the account has come to be.
    let client =
        json!({ "email": "nobody@guichet.test", "firstName": "Nemo", "lastName": "Outis", "password": PASSWORD });
    seller.mutate("createClient", client.clone()).await.done();
    assert_eq!(
        visitor.attempt("signIn", json!({ "email": client["email"], "password": "wrong" })).await.code(),
        "RATE_LIMITED"
    );
}

#[tokio::test]
async fn what_a_clock_counted_that_was_ahead_is_held_against_nobody() {
    let app = TestApp::with(|settings| settings.sign_in_tries_per_account = 3).await;
    let visitor = app.visitor();
    for _ in 0..3 {
        visitor.sign_in(SELLER.email, "wrong").await.assert_refused("-", "INVALID_CREDENTIALS", "WRONG_CREDENTIALS");
    }
    assert_eq!(
        visitor.attempt("signIn", json!({ "email": SELLER.email, "password": PASSWORD })).await.code(),
        "RATE_LIMITED"
    );
    let ahead = "UPDATE throttle SET resets_at = '2099-01-01T00:00:00+00:00'";
    app.inner().store.writer().execute_unprepared(ahead).await.unwrap();
    visitor.sign_in(SELLER.email, PASSWORD).await.done();
}

#[tokio::test]
async fn tries_from_one_address_are_limited_over_all_accounts() {
    let app = TestApp::with(|settings| settings.sign_in_tries_per_address = 3).await;
    for name in ["a", "b", "c"] {
        let refused = app.visitor().sign_in(&format!("{name}@guichet.test"), "wrong").await;
        refused.assert_refused("-", "INVALID_CREDENTIALS", "WRONG_CREDENTIALS");
    }
    let limited = app.visitor().attempt("signIn", json!({ "email": SELLER.email, "password": PASSWORD })).await;
    assert_eq!(limited.code(), "RATE_LIMITED");
}

#[tokio::test]
async fn a_visitor_is_nobody_and_may_nothing() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    assert_eq!(visitor.data("{ viewer { id } }", Value::Null).await, json!({ "viewer": null }));
    assert_eq!(visitor.ask("{ ticketCounts { open } }", Value::Null).await.code(), "UNAUTHENTICATED");
    let mut queue = visitor.subscribe("subscription { ticketQueue { kind } }", Value::Null).await;
    assert_eq!(queue.refused().await, "UNAUTHENTICATED");
}

#[tokio::test]
async fn a_refresh_token_is_good_once_and_its_replay_ends_the_session() {
    let app = TestApp::start().await;
    let first = app.client().await;
    let second = first.refreshed().await;
    assert_ne!(first.refresh_token(), second.refresh_token());
    assert_eq!(second.id(), first.id());
    assert!(first.is_signed_in().await && second.is_signed_in().await, "an access token lives its ten minutes");
    let mut queue = second.watch_queue_from_now(Value::Null).await;

    let replayed = first.mutate("refreshSession", Value::Null).await;
    replayed.assert_refused("-", "INVALID_CREDENTIALS", "SESSION_ENDED");
    assert_eq!(replayed.answer.refresh_token().as_deref(), Some(""), "the cookie is taken away");
    let stolen = second.mutate("refreshSession", Value::Null).await;
    stolen.assert_refused("-", "INVALID_CREDENTIALS", "SESSION_ENDED");
    assert!(!first.is_signed_in().await && !second.is_signed_in().await);
    assert_eq!(queue.closed().await, 4403);
}

#[tokio::test]
async fn of_several_refreshes_at_once_at_most_one_wins() {
    let app = TestApp::start().await;
    let client = app.client().await;
    let refresh = || client.mutate("refreshSession", Value::Null);
    let (a, b, c, d) = tokio::join!(refresh(), refresh(), refresh(), refresh());
    let won = [a, b, c, d].iter().filter(|payload| payload.value["accessToken"].is_string()).count();
    assert!(won <= 1, "{won} won");
}

#[tokio::test]
async fn a_refresh_without_or_with_an_unknown_cookie_is_refused() {
    let app = TestApp::start().await;
    for token in [None, Some(""), Some("nonsense")] {
        let refused = app.visitor().with_refresh_token(token).mutate("refreshSession", Value::Null).await;
        refused.assert_refused("-", "INVALID_CREDENTIALS", "SESSION_ENDED");
    }
}

#[tokio::test]
async fn a_refresh_token_is_no_access_token() {
    let app = TestApp::start().await;
    let client = app.client().await;
    assert!(!client.with_token(client.refresh_token()).is_signed_in().await);
}

#[tokio::test]
async fn a_sign_out_ends_the_session_its_cookie_and_its_sockets_alone() {
    let app = TestApp::start().await;
    let client = app.client().await;
    let other = client.on_another_device().await;
    let mut queue = client.watch_queue_from_now(Value::Null).await;

    client.mutate("signOut", Value::Null).await.done();
    assert_eq!(queue.closed().await, 4403);
    assert!(!client.is_signed_in().await);
    let refused = client.with_token(None).mutate("refreshSession", Value::Null).await;
    refused.assert_refused("-", "INVALID_CREDENTIALS", "SESSION_ENDED");
    assert!(other.is_signed_in().await);
    // Once more is no error.
    client.with_token(None).mutate("signOut", Value::Null).await.done();
}

#[tokio::test]
async fn a_sign_out_closes_sockets_on_other_nodes() {
    let app = TestApp::start().await;
    let node = app.another_node().await;
    let client = app.client().await;
    let mut queue = node.serving(&client).watch_queue_from_now(Value::Null).await;
    client.mutate("signOut", Value::Null).await.done();
    assert_eq!(queue.closed().await, 4403);
    assert!(!node.serving(&client).is_signed_in().await);
}

#[tokio::test]
async fn a_change_of_password_ends_every_other_session_and_its_sockets() {
    let app = TestApp::start().await;
    let client = app.client().await;
    let other = client.on_another_device().await;
    let mut queue = other.watch_queue_from_now(Value::Null).await;

    let input = json!({ "currentPassword": PASSWORD, "newPassword": NEW_PASSWORD });
    client.mutate("changePassword", input).await.done();
    assert_eq!(queue.closed().await, 4403);
    assert!(client.is_signed_in().await && !other.is_signed_in().await);
    other.mutate("refreshSession", Value::Null).await.assert_refused("-", "INVALID_CREDENTIALS", "SESSION_ENDED");
    let old = app.visitor().sign_in(client.email(), PASSWORD).await;
    old.assert_refused("-", "INVALID_CREDENTIALS", "WRONG_CREDENTIALS");
    app.visitor().signed_in(client.email(), NEW_PASSWORD).await;
    client.refreshed().await;
}

#[tokio::test]
async fn a_sign_in_that_a_change_of_password_overtakes_leaves_no_session() {
    let app = TestApp::start().await;
    let client = app.client().await;
    let store = &app.inner().store;
    let tx = store.begin(clock::now()).await.unwrap();
    // It takes its time before it commits, while the password until then is compared.
    let sql = "UPDATE person SET password_hash = replace(password_hash, 'p=1', 'p=2') WHERE email = $1";
    let change = Statement::from_sql_and_values(store.backend(), sql, [client.email().into()]);
    tx.db().execute_raw(change).await.unwrap();
    let change = async {
        tokio::time::sleep(Duration::from_secs(1)).await;
        tx.commit().await.unwrap();
    };
    let visitor = app.visitor();
    let input = json!({ "email": client.email(), "password": PASSWORD });
    let (thief, ()) = tokio::join!(visitor.attempt("signIn", input), change);
    assert_eq!(thief.code(), "UNAVAILABLE", "the next try tells whether the password still opens it");
    visitor.sign_in(client.email(), PASSWORD).await.assert_refused("-", "INVALID_CREDENTIALS", "WRONG_CREDENTIALS");
}

#[tokio::test]
async fn an_expired_forged_or_foreign_token_opens_nothing() {
    let app = TestApp::start().await;
    let client = app.client().await;
    let (header, rest) = client.token().unwrap().split_once('.').unwrap();
    let (claims, signature) = rest.split_once('.').unwrap();
    let none = "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0";
    let expired = expired_token(&app, &client);
    for token in [
        expired.as_str(),
        "nonsense",
        &format!("{none}.{claims}."),
        &format!("{none}.{claims}.{signature}"),
        &format!("{header}.{claims}x.{signature}"),
        &format!("{header}.{claims}."),
        TestApp::start().await.client().await.token().unwrap(),
    ] {
        let forged = client.with_token(Some(token));
        assert!(!forged.is_signed_in().await, "{token}");
        let mut socket = guichet_tests::Socket::open(&forged, &[]).await.unwrap();
        let payload = json!({ "authorization": format!("Bearer {token}") });
        socket.say(json!({ "type": "connection_init", "payload": payload })).await;
        assert_eq!(socket.closed().await, 4403, "{token}");
    }
    // Signing in again works with the old token still there.
    client.with_token(Some(&expired)).on_another_device().await;
}

fn expired_token(app: &TestApp, caller: &Caller) -> String {
    let actor = app.actor(caller, Role::Client);
    app.inner().signer.sign(&actor, clock::now() - chrono::TimeDelta::minutes(11)).unwrap().token
}
