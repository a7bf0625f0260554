//! The search of tickets.

use guichet_tests::{
    TestApp,
    actor::{Caller, Client, Ticket},
    fixture::KEYBOARD,
};
use serde_json::json;

/// A ticket on a keyboard among others on screens.
async fn scene(app: &TestApp) -> (Client, Ticket) {
    app.client_with_ticket().await;
    let clerk = app.clerk().await;
    let client = clerk.create_client_named("Éloïse", "De La-Tour").await;
    let sale = clerk.register_sale_of(KEYBOARD, &client).await;
    let ticket = client.open_ticket_titled(&sale, "Touche « Échap » bloquée").await;
    app.technician().await.reply(&ticket, "Avez-vous une bombe d'air comprimé ?").await;
    (client, ticket)
}

async fn found(caller: &Caller, search: &str) -> Vec<i64> {
    caller.numbers(json!({ "search": search })).await
}

#[tokio::test]
async fn a_ticket_is_found_by_all_that_it_says() {
    let app = TestApp::start().await;
    let (client, ticket) = scene(&app).await;
    let technician = app.technician().await;
    let serial = app.clerk().await.data(
        "query($number: Int!) { ticket(number: $number) { sale { serialNumber } } }",
        json!({ "number": ticket.number }),
    );
    let serial = serial.await["ticket"]["sale"]["serialNumber"].as_str().unwrap().to_owned();
    let number = ticket.number.to_string();
    for search in [
        number.as_str(),
        &format!("#{number}"),
        "echap",
        "BLOQUÉE touche",
        "air comprime",
        "prim bomb",
        "cl-0102",
        "cl0102",
        "clavier mecanique",
        &serial,
        &serial.to_lowercase()[2..],
        "\"d'air comprimé\"",
        "touche comprimé azerty",
    ] {
        assert_eq!(found(&technician, search).await, [ticket.number], "{search}");
        assert_eq!(found(&client, search).await, [ticket.number], "{search}");
    }
    for search in ["\"comprimé d'air\"", "touche imprimante", "xyz", "999999", "%%%", "' OR 1=1"] {
        assert_eq!(found(&technician, search).await, [0; 0], "{search}");
    }
}

#[tokio::test]
async fn staff_also_searches_by_client_and_clients_do_not() {
    let app = TestApp::start().await;
    let (client, ticket) = scene(&app).await;
    let technician = app.technician().await;
    for search in ["eloise", "delatour", "tour éloïse", client.email(), "éloïse touche"] {
        assert_eq!(found(&technician, search).await, [ticket.number], "{search}");
    }
    assert_eq!(found(&client, "eloise").await, [0; 0]);
}

#[tokio::test]
async fn a_search_without_words_is_none() {
    let app = TestApp::start().await;
    let (client, ticket) = scene(&app).await;
    for search in ["", "   ", "-", "\"\""] {
        assert_eq!(found(&client, search).await, [ticket.number], "{search:?}");
    }
}

#[tokio::test]
async fn filters_combine_with_a_search() {
    let app = TestApp::start().await;
    let (_, ticket) = scene(&app).await;
    let technician = app.technician().await;
    let with = |status: &str| json!({ "search": "touche", "filter": { "status": [status] } });
    assert_eq!(technician.numbers(with("IN_PROGRESS")).await, [ticket.number]);
    assert_eq!(technician.numbers(with("OPEN")).await, [0; 0]);
    let list = technician.tickets(with("IN_PROGRESS")).await;
    assert_eq!(list["totalCount"], 1);
}

#[tokio::test]
async fn filters_by_client_product_and_moment_hold() {
    let app = TestApp::start().await;
    let (client, ticket) = scene(&app).await;
    let technician = app.technician().await;
    let keyboard = technician.product_id(KEYBOARD).await;
    let opened = ticket.value["openedAt"].clone();
    for filter in [
        json!({ "clientId": client.id() }),
        json!({ "productId": keyboard }),
        json!({ "openedFrom": opened }),
        json!({ "priority": ["NORMAL", "URGENT"], "waitingOn": "CLIENT" }),
    ] {
        assert_eq!(technician.numbers(json!({ "filter": filter })).await, [ticket.number], "{filter}");
    }
    for filter in [
        json!({ "clientId": "nonsense" }),
        json!({ "productId": client.id() }),
        json!({ "status": [] }),
        json!({ "priority": ["LOW"] }),
        json!({ "openedFrom": opened, "openedTo": opened }),
    ] {
        assert_eq!(technician.numbers(json!({ "filter": filter })).await, [0; 0], "{filter}");
    }
    let earlier = technician.numbers(json!({ "filter": { "openedTo": opened } })).await;
    assert!(earlier.len() == 1 && earlier != [ticket.number]);
}

#[tokio::test]
async fn relevance_puts_the_number_and_the_title_first() {
    let app = TestApp::start().await;
    let client = app.client().await;
    let sale = app.clerk().await.register_sale(&client).await;
    let titled = client.open_ticket_titled(&sale, "Ventilateur bruyant").await;
    let mentioned = client.open_ticket_titled(&sale, "Panne").await;
    client.reply(&mentioned, "Le ventilateur va bien.").await;
    let relevant = json!({ "search": "ventilateur", "orderBy": { "field": "RELEVANCE", "direction": "DESC" } });
    assert_eq!(client.numbers(relevant).await, [titled.number, mentioned.number]);
    assert_eq!(found(&client, "ventilateur").await, [mentioned.number, titled.number], "the latest activity else");
}
