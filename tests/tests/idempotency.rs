//! Retries are safe.

use guichet_tests::{
    TestApp,
    actor::{Caller, Sale},
    fixture::{self, PASSWORD},
};
use serde_json::{Value, json};

/// The same key with the same input gives the same thing, with another input a conflict; two at once make one.
async fn assert_safe(caller: &Caller, mutation: &str, made: &str, input: Value, other_field: &str, other: &str) {
    let with = |key: &str, input: &Value| {
        let mut input = input.clone();
        input["idempotencyKey"] = key.into();
        input
    };
    let (a, b, c) = tokio::join!(
        caller.mutate(mutation, with("clé-1", &input)),
        caller.mutate(mutation, with("clé-1", &input)),
        caller.mutate(mutation, with("clé-1", &input)),
    );
    let id = a.done()[made]["id"].clone();
    assert!(id.is_string(), "{}", a.value);
    let again = caller.mutate(mutation, with("clé-1", &input)).await;
    for retry in [b, c, again] {
        assert_eq!(retry.done()[made]["id"], id, "{mutation}");
    }

    let mut otherwise = input.clone();
    otherwise[other_field] = other.into();
    let reused = caller.mutate(mutation, with("clé-1", &otherwise)).await;
    reused.assert_refused("idempotencyKey", "CONFLICT", "KEY_REUSED");
    for (key, reason) in [("", "BLANK"), ("  ", "BLANK"), ("a\0b", "CONTROL_CHARACTER"), (&"k".repeat(201), "TOO_LONG")]
    {
        caller.mutate(mutation, with(key, &otherwise)).await.assert_refused("idempotencyKey", "INVALID_INPUT", reason);
    }
}

#[tokio::test]
async fn a_client_is_created_once() {
    let app = TestApp::start().await;
    let input = json!({ "email": fixture::email(), "firstName": "Ana", "lastName": "Roy", "password": PASSWORD });
    assert_safe(&app.seller().await.0, "createClient", "client", input, "lastName", "Leroy").await;
}

#[tokio::test]
async fn a_sale_is_registered_once() {
    let app = TestApp::start().await;
    let (seller, client) = (app.seller().await, app.client().await);
    let product = seller.register_sale(&client).await.product_id;
    let input = json!({ "clientId": client.id(), "productId": product, "serialNumber": fixture::serial_number() });
    assert_safe(&seller, "registerSale", "sale", input, "serialNumber", &fixture::serial_number()).await;
}

#[tokio::test]
async fn a_ticket_is_opened_once() {
    let app = TestApp::start().await;
    let client = app.client().await;
    let Sale { id, .. } = app.clerk().await.register_sale(&client).await;
    let input = json!({ "saleId": id, "title": "Panne", "body": "Rien ne va plus." });
    assert_safe(&client, "openTicket", "ticket", input, "body", "Tout va bien.").await;
    assert_eq!(client.tickets(json!({})).await["totalCount"], 1);
    assert_eq!(client.counts().await["open"], 1);
}

#[tokio::test]
async fn an_access_token_is_made_once() {
    let app = TestApp::start().await;
    let client = app.client().await;
    let input = json!({ "name": "Export", "scope": "READ" });
    assert_safe(&client, "createAccessToken", "accessToken", input, "scope", "WRITE").await;
    assert_eq!(client.access_tokens().await.len(), 1);
}

#[tokio::test]
async fn an_answer_is_posted_once() {
    let app = TestApp::start().await;
    let (client, ticket) = app.client_with_ticket().await;
    let expected = &ticket.first_message;
    let input = json!({ "ticketId": ticket.id, "body": "Bonjour", "expectedLastMessageId": expected });
    assert_safe(&app.technician().await.0, "replyToTicket", "message", input, "body", "Bonsoir").await;
    assert_eq!(client.messages(&ticket).await.len(), 2);
}

#[tokio::test]
async fn a_retried_answer_succeeds_though_its_own_message_is_newer_and_the_ticket_resolved() {
    let app = TestApp::start().await;
    let (client, ticket) = app.client_with_ticket().await;
    let technician = app.technician().await;
    let input = json!({
        "ticketId": ticket.id, "body": "Bonjour", "expectedLastMessageId": ticket.first_message, "idempotencyKey": "k",
    });
    let first = technician.mutate("replyToTicket", input.clone()).await.done()["message"]["id"].clone();
    assert_eq!(technician.mutate("replyToTicket", input.clone()).await.done()["message"]["id"], first);
    client.resolve(&ticket).await;
    assert_eq!(technician.mutate("replyToTicket", input).await.done()["message"]["id"], first);
}

#[tokio::test]
async fn a_key_is_its_owners_and_a_refused_input_does_not_use_it_up() {
    let app = TestApp::start().await;
    let (_, ticket) = app.client_with_ticket().await;
    let input = |body: &str| json!({ "ticketId": ticket.id, "body": body, "idempotencyKey": "k" });
    let (seller, technician) = (app.seller().await, app.technician().await);
    seller.mutate("replyToTicket", input(" ")).await.assert_refused("body", "INVALID_INPUT", "BLANK");
    let a = seller.mutate("replyToTicket", input("A")).await.done()["message"]["id"].clone();
    let b = technician.mutate("replyToTicket", input("B")).await.done()["message"]["id"].clone();
    assert_ne!(a, b);
}
