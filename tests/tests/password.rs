//! Passwords: what hashing them costs, and how often they are tried.

use argon2::{Algorithm, Argon2, Params, PasswordHasher, Version};
use futures::future::join_all;
use guichet_api::{account::refresh_session::REFRESHES_PER_ACCOUNT, clock};
use guichet_tests::{
    TestApp,
    actor::Caller,
    fixture::{self, PASSWORD, SELLER, TECHNICIAN},
};
use sea_orm::{ConnectionTrait, Statement, Value as Bound};
use serde_json::{Value, json};
use std::time::Duration;

async fn stored_hash(app: &TestApp, email: &str) -> String {
    let store = &app.inner().store;
    let sql = "SELECT password_hash FROM person WHERE email = $1";
    let row = store.reader().query_one_raw(Statement::from_sql_and_values(store.backend(), sql, [email.into()])).await;
    row.unwrap().unwrap().try_get("", "password_hash").unwrap()
}

async fn store_hash(app: &TestApp, email: &str, hash: &str) {
    let store = &app.inner().store;
    let sql = "UPDATE person SET password_hash = $1 WHERE email = $2";
    let values: [Bound; 2] = [hash.into(), email.into()];
    let tx = store.begin(clock::now()).await.unwrap();
    tx.db().execute_raw(Statement::from_sql_and_values(store.backend(), sql, values)).await.unwrap();
    tx.commit().await.unwrap();
}

/// The cost that a hash names: KiB of memory and rounds.
fn cost(hash: &str) -> (u32, u32) {
    let parameters = hash.strip_prefix("$argon2id$v=19$").unwrap_or_else(|| panic!("{hash} is not argon2id"));
    let value = |name: &str| {
        let parameter = parameters.split(['$', ',']).find_map(|part| part.strip_prefix(name)).unwrap();
        parameter.parse().unwrap()
    };
    (value("m="), value("t="))
}

#[tokio::test]
async fn each_password_has_a_salt_of_its_own_and_costs_what_owasp_says() {
    let app = TestApp::start().await;
    let (one, other) = (app.client().await, app.client().await);
    let hashes = [stored_hash(&app, one.email()).await, stored_hash(&app, other.email()).await];
    for hash in &hashes {
        let (memory, rounds) = cost(hash);
        assert!(memory >= 19_456 && rounds >= 2, "{hash}");
    }
    let salt = |hash: &str| hash.split('$').nth(4).unwrap().to_owned();
    assert_ne!(salt(&hashes[0]), salt(&hashes[1]));
    assert!(salt(&hashes[0]).len() >= 22, "128 bits");
}

#[tokio::test]
async fn a_hash_that_costs_less_than_is_meant_by_now_is_replaced_at_the_next_sign_in() {
    let app = TestApp::start().await;
    let client = app.client().await;
    let weak = Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(8_192, 1, 1, None).unwrap());
    let weak = weak.hash_password(PASSWORD.as_bytes()).unwrap().to_string();
    store_hash(&app, client.email(), &weak).await;
    app.visitor().sign_in(client.email(), "wrong").await;
    assert_eq!(stored_hash(&app, client.email()).await, weak, "who does not know the password changes nothing");
    client.on_another_device().await;
    let strong = stored_hash(&app, client.email()).await;
    assert_eq!(cost(&strong), (19_456, 2));
    client.on_another_device().await;
    assert_eq!(stored_hash(&app, client.email()).await, strong, "once");
    assert!(client.is_signed_in().await, "the password is the same: no session ends");
}

#[tokio::test]
async fn a_password_of_200_kilobytes_is_refused_like_any_other() {
    let app = TestApp::start().await;
    let long = "é".repeat(100_000);
    let refused = app.visitor().sign_in(SELLER.email, &long).await;
    refused.assert_refused("-", "INVALID_CREDENTIALS", "WRONG_CREDENTIALS");
    let client = app.client().await;
    let change = json!({ "currentPassword": long, "newPassword": "Quatre corbeaux sur un fil" });
    let refused = client.mutate("changePassword", change).await;
    refused.assert_refused("currentPassword", "INVALID_CREDENTIALS", "WRONG_PASSWORD");
    let change = json!({ "currentPassword": PASSWORD, "newPassword": long });
    client.mutate("changePassword", change).await.assert_refused("newPassword", "INVALID_INPUT", "TOO_LONG");
}

#[tokio::test]
async fn the_sign_ins_of_one_document_are_as_many_tries() {
    let app = TestApp::with(|settings| settings.sign_in_tries_per_account = 5).await;
    let field = |n: u32| {
        let input = format!("{{ email: \"{}\", password: \"wrong{n}\" }}", SELLER.email);
        format!("a{n}: signIn(input: {input}) {{ errors {{ reason }} }} ")
    };
    let document = |times: u32| format!("mutation {{ {} }}", (0..times).map(field).collect::<String>());
    let hundred = app.visitor().ask(&document(100), Value::Null).await;
    assert_eq!(hundred.code(), "QUERY_TOO_COMPLEX");
    let batch: Vec<_> = (0..100).map(|_| json!({ "query": document(1) })).collect();
    assert_eq!(app.visitor().request().json(&batch).send().await.unwrap().status(), 400);
    // Neither was a try. This one is thirty.
    let thirty = app.visitor().ask(&document(30), Value::Null).await.body;
    let told = thirty.to_string();
    assert!(told.matches("WRONG_CREDENTIALS").count() <= 5 && told.contains("RATE_LIMITED"), "{told}");
    let limited = app.visitor().attempt("signIn", json!({ "email": SELLER.email, "password": PASSWORD })).await;
    assert_eq!(limited.code(), "RATE_LIMITED");
}

/// A sign-in behind a proxy, or somebody who says so.
async fn sign_in_from(caller: &Caller, forwarded: &str) -> u16 {
    let input = json!({ "email": fixture::email(), "password": "wrong" });
    let document = "mutation($input: SignInInput!) { signIn(input: $input) { errors { reason } } }";
    let body = json!({ "query": document, "variables": { "input": input } });
    caller.request().header("x-forwarded-for", forwarded).json(&body).send().await.unwrap().status().as_u16()
}

#[tokio::test]
async fn tries_are_counted_by_the_address_that_a_trusted_proxy_tells_and_no_other() {
    let behind = TestApp::with(|settings| {
        settings.sign_in_tries_per_address = 2;
        settings.trusted_proxies = vec![[127, 0, 0, 1].into()];
    })
    .await;
    let visitor = behind.visitor();
    let one = "203.0.113.7";
    assert_eq!([sign_in_from(&visitor, one).await, sign_in_from(&visitor, one).await], [200, 200]);
    assert_eq!(sign_in_from(&visitor, one).await, 429);
    assert_eq!(sign_in_from(&visitor, "198.51.100.1, 203.0.113.7").await, 429, "what stands before is invented");
    assert_eq!(sign_in_from(&visitor, "203.0.113.8").await, 200);
    let line = ["2001:db8:1:2::1", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::7", "2001:db8:1:3::1"];
    let mut told = Vec::new();
    for address in line {
        told.push(sign_in_from(&visitor, address).await);
    }
    assert_eq!(told, [200, 200, 429, 200], "whoever has one address of an IPv6 line has all of them");

    let open = TestApp::with(|settings| settings.sign_in_tries_per_address = 2).await;
    let visitor = open.visitor();
    for (forwarded, status) in [("203.0.113.1", 200), ("203.0.113.2", 200), ("203.0.113.3", 429)] {
        assert_eq!(sign_in_from(&visitor, forwarded).await, status, "whoever is no proxy is believed nothing");
    }
}

#[tokio::test]
async fn refreshes_with_tokens_that_nobody_has_end_no_session() {
    let app = TestApp::with(|settings| settings.operations_per_minute_per_address = 0).await;
    let client = app.client().await;
    let stranger = app.visitor().with_refresh_token(Some("bogus"));
    let thirty: String = (0..30).map(|n| format!("a{n}: refreshSession {{ accessToken }} ")).collect();
    let document = format!("mutation {{ {thirty} }}");
    for _ in 0..100 {
        stranger.ask(&document, Value::Null).await;
    }
    assert!(stranger.ask(&document, Value::Null).await.body.to_string().contains("RATE_LIMITED"));
    client.refreshed().await;
}

#[tokio::test]
async fn refreshes_with_tokens_of_sessions_that_have_ended_keep_no_other_from_going_on() {
    let app = TestApp::with(|settings| settings.operations_per_minute_per_address = 0).await;
    let client = app.client().await;
    let (left, replayed) = (client.on_another_device().await, client.on_another_device().await);
    left.mutate("signOut", Value::Null).await.done();
    replayed.refreshed().await;
    let thirty: String = (0..30).map(|n| format!("a{n}: refreshSession {{ accessToken }} ")).collect();
    let document = format!("mutation {{ {thirty} }}");
    for ended in [&left, &replayed] {
        for _ in 0..=REFRESHES_PER_ACCOUNT / 30 {
            ended.with_token(None).ask(&document, Value::Null).await;
        }
    }
    client.refreshed().await;
}

#[tokio::test]
async fn whoever_tries_the_password_of_another_keeps_nobody_out_elsewhere() {
    let app = TestApp::with(|settings| {
        settings.sign_in_tries_per_account = 2;
        settings.trusted_proxies = vec![[127, 0, 0, 1].into()];
    })
    .await;
    let visitor = app.visitor();
    let sign_in = async |email: &str, password: &str, from: &str| {
        let document = "mutation($input: SignInInput!) { signIn(input: $input) { viewer { id } } }";
        let body = json!({ "query": document, "variables": { "input": { "email": email, "password": password } } });
        let answer = visitor.request().header("x-forwarded-for", from).json(&body).send().await.unwrap();
        let status = answer.status().as_u16();
        let body: Value = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
        (status, body["data"]["signIn"]["viewer"]["id"].is_string())
    };
    for _ in 0..2 {
        assert_eq!(sign_in(SELLER.email, "wrong", "203.0.113.7").await, (200, false));
    }
    for _ in 0..30 {
        assert_eq!(sign_in(SELLER.email, "wrong", "203.0.113.7").await.0, 429);
    }
    // However it is written.
    let shouted = format!(" {} ", SELLER.email.to_uppercase());
    assert_eq!(sign_in(&shouted, PASSWORD, "203.0.113.7").await.0, 429);
    assert_eq!(sign_in(SELLER.email, PASSWORD, "203.0.113.8").await, (200, true));
    // All addresses together have ten times as many, and the try that would be one more is none.
    for n in 0..10 {
        let from = format!("198.51.100.{n}");
        for _ in 0..2 {
            sign_in(SELLER.email, "wrong", &from).await;
        }
    }
    assert_eq!(sign_in(SELLER.email, PASSWORD, "192.0.2.1").await.0, 429);
}

#[tokio::test]
async fn whatever_is_typed_as_an_address_counts_for_nobody_elsewhere() {
    let app = TestApp::with(|settings| {
        settings.sign_in_tries_per_account = 2;
        settings.trusted_proxies = vec![[127, 0, 0, 1].into()];
    })
    .await;
    let visitor = app.visitor();
    let sign_in = async |email: &str, from: &str| {
        let document = "mutation($input: SignInInput!) { signIn(input: $input) { viewer { id } } }";
        let input = json!({ "email": email, "password": PASSWORD });
        let body = json!({ "query": document, "variables": { "input": input } });
        visitor.request().header("x-forwarded-for", from).json(&body).send().await.unwrap().status().as_u16()
    };
    let (owner, stranger) = ("203.0.113.7", "203.0.113.8");
    let (here, email) = (owner.len(), SELLER.email);
    for typed in [
        format!("{email} from {owner} after 0"),
        format!("{email}{here}:{owner}1:0"),
        format!("{email}\u{1f}{owner}\u{1f}0"),
        format!("sign-in to {email} from {owner} after 0"),
    ] {
        let tries = [sign_in(&typed, stranger).await, sign_in(&typed, stranger).await, sign_in(&typed, stranger).await];
        assert_eq!(tries, [200, 200, 429], "{typed}");
        assert_eq!(sign_in(email, owner).await, 200, "{typed}");
    }
}

#[tokio::test]
async fn without_a_limit_any_number_of_tries_is_taken() {
    let app = TestApp::with(|settings| {
        settings.sign_in_tries_per_account = 0;
        settings.sign_in_tries_per_address = 0;
    })
    .await;
    let client = app.client().await;
    for _ in 0..12 {
        let refused = app.visitor().sign_in(client.email(), "wrong").await;
        refused.assert_refused("-", "INVALID_CREDENTIALS", "WRONG_CREDENTIALS");
    }
    client.on_another_device().await;
    let email = json!({ "password": PASSWORD, "email": fixture::email() });
    client.mutate("changeEmail", email).await.done();

    let by_address = TestApp::with(|settings| {
        settings.sign_in_tries_per_account = 0;
        settings.sign_in_tries_per_address = 2;
    })
    .await;
    let tries = async || sign_in_from(&by_address.visitor(), "203.0.113.7").await;
    assert_eq!([tries().await, tries().await, tries().await], [200, 200, 429], "each setting by itself");
}

#[tokio::test]
async fn passwords_typed_again_are_limited_by_account_and_by_address() {
    let app = TestApp::with(|settings| {
        settings.sign_in_tries_per_account = 3;
        settings.sign_in_tries_per_address = 8;
    })
    .await;
    let change = json!({ "currentPassword": "wrong", "newPassword": "Quatre corbeaux sur un fil" });
    let (one, other, third) = (app.client().await, app.client().await, app.client().await);
    let tries = async |client: &Caller| {
        let mut statuses = Vec::new();
        for _ in 0..4 {
            statuses.push(client.attempt("changePassword", change.clone()).await.status.as_u16());
        }
        statuses
    };
    assert_eq!(tries(&one).await, [200, 200, 200, 429]);
    assert_eq!(tries(&other).await, [200, 200, 200, 429]);
    // Eight from this address by now.
    assert_eq!(tries(&third).await, [429; 4]);
}

#[tokio::test]
async fn whoever_creates_accounts_without_end_keeps_nobody_from_signing_in() {
    let app = TestApp::with(|settings| {
        settings.hashes_at_once = 1;
        settings.operations_per_minute_per_account = 0;
    })
    .await;
    let seller = app.seller().await;
    // More at a time than may wait to be hashed.
    let without_end = join_all((0..100).map(async |_| {
        for _ in 0..1_000 {
            let (email, names) = (fixture::email(), ("Léa", "Roux"));
            let client = json!({ "email": email, "firstName": names.0, "lastName": names.1, "password": PASSWORD });
            seller.attempt("createClient", client).await;
        }
    }));
    let others = async {
        tokio::time::sleep(Duration::from_secs(1)).await;
        for _ in 0..5 {
            app.visitor().sign_in(TECHNICIAN.email, PASSWORD).await.done();
        }
    };
    tokio::select! {
        _ = without_end => panic!("it has an end"),
        () = others => {}
    }
}

#[tokio::test]
async fn refreshes_are_limited_by_account() {
    let app = TestApp::start().await;
    let (client, other) = (app.client().await, app.client().await);
    let mut client = client.refreshed().await;
    for _ in 1..REFRESHES_PER_ACCOUNT {
        client = client.refreshed().await;
    }
    let limited = client.attempt("refreshSession", Value::Null).await;
    assert_eq!((limited.code(), limited.status.as_u16()), ("RATE_LIMITED", 429));
    assert!(client.is_signed_in().await, "the session is as it was");
    other.refreshed().await;
}
