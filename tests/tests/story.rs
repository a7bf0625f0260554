//! The main story, through the API.

use guichet_tests::TestApp;
use serde_json::json;

#[tokio::test]
async fn a_client_asks_staff_answers_and_either_resolves() {
    let app = TestApp::start().await;
    let (seller, technician) = (app.seller().await, app.technician().await);
    let mut queue = technician.watch_queue_from_now(json!({ "waitingOn": "STAFF" })).await;

    let client = seller.create_client_named("Nadia", "Benali").await;
    let sale = seller.register_sale(&client).await;
    let ticket = client.open_ticket(&sale).await;
    assert_eq!(ticket.value["status"], "OPEN");
    assert_eq!(ticket.value["waitingOn"], "STAFF");
    assert_eq!(ticket.value["priority"], "NORMAL");

    let entered = queue.next().await;
    assert_eq!((&entered["kind"], &entered["ticket"]["number"]), (&json!("ENTERED"), &json!(ticket.number)));
    assert_eq!(entered["event"]["kind"], "OPENED");
    assert_eq!(entered["counts"]["open"], 1);

    let mut thread = client.watch_ticket(&ticket.id, Some(entered["event"]["cursor"].as_str().unwrap())).await;
    let answered = technician.reply(&ticket, "Bonjour, avez-vous essayé un autre câble ?").await;
    assert_eq!((&answered["status"], &answered["waitingOn"]), (&json!("IN_PROGRESS"), &json!("CLIENT")));
    assert_eq!(answered["lastMessage"]["author"]["firstName"], "Théo");

    let posted = thread.next().await;
    assert_eq!((&posted["kind"], &posted["actor"]["id"]), (&json!("MESSAGE_POSTED"), &json!(technician.id())));
    assert_eq!(posted["message"]["body"], "Bonjour, avez-vous essayé un autre câble ?");
    let changed = thread.next().await;
    assert_eq!((&changed["kind"], &changed["fromStatus"]), (&json!("STATUS_CHANGED"), &json!("OPEN")));
    assert_eq!(changed["toStatus"], "IN_PROGRESS");

    let resolved = client.resolve(&ticket).await;
    assert_eq!((&resolved["status"], &resolved["waitingOn"]), (&json!("RESOLVED"), &json!(null)));
    assert_eq!(resolved["resolvedBy"]["id"], client.id());
    assert_eq!(thread.next().await["toStatus"], "RESOLVED");
    assert_eq!(seller.see(&ticket).await, resolved);
}
