//! The record of security events.

use super::{guichet, guichet_told, kinds, recorded};
use guichet_api::clock;
use guichet_tests::{
    Engine, TestApp,
    fixture::{PASSWORD, SELLER},
};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

const NEW_PASSWORD: &str = "Quatre corbeaux sur un fil";

#[tokio::test]
async fn what_happens_to_an_account_is_on_record_in_order() {
    let app = TestApp::start().await;
    let client = app.client().await;
    app.visitor().sign_in(client.email(), "wrong").await;
    client.mutate("changePassword", json!({ "currentPassword": "wrong", "newPassword": NEW_PASSWORD })).await;
    let email = json!({ "password": PASSWORD, "email": "ailleurs@exemple.fr" });
    client.mutate("changeEmail", email).await.done();
    let tool = client.access_token("READ").await;
    client.revoke(&tool).await;
    let next = client.refreshed().await;
    // What was used before ends the session, once.
    client.mutate("refreshSession", Value::Null).await;
    next.mutate("refreshSession", Value::Null).await;
    client.mutate("refreshSession", Value::Null).await;
    let again = app.visitor().signed_in("ailleurs@exemple.fr", PASSWORD).await;
    let change = json!({ "currentPassword": PASSWORD, "newPassword": NEW_PASSWORD });
    again.mutate("changePassword", change).await.done();
    again.mutate("signOut", Value::Null).await.done();

    let events = recorded(&app, &["--person", "ailleurs@exemple.fr"]).await;
    assert_eq!(
        kinds(&events),
        [
            "CLIENT_CREATED",
            "SIGNED_IN",
            "SIGN_IN_REFUSED",
            "PASSWORD_REFUSED",
            "EMAIL_CHANGED",
            "ACCESS_TOKEN_CREATED",
            "ACCESS_TOKEN_REVOKED",
            "SESSION_REPLAYED",
            "SIGNED_IN",
            "PASSWORD_CHANGED",
            "SIGNED_OUT",
        ]
    );
    assert_eq!(events[0]["actor"]["email"], SELLER.email, "who created it");
    assert_eq!((&events[2]["actor"], &events[2]["network"]), (&Value::Null, &json!("127.0.0.0/24")));
    assert_eq!(events[5]["subject"], events[6]["subject"], "the same token");
    assert_eq!(events[5]["detail"], "scope READ");

    let all = guichet(&app.inner().settings, &["audit"]).await;
    for secret in [PASSWORD, NEW_PASSWORD, tool.secret(), client.email(), next.refresh_token().unwrap()] {
        assert!(!all.printed().contains(secret), "{secret}");
    }
    assert!(all.printed().contains("SESSION_REPLAYED"));
}

#[tokio::test]
async fn a_refusal_is_found_by_its_request() {
    let app = TestApp::start().await;
    let refused = app.visitor().sign_in("nobody@guichet.test", PASSWORD).await;
    let id = refused.answer.headers["x-request-id"].to_str().unwrap();
    let events = recorded(&app, &["--kind", "SIGN_IN_REFUSED"]).await;
    assert_eq!(kinds(&events), ["SIGN_IN_REFUSED"]);
    assert_eq!((&events[0]["requestId"], &events[0]["person"]), (&json!(id), &Value::Null));
    assert!(!events[0].to_string().contains("nobody"), "what was typed names a person");
}

#[tokio::test]
async fn who_tries_what_it_may_not_do_is_on_record_once() {
    let app = TestApp::start().await;
    let (client, other) = (app.client().await, app.client().await);
    let tool = other.access_token("READ").await;
    let forbidden = "{ mine: suggestClients(term: \"camille\") { tooMany } }";
    let first = client.ask(forbidden, Value::Null).await;
    assert_eq!(first.code(), "FORBIDDEN");
    assert_eq!(client.ask(forbidden, Value::Null).await.code(), "FORBIDDEN");
    assert_eq!(tool.attempt("resolveTicket", json!({ "ticketId": "x" })).await.code(), "FORBIDDEN");
    let recorded_all = async || {
        // What a tool may not do is put on record beside its answer.
        loop {
            let events = recorded(&app, &["--kind", "OPERATION_FORBIDDEN"]).await;
            if events.len() >= 2 {
                return events;
            }
        }
    };
    let events = tokio::time::timeout(guichet_tests::PATIENCE, recorded_all()).await.expect("it is not on record");
    assert_eq!(events.len(), 2, "once for each account");
    assert_eq!(events[0]["requestId"], first.headers["x-request-id"].to_str().unwrap());
    assert_eq!(
        (&events[0]["detail"], &events[1]["detail"]),
        (&json!("beyond the role"), &json!("a mutation with scope READ"))
    );
    assert_eq!(
        (&events[0]["person"]["email"], &events[1]["person"]["email"]),
        (&json!(client.email()), &json!(other.email()))
    );
    assert_eq!(events[0]["network"], "127.0.0.0/24");
}

#[tokio::test]
async fn nobody_makes_the_record_grow_at_will() {
    let app = TestApp::with(|settings| settings.sign_in_tries_per_account = 2).await;
    for _ in 0..6 {
        app.visitor().attempt("signIn", json!({ "email": SELLER.email, "password": "wrong" })).await;
    }
    let events = recorded(&app, &["--person", SELLER.email, "--kind", "SIGN_IN_REFUSED"]).await;
    let details: Vec<_> = events.iter().map(|event| event["detail"].as_str().unwrap()).collect();
    assert_eq!(details, ["wrong address or password", "wrong address or password", "tried too often"]);
}

#[tokio::test]
async fn what_the_operator_does_is_on_record() {
    let app = TestApp::start().await;
    let settings = &app.inner().settings;
    let staff = ["--role", "seller", "--email", "zoe@guichet.test", "--first-name", "Zoé", "--last-name", "Durand"];
    let create = [&["staff", "create", "--password-stdin"], &staff[..]].concat();
    guichet_told(settings, &create, NEW_PASSWORD).await.printed();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("products.csv");
    std::fs::write(&file, "reference,designation,on_sale\nHUB-1,Concentrateur,true\nEC-2400,Écran,true\n").unwrap();
    let file = file.to_str().unwrap();
    guichet(settings, &["products", "import", "--dry-run", file]).await.printed();
    guichet(settings, &["products", "import", file]).await.printed();

    let created = recorded(&app, &["--person", "zoe@guichet.test"]).await;
    assert_eq!(kinds(&created), ["STAFF_CREATED"]);
    let unknown = Value::Null;
    assert_eq!([&created[0]["actor"], &created[0]["network"], &created[0]["requestId"]], [&unknown; 3]);
    let imports = recorded(&app, &["--kind", "PRODUCTS_IMPORTED"]).await;
    assert_eq!(imports.last().unwrap()["detail"], "1 added, 1 updated, 0 unchanged");
    assert_eq!(imports.len(), 2, "the fixture's, and this one; a dry run changes nothing");
}

#[tokio::test]
async fn the_record_is_chosen_from_by_time_and_person() {
    let app = TestApp::start().await;
    app.client().await;
    let tomorrow = guichet_tests::fixture::day(2);
    assert_eq!(recorded(&app, &["--since", &tomorrow]).await, Vec::<Value>::new());
    let yesterday = guichet_tests::fixture::day(-1);
    assert_eq!(recorded(&app, &["--since", &yesterday]).await, recorded(&app, &[]).await);
    let settings = &app.inner().settings;
    let unknown = guichet(settings, &["audit", "--person", "nobody@guichet.test"]).await;
    assert!(unknown.complaint().contains("nobody signs in with"), "{unknown:?}");
    guichet(settings, &["audit", "--since", "yesterday"]).await.complaint();
    guichet(settings, &["audit", "--kind", "NONSENSE"]).await.complaint();
}

#[tokio::test]
async fn the_base_itself_refuses_to_change_the_record() {
    let app = TestApp::start().await;
    let before = recorded(&app, &[]).await;
    assert!(!before.is_empty());
    let engine = match Engine::chosen() {
        Engine::Sqlite => "REPLACE INTO audit_event (id, at, kind) SELECT id, at, 'SIGNED_IN' FROM audit_event",
        Engine::Postgres => "TRUNCATE audit_event",
    };
    for sql in ["UPDATE audit_event SET kind = 'SIGNED_IN'", "DELETE FROM audit_event", engine] {
        let tx = app.inner().store.begin(clock::now()).await.unwrap();
        let refused = tx.db().execute_unprepared(sql).await.unwrap_err();
        assert!(refused.to_string().contains("append-only"), "{sql}: {refused}");
    }
    assert_eq!(recorded(&app, &[]).await, before);
}
