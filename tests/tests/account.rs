//! One's own account, and client accounts.

use guichet_tests::{
    TestApp,
    actor::Staff,
    fixture::{self, PASSWORD, SELLER, TECHNICIAN},
};
use serde_json::{Value, json};

/// A good input with one field typed otherwise.
fn input(field: &str, typed: &str) -> Value {
    let mut input = json!({
        "email": fixture::email(), "firstName": "Léa", "lastName": "Martin", "password": PASSWORD,
    });
    input[field] = typed.into();
    input
}

async fn clients_called(seller: &Staff, term: &str) -> usize {
    let document = "query($term: String!) { suggestClients(term: $term) { clients { id } } }";
    let found = seller.data(document, json!({ "term": term })).await;
    found["suggestClients"]["clients"].as_array().unwrap().len()
}

#[tokio::test]
async fn a_created_client_is_kept_as_typed_and_signs_in() {
    let app = TestApp::start().await;
    let seller = app.seller().await;
    let payload = seller.mutate("createClient", input("email", " Lea.Martin@Exemple.FR ")).await;
    let client = &payload.done()["client"];
    assert_eq!(client["email"], "lea.martin@exemple.fr");
    assert_eq!((&client["firstName"], &client["role"]), (&json!("Léa"), &json!("CLIENT")));
    app.visitor().signed_in("LEA.martin@exemple.fr", PASSWORD).await;
}

#[tokio::test]
async fn what_is_typed_wrong_for_a_client_is_refused_by_field_and_nothing_is_kept() {
    let app = TestApp::start().await;
    let seller = app.seller().await;
    let long = "é".repeat(101);
    let long_email = format!("{}@exemple.fr", "a".repeat(300));
    for (field, typed, reason) in [
        ("email", "", "BLANK"),
        ("email", "  ", "BLANK"),
        ("email", "lea", "MALFORMED_EMAIL"),
        ("email", "lea@exemple", "MALFORMED_EMAIL"),
        ("email", "l ea@exemple.fr", "MALFORMED_EMAIL"),
        ("email", "le\u{0}a@exemple.fr", "CONTROL_CHARACTER"),
        ("email", &long_email, "TOO_LONG"),
        ("firstName", "", "BLANK"),
        ("firstName", " \t ", "BLANK"),
        ("firstName", "Lé\u{7}a", "CONTROL_CHARACTER"),
        ("firstName", &long, "TOO_LONG"),
        ("lastName", "\u{200b}", "BLANK"),
        ("lastName", "Mar\ntin", "CONTROL_CHARACTER"),
        ("lastName", &long, "TOO_LONG"),
        ("password", "", "TOO_SHORT"),
        ("password", "onze signes", "TOO_SHORT"),
        ("password", "password1234", "COMMON_PASSWORD"),
        ("password", "aaaaaaaaaaaaaaa", "COMMON_PASSWORD"),
    ] {
        let payload = seller.mutate("createClient", input(field, typed)).await;
        payload.assert_refused(field, "INVALID_INPUT", reason);
        assert_eq!(payload.value["client"], Value::Null);
    }
    assert_eq!(clients_called(&seller, "Léa").await + clients_called(&seller, "Martin").await, 0);
}

#[tokio::test]
async fn a_limit_that_was_passed_is_told() {
    let app = TestApp::start().await;
    let seller = app.seller().await;
    let limit = async |field: &str, typed: &str| {
        seller.mutate("createClient", input(field, typed)).await.value["errors"][0]["limit"].clone()
    };
    assert_eq!(limit("firstName", &"a".repeat(101)).await, 100);
    assert_eq!(limit("password", "court").await, 12);
    assert_eq!(limit("email", "lea").await, Value::Null);
}

#[tokio::test]
async fn all_fields_are_refused_at_once() {
    let app = TestApp::start().await;
    let input = json!({ "email": "lea", "firstName": "", "lastName": " ", "password": PASSWORD });
    let payload = app.seller().await.mutate("createClient", input).await;
    let fields: Vec<_> = payload.refusals().into_iter().map(|(field, ..)| field).collect();
    assert_eq!(fields, ["email", "firstName", "lastName"]);
    let input = json!({ "email": "lea", "firstName": "", "lastName": " ", "password": "court" });
    let payload = app.seller().await.mutate("createClient", input).await;
    let fields: Vec<_> = payload.refusals().into_iter().map(|(field, ..)| field).collect();
    assert_eq!(fields, ["email", "firstName", "lastName", "password"]);
}

#[tokio::test]
async fn a_password_does_not_hold_the_address() {
    let app = TestApp::start().await;
    let mut typed = input("email", "augustine@exemple.fr");
    typed["password"] = "Augustine 2026!".into();
    let payload = app.seller().await.mutate("createClient", typed).await;
    payload.assert_refused("password", "INVALID_INPUT", "PASSWORD_IS_EMAIL");
}

#[tokio::test]
async fn a_taken_address_is_a_conflict_whatever_its_case() {
    let app = TestApp::start().await;
    let (seller, client) = (app.seller().await, app.client().await);
    for taken in [client.email().to_uppercase(), SELLER.email.to_owned()] {
        let payload = seller.mutate("createClient", input("email", &taken)).await;
        payload.assert_refused("email", "CONFLICT", "EMAIL_TAKEN");
    }
    assert_eq!(clients_called(&seller, "Martin").await, 0);
}

#[tokio::test]
async fn of_two_counters_that_create_the_same_client_one_is_told_of_the_other() {
    let app = TestApp::start().await;
    let (seller, technician) = (app.seller().await, app.technician().await);
    let typed = input("email", "jumelle@exemple.fr");
    let (a, b) =
        tokio::join!(seller.mutate("createClient", typed.clone()), technician.mutate("createClient", typed.clone()));
    let (won, lost) = if a.value["client"].is_null() { (b, a) } else { (a, b) };
    won.done();
    lost.assert_refused("email", "CONFLICT", "EMAIL_TAKEN");
}

#[tokio::test]
async fn a_password_changes_only_with_the_old_one_and_for_a_good_one() {
    let app = TestApp::start().await;
    let client = app.client().await;
    let change = async |current: &str, new: &str| {
        client.mutate("changePassword", json!({ "currentPassword": current, "newPassword": new })).await
    };
    let good = "Quatre corbeaux sur un fil";
    change("wrong", good).await.assert_refused("currentPassword", "INVALID_CREDENTIALS", "WRONG_PASSWORD");
    change(PASSWORD, "court").await.assert_refused("newPassword", "INVALID_INPUT", "TOO_SHORT");
    change(PASSWORD, "password1234").await.assert_refused("newPassword", "INVALID_INPUT", "COMMON_PASSWORD");
    change(PASSWORD, client.email()).await.assert_refused("newPassword", "INVALID_INPUT", "PASSWORD_IS_EMAIL");
    app.visitor().signed_in(client.email(), PASSWORD).await;
}

#[tokio::test]
async fn guessing_the_current_password_is_limited() {
    let app = TestApp::with(|settings| settings.sign_in_tries_per_account = 3).await;
    let client = app.client().await;
    let guess = json!({ "currentPassword": "wrong", "newPassword": "Quatre corbeaux sur un fil" });
    for _ in 0..3 {
        let refused = client.mutate("changePassword", guess.clone()).await;
        refused.assert_refused("currentPassword", "INVALID_CREDENTIALS", "WRONG_PASSWORD");
    }
    assert_eq!(client.attempt("changePassword", guess).await.code(), "RATE_LIMITED");
}

#[tokio::test]
async fn staff_changes_its_password_too() {
    let app = TestApp::start().await;
    let technician = app.technician().await;
    let input = json!({ "currentPassword": PASSWORD, "newPassword": "Quatre corbeaux sur un fil" });
    technician.mutate("changePassword", input).await.done();
    app.visitor().signed_in(technician.email(), "Quatre corbeaux sur un fil").await;
}

#[tokio::test]
async fn a_client_changes_its_address_and_signs_in_with_it() {
    let app = TestApp::start().await;
    let (client, other) = (app.client().await, app.client().await);
    let change = async |password: &str, email: &str| {
        client.mutate("changeEmail", json!({ "password": password, "email": email })).await
    };
    change("wrong", "n@exemple.fr").await.assert_refused("password", "INVALID_CREDENTIALS", "WRONG_PASSWORD");
    change(PASSWORD, "n@").await.assert_refused("email", "INVALID_INPUT", "MALFORMED_EMAIL");
    change(PASSWORD, " ").await.assert_refused("email", "INVALID_INPUT", "BLANK");
    change(PASSWORD, other.email()).await.assert_refused("email", "CONFLICT", "EMAIL_TAKEN");
    app.visitor().signed_in(client.email(), PASSWORD).await;

    let changed = change(PASSWORD, "Nouvelle@Exemple.FR").await;
    assert_eq!(changed.done()["client"]["email"], "nouvelle@exemple.fr");
    app.visitor().signed_in("nouvelle@exemple.fr", PASSWORD).await;
    let old = app.visitor().sign_in(client.email(), PASSWORD).await;
    old.assert_refused("-", "INVALID_CREDENTIALS", "WRONG_CREDENTIALS");
    assert_eq!(clients_called(app.clerk().await, "nouvelle@").await, 1, "the search knows the new address");
}

#[tokio::test]
async fn nobody_goes_through_a_list_of_addresses_to_learn_who_has_an_account() {
    let app = TestApp::with(|settings| settings.sign_in_tries_per_account = 3).await;
    let (client, other) = (app.client().await, app.client().await);
    let input = |email: &str| json!({ "password": PASSWORD, "email": email });
    client.mutate("changeEmail", input("personne@exemple.fr")).await.done();
    for taken in [other.email(), SELLER.email] {
        client.mutate("changeEmail", input(taken)).await.assert_refused("email", "CONFLICT", "EMAIL_TAKEN");
    }
    for email in [TECHNICIAN.email, "personne.encore@exemple.fr"] {
        let limited = client.attempt("changeEmail", input(email)).await;
        assert_eq!((limited.code(), limited.status.as_u16()), ("RATE_LIMITED", 429));
        assert!(limited.headers.contains_key("retry-after"));
    }
    // The others go on.
    other.mutate("changeEmail", input("autre@exemple.fr")).await.done();
}

#[tokio::test]
async fn clients_are_found_by_parts_of_address_and_names_in_any_order() {
    let app = TestApp::start().await;
    let seller = app.seller().await;
    seller.create_client_named("Éloïse", "De La-Tour").await;
    for term in ["elo", "ÉLOÏSE tour", "delatour eloise", "la tour elo", "de-la"] {
        assert_eq!(clients_called(&seller, term).await, 1, "{term}");
    }
    for term in ["", "el", " é l ", "eloise dupont", "sonia"] {
        assert_eq!(clients_called(&seller, term).await, 0, "{term}");
    }
}
