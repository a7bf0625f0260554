//! Anything by its global id.

use guichet_tests::{TestApp, fixture::SCREEN};
use serde_json::{Value, json};

const NODES: &str = "query($ids: [ID!]!) { nodes(ids: $ids) { id __typename } }";

#[tokio::test]
async fn every_kind_of_thing_is_found_again_by_its_id() {
    let app = TestApp::start().await;
    let (client, ticket) = app.client_with_ticket().await;
    let seller = app.seller().await;
    let screen = seller.product_id(SCREEN).await;
    let sale = ticket.value["sale"]["id"].as_str().unwrap();
    let tool = seller.access_token("READ").await;
    let kinds = [
        (client.id(), "Client"),
        (seller.id(), "StaffMember"),
        (&screen, "Product"),
        (sale, "Sale"),
        (&ticket.id, "Ticket"),
        (&ticket.first_message, "Message"),
        (tool.token_id(), "AccessToken"),
    ];
    let ids: Vec<_> = kinds.iter().map(|(id, _)| id).collect();
    let nodes: Vec<_> = kinds.iter().map(|(id, kind)| json!({ "id": id, "__typename": kind })).collect();
    assert_eq!(seller.data(NODES, json!({ "ids": ids })).await["nodes"], json!(nodes));
    for ((id, _), node) in kinds.iter().zip(&nodes) {
        let found = seller.data("query($id: ID!) { node(id: $id) { id __typename } }", json!({ "id": id })).await;
        assert_eq!(&found["node"], node);
    }
}

#[tokio::test]
async fn the_client_itself_finds_what_is_its_own() {
    let app = TestApp::start().await;
    let (client, ticket) = app.client_with_ticket().await;
    let bought = app.clerk().await.product_id(SCREEN).await;
    let ids = json!([client.id(), bought, ticket.value["sale"]["id"], ticket.id, ticket.first_message]);
    let found = client.data(NODES, json!({ "ids": ids })).await;
    assert!(found["nodes"].as_array().unwrap().iter().all(Value::is_object), "{found}");
}

#[tokio::test]
async fn nodes_keep_their_order_and_leave_a_gap_for_what_is_not_there() {
    let app = TestApp::start().await;
    let (client, ticket) = app.client_with_ticket().await;
    let ids = json!([ticket.id, "nonsense", client.id(), ticket.id]);
    let found = client.data(NODES, json!({ "ids": ids })).await["nodes"].clone();
    assert_eq!((&found[0]["id"], &found[1], &found[2]["id"]), (&json!(ticket.id), &Value::Null, &json!(client.id())));
    assert_eq!(found[3], found[0]);
}

#[tokio::test]
async fn at_most_a_hundred_nodes_are_taken() {
    let app = TestApp::start().await;
    let client = app.client().await;
    client.data(NODES, json!({ "ids": vec!["x"; 100] })).await;
    assert_eq!(client.ask(NODES, json!({ "ids": vec!["x"; 101] })).await.code(), "BAD_REQUEST");
}

#[tokio::test]
async fn an_id_of_another_kind_names_nothing() {
    let app = TestApp::start().await;
    let (client, ticket) = app.client_with_ticket().await;
    let sale = ticket.value["sale"]["id"].clone();
    let reply = client.mutate("replyToTicket", json!({ "ticketId": sale, "body": "Bonjour" })).await;
    reply.assert_refused("ticketId", "NOT_FOUND", "NOT_FOUND");
    let opened = client.mutate("openTicket", json!({ "saleId": ticket.id, "title": "Titre", "body": "Texte" })).await;
    opened.assert_refused("saleId", "NOT_FOUND", "NOT_FOUND");
    for filter in [json!({ "clientId": ticket.id }), json!({ "productId": client.id() })] {
        assert_eq!(app.technician().await.numbers(json!({ "filter": filter })).await, [0; 0], "{filter}");
    }
}
