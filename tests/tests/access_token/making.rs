//! What a person does with its tokens.

use super::set_moment;
use chrono::TimeDelta;
use guichet_api::{clock, store::hash::sha256};
use guichet_tests::{TestApp, actor::Caller, fixture::PASSWORD};
use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Value, json};
use std::time::Duration;

#[tokio::test]
async fn a_secret_is_shown_once_and_the_base_holds_its_hash_alone() {
    let app = TestApp::start().await;
    let client = app.client().await;
    let input = json!({ "name": " Export de nuit ", "scope": "WRITE" });
    let made = client.mutate("createAccessToken", input).await.done().clone();
    let secret = made["secret"].as_str().unwrap();
    assert!(secret.starts_with("guichet_pat_") && secret.len() == 55, "{secret}");
    assert_eq!(
        (&made["accessToken"]["name"], &made["accessToken"]["lastUsedAt"]),
        (&json!("Export de nuit"), &Value::Null)
    );

    let db = app.inner().store.reader();
    let everything = Statement::from_string(
        db.get_database_backend(),
        "SELECT CAST(id AS TEXT) || name || secret_hash || scope AS everything, secret_hash FROM access_token",
    );
    let rows = db.query_all_raw(everything).await.unwrap();
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].try_get::<String>("", "secret_hash").unwrap(), sha256(secret));
    let bare = secret.strip_prefix("guichet_pat_").unwrap();
    assert!(!rows[0].try_get::<String>("", "everything").unwrap().contains(bare));
}

#[tokio::test]
async fn a_token_lasts_ninety_days_or_as_asked() {
    let app = TestApp::start().await;
    let client = app.client().await;
    let made = async |expires_at: Value| {
        let input = json!({ "name": "Export", "scope": "READ", "expiresAt": expires_at });
        client.mutate("createAccessToken", input).await.done()["accessToken"].clone()
    };
    let instant =
        |token: &Value, field: &str| token[field].as_str().unwrap().parse::<chrono::DateTime<chrono::Utc>>().unwrap();
    let usual = made(Value::Null).await;
    assert_eq!(instant(&usual, "expiresAt") - instant(&usual, "createdAt"), TimeDelta::days(90));
    let asked = clock::now() + TimeDelta::days(365);
    assert_eq!(instant(&made(json!(asked.to_rfc3339())).await, "expiresAt"), asked);
}

#[tokio::test]
async fn what_is_asked_wrong_for_a_token_is_refused_by_field() {
    let app = TestApp::start().await;
    let client = app.client().await;
    let day = |days| (clock::now() + TimeDelta::days(days)).to_rfc3339();
    for (field, value, reason, limit) in [
        ("name", " ".to_owned(), "BLANK", Value::Null),
        ("name", "é".repeat(81), "TOO_LONG", json!(80)),
        ("name", "two\nlines".to_owned(), "CONTROL_CHARACTER", Value::Null),
        ("expiresAt", day(-1), "EXPIRY_PAST", Value::Null),
        ("expiresAt", day(367), "EXPIRY_TOO_FAR", json!(366)),
    ] {
        let mut input = json!({ "name": "Export", "scope": "READ" });
        input[field] = value.into();
        let payload = client.mutate("createAccessToken", input).await;
        payload.assert_refused(field, "INVALID_INPUT", reason);
        assert_eq!(payload.value["errors"][0]["limit"], limit);
        assert_eq!((&payload.value["accessToken"], &payload.value["secret"]), (&Value::Null, &Value::Null));
    }
    let both = json!({ "name": "", "scope": "READ", "expiresAt": day(-1) });
    let fields: Vec<_> = client.mutate("createAccessToken", both).await.refusals();
    assert_eq!(fields.iter().map(|(field, ..)| field.as_str()).collect::<Vec<_>>(), ["name", "expiresAt"]);
    for wrong in
        [json!({ "name": "A", "scope": "ADMIN" }), json!({ "name": "A", "scope": "READ", "expiresAt": "soon" })]
    {
        assert_eq!(client.attempt("createAccessToken", wrong).await.code(), "BAD_REQUEST");
    }
    assert_eq!(client.access_tokens().await, [Value::Null; 0]);
}

#[tokio::test]
async fn a_person_sees_its_tokens_newest_first_page_by_page() {
    let app = TestApp::start().await;
    for person in [app.client().await.0, app.technician().await.0] {
        for name in ["un", "deux", "trois"] {
            person.access_token_called(name, "READ").await;
        }
        let page = async |after: Value| {
            let document = "query($after: String) { viewer { accessTokens(first: 2, after: $after) {
                totalCount nodes { name } pageInfo { hasNextPage hasPreviousPage endCursor }
            } } }";
            person.data(document, json!({ "after": after })).await["viewer"]["accessTokens"].clone()
        };
        let first = page(Value::Null).await;
        assert_eq!(
            (&first["totalCount"], &first["nodes"]),
            (&json!(3), &json!([{ "name": "trois" }, { "name": "deux" }]))
        );
        let second = page(first["pageInfo"]["endCursor"].clone()).await;
        assert_eq!((&second["nodes"], &second["pageInfo"]["hasNextPage"]), (&json!([{ "name": "un" }]), &json!(false)));
    }
}

#[tokio::test]
async fn a_token_is_its_owners_alone() {
    let app = TestApp::start().await;
    let (client, stranger, seller) = (app.client().await, app.client().await, app.seller().await);
    let tool = client.access_token("WRITE").await;
    let node = "query($id: ID!) { node(id: $id) { id ... on AccessToken { name } } }";
    let found = client.data(node, json!({ "id": tool.token_id() })).await;
    assert_eq!(found["node"], json!({ "id": tool.token_id(), "name": "Outil" }));
    let input = |id: &str| json!({ "accessTokenId": id });
    for other in [&stranger.0, &seller.0] {
        assert_eq!(other.data(node, json!({ "id": tool.token_id() })).await["node"], Value::Null);
        assert_eq!(other.access_tokens().await, [Value::Null; 0]);
        let theirs = other.mutate("revokeAccessToken", input(tool.token_id())).await;
        theirs.assert_refused("accessTokenId", "NOT_FOUND", "NOT_FOUND");
        for none in ["QWNjZXNzVG9rZW46OTk5OTk5", client.id(), "nonsense", ""] {
            let unknown = other.mutate("revokeAccessToken", input(none)).await;
            assert_eq!(unknown.answer.body, theirs.answer.body, "{none}");
        }
    }
    let seen = "query($id: ID!) { node(id: $id) { ... on Client { email accessTokens { totalCount } } } }";
    let seen = seller.data(seen, json!({ "id": client.id() })).await["node"].clone();
    assert_eq!(seen, json!({ "email": client.email(), "accessTokens": null }));
    assert!(tool.is_signed_in().await);
}

#[tokio::test]
async fn a_retry_gives_the_same_token_with_another_secret() {
    let app = TestApp::start().await;
    let client = app.client().await;
    let input = json!({ "name": "Export", "scope": "READ", "idempotencyKey": "clé" });
    let make = || client.mutate("createAccessToken", input.clone());
    let (first, again) = (make().await, make().await);
    assert_eq!(first.done()["accessToken"], again.done()["accessToken"]);
    let opens = async |secret: &Value| client.with_token(secret.as_str()).is_signed_in().await;
    assert!(!opens(&first.value["secret"]).await && opens(&again.value["secret"]).await);

    let id = json!({ "accessTokenId": first.value["accessToken"]["id"] });
    client.mutate("revokeAccessToken", id).await.done();
    make().await.assert_refused("idempotencyKey", "NOT_FOUND", "NOT_FOUND");
    assert!(!opens(&again.value["secret"]).await);
}

#[tokio::test]
async fn fifty_tokens_of_a_person_work_at_a_time_and_no_more() {
    let app = TestApp::start().await;
    let client = app.client().await;
    let make = || client.mutate("createAccessToken", json!({ "name": "Export", "scope": "READ" }));
    let mut tools = Vec::new();
    for _ in 0..48 {
        tools.push(client.access_token("READ").await);
    }
    let (a, b, c, d) = tokio::join!(make(), make(), make(), make());
    let refused: Vec<_> = [a, b, c, d].into_iter().filter(|payload| payload.value["accessToken"].is_null()).collect();
    assert_eq!(refused.len(), 2, "four at once pass the limit together");
    for payload in refused {
        payload.assert_refused("-", "CONFLICT", "TOO_MANY_ACCESS_TOKENS");
        assert_eq!(payload.value["errors"][0]["limit"], 50);
    }
    client.revoke(&tools[0]).await;
    make().await.done();
    make().await.assert_refused("-", "CONFLICT", "TOO_MANY_ACCESS_TOKENS");
    set_moment(&app, &tools[1], "expires_at", clock::now()).await;
    make().await.done();
    app.client().await.access_token("READ").await;
}

#[tokio::test]
async fn nobody_makes_the_record_grow_at_will_with_secrets() {
    let app = TestApp::start().await;
    let client = app.client().await;
    let input = json!({ "name": "Export", "scope": "READ", "idempotencyKey": "clé" });
    for _ in 0..100 {
        client.mutate("createAccessToken", input.clone()).await.done();
    }
    let limited = client.attempt("createAccessToken", input).await;
    assert_eq!(limited.code(), "RATE_LIMITED");
    app.client().await.access_token("READ").await;
}

#[tokio::test]
async fn a_session_that_ends_meanwhile_leaves_no_token_behind() {
    let app = TestApp::start().await;
    let client = app.client().await;
    let store = &app.inner().store;
    let tx = store.begin(clock::now()).await.unwrap();
    // A change of password on another device, which takes its time before it commits.
    for sql in [
        "UPDATE person SET password_hash = password_hash WHERE email = $2 AND $1 IS NOT NULL",
        "UPDATE session SET ended_at = $1 WHERE person_id = (SELECT id FROM person WHERE email = $2)",
    ] {
        let values = [clock::now().into(), client.email().into()];
        tx.db().execute_raw(Statement::from_sql_and_values(store.backend(), sql, values)).await.unwrap();
    }
    let change = async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        tx.commit().await.unwrap();
    };
    let make = client.attempt("createAccessToken", json!({ "name": "Intrus", "scope": "WRITE" }));
    let (made, ()) = tokio::join!(make, change);
    assert_eq!(made.code(), "UNAUTHENTICATED");
    assert_eq!(client.on_another_device().await.access_tokens().await, [Value::Null; 0]);
}

/// Everything that manages the account, with input that would do.
fn management(own_token: &str) -> [(&'static str, Value); 5] {
    [
        ("createAccessToken", json!({ "name": "Intrus", "scope": "WRITE" })),
        ("revokeAccessToken", json!({ "accessTokenId": own_token })),
        ("changePassword", json!({ "currentPassword": PASSWORD, "newPassword": "Quatre corbeaux sur un fil" })),
        ("changeEmail", json!({ "password": PASSWORD, "email": "intrus@exemple.fr" })),
        ("signOut", Value::Null),
    ]
}

#[tokio::test]
async fn a_tool_does_not_manage_the_account() {
    let app = TestApp::start().await;
    let client = app.client().await;
    for scope in ["READ", "WRITE"] {
        let tool = client.access_token(scope).await;
        for (mutation, input) in management(tool.token_id()) {
            let refused = tool.attempt(mutation, input).await;
            assert_eq!((refused.code(), refused.status.as_u16()), ("FORBIDDEN", 403), "{scope} {mutation}");
        }
        assert!(tool.is_signed_in().await);
    }
    assert_eq!(client.access_tokens().await.len(), 2);
    assert!(client.is_signed_in().await);
    let again: Caller = client.on_another_device().await;
    assert_eq!(again.email(), client.email());
}
