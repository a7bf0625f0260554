//! Who may do what, and that what one may not see answers exactly as what does not exist.

use guichet_tests::{
    TestApp,
    actor::{Caller, Client, Ticket},
    fixture::{self, KEYBOARD, PASSWORD, SCREEN},
};
use serde_json::{Value, json};

/// A client with a ticket, and another client who has bought something else.
async fn two_clients(app: &TestApp) -> (Client, Ticket, Client) {
    let (client, ticket) = app.client_with_ticket().await;
    let stranger = app.client().await;
    app.clerk().await.register_sale_of(KEYBOARD, &stranger).await;
    (client, ticket, stranger)
}

#[tokio::test]
async fn every_mutation_needs_somebody_signed_in() {
    let app = TestApp::start().await;
    let (client, ticket) = app.client_with_ticket().await;
    let before = client.see(&ticket).await;
    let sale = ticket.value["sale"]["id"].clone();
    for (mutation, input) in [
        ("changePassword", json!({ "currentPassword": PASSWORD, "newPassword": PASSWORD })),
        ("changeEmail", json!({ "password": PASSWORD, "email": fixture::email() })),
        ("createAccessToken", json!({ "name": "A", "scope": "READ" })),
        ("revokeAccessToken", json!({ "accessTokenId": "x" })),
        ("createClient", json!({ "email": "a@b.fr", "firstName": "A", "lastName": "B", "password": PASSWORD })),
        ("registerSale", json!({ "clientId": client.id(), "productId": "x", "serialNumber": "x" })),
        ("openTicket", json!({ "saleId": sale, "title": "A", "body": "B" })),
        ("replyToTicket", json!({ "ticketId": ticket.id, "body": "B" })),
        ("resolveTicket", json!({ "ticketId": ticket.id })),
    ] {
        assert_eq!(app.visitor().attempt(mutation, input).await.code(), "UNAUTHENTICATED", "{mutation}");
    }
    assert_eq!(client.see(&ticket).await, before);
}

#[tokio::test]
async fn every_query_but_the_viewer_needs_somebody_signed_in() {
    let app = TestApp::start().await;
    for query in [
        "{ node(id: \"x\") { id } }",
        "{ nodes(ids: [\"x\"]) { id } }",
        "{ ticket(number: 1) { id } }",
        "{ tickets { totalCount } }",
        "{ ticketCounts { open } }",
        "{ suggestProducts(term: \"ecran\") { tooMany } }",
        "{ suggestClients(term: \"camille\") { tooMany } }",
    ] {
        let answer = app.visitor().ask(query, Value::Null).await;
        assert_eq!((answer.code(), answer.status.as_u16()), ("UNAUTHENTICATED", 401), "{query}");
        assert!(answer.error()["extensions"]["requestId"].is_string());
    }
}

#[tokio::test]
async fn clients_may_not_do_what_staff_does() {
    let app = TestApp::start().await;
    let (client, other) = (app.client().await, app.client().await);
    let product = app.clerk().await.product_id(SCREEN).await;
    let serial = fixture::serial_number();
    for (mutation, input) in [
        ("createClient", json!({ "email": "a@b.fr", "firstName": "A", "lastName": "B", "password": PASSWORD })),
        ("registerSale", json!({ "clientId": client.id(), "productId": product, "serialNumber": serial })),
        ("registerSale", json!({ "clientId": other.id(), "productId": "x", "serialNumber": "x" })),
    ] {
        assert_eq!(client.attempt(mutation, input).await.code(), "FORBIDDEN", "{mutation}");
    }
    for query in ["{ suggestProducts(term: \"ecran\") { tooMany } }", "{ suggestClients(term: \"cam\") { tooMany } }"] {
        assert_eq!(client.ask(query, Value::Null).await.code(), "FORBIDDEN", "{query}");
    }
}

#[tokio::test]
async fn staff_may_not_do_what_clients_do() {
    let app = TestApp::start().await;
    let (_, ticket) = app.client_with_ticket().await;
    for staff in [app.seller().await, app.technician().await] {
        let open = json!({ "saleId": ticket.value["sale"]["id"], "title": "A", "body": "B" });
        assert_eq!(staff.attempt("openTicket", open).await.code(), "FORBIDDEN");
        let email = json!({ "password": PASSWORD, "email": fixture::email() });
        assert_eq!(staff.attempt("changeEmail", email).await.code(), "FORBIDDEN");
    }
}

#[tokio::test]
async fn a_client_never_sees_another_clients_ticket() {
    let app = TestApp::start().await;
    let (client, ticket, stranger) = two_clients(&app).await;
    assert_eq!(stranger.see(&ticket).await, Value::Null);
    for arguments in [
        json!({}),
        json!({ "filter": { "clientId": client.id() } }),
        json!({ "search": "écran noir" }),
        json!({ "search": ticket.number.to_string() }),
        json!({ "filter": { "status": ["OPEN"] } }),
    ] {
        let list = stranger.tickets(arguments.clone()).await;
        assert_eq!((&list["nodes"], &list["totalCount"]), (&json!([]), &json!(0)), "{arguments}");
    }
    assert_eq!(stranger.counts().await["open"], 0);
    let document =
        "query($filter: TicketFilter) { viewer { ... on Client { tickets(filter: $filter) { totalCount } } } }";
    let own = stranger.data(document, json!({ "filter": { "clientId": client.id() } })).await;
    assert_eq!(own["viewer"]["tickets"]["totalCount"], 0);
}

#[tokio::test]
async fn what_one_may_not_see_answers_exactly_as_what_does_not_exist() {
    let app = TestApp::start().await;
    let (client, ticket, stranger) = two_clients(&app).await;
    let screen = app.clerk().await.product_id(SCREEN).await;
    let missing = "VGlja2V0Ojk5OTk5OQ";
    let sale = ticket.value["sale"]["id"].as_str().unwrap();
    let technician = app.technician().await;

    let node = "query($id: ID!) { node(id: $id) { id __typename } }";
    let absent = stranger.ask(node, json!({ "id": missing })).await;
    assert_eq!(absent.data(), &json!({ "node": null }));
    for id in [&ticket.id, &ticket.first_message, sale, client.id(), technician.id(), &screen, "nonsense", ""] {
        assert_eq!(stranger.ask(node, json!({ "id": id })).await.body, absent.body, "{id}");
    }

    let body = "Je lis par-dessus l'épaule";
    for (mutation, theirs, none) in [
        ("replyToTicket", json!({ "ticketId": ticket.id, "body": body }), json!({ "ticketId": missing, "body": body })),
        ("replyToTicket", json!({ "ticketId": ticket.id, "body": "" }), json!({ "ticketId": missing, "body": "" })),
        ("resolveTicket", json!({ "ticketId": ticket.id }), json!({ "ticketId": missing })),
        (
            "openTicket",
            json!({ "saleId": sale, "title": "A", "body": "B" }),
            json!({ "saleId": missing, "title": "A", "body": "B" }),
        ),
    ] {
        let (theirs, none) = (stranger.mutate(mutation, theirs).await, stranger.mutate(mutation, none).await);
        assert_eq!(theirs.answer.body, none.answer.body, "{mutation}");
        assert_eq!(theirs.value["errors"][0]["code"], "NOT_FOUND", "{mutation}");
    }
    let mut watched = stranger.watch_ticket(&ticket.id, None).await;
    assert_eq!(watched.refused().await, "NOT_FOUND");
    let mut watched = stranger.watch_ticket(missing, None).await;
    assert_eq!(watched.refused().await, "NOT_FOUND");
    assert_eq!(client.messages(&ticket).await.len(), 1);
    assert_eq!(client.see(&ticket).await["status"], "OPEN");
}

#[tokio::test]
async fn a_resolved_ticket_of_somebody_else_does_not_exist_either() {
    let app = TestApp::start().await;
    let (client, ticket, stranger) = two_clients(&app).await;
    client.resolve(&ticket).await;
    let refused = stranger.mutate("resolveTicket", json!({ "ticketId": ticket.id })).await;
    refused.assert_refused("ticketId", "NOT_FOUND", "NOT_FOUND");
}

#[tokio::test]
async fn a_client_sees_who_answered_but_not_the_address() {
    let app = TestApp::start().await;
    let (client, ticket) = app.client_with_ticket().await;
    let technician = app.technician().await;
    technician.reply(&ticket, "Bonjour").await;
    let document = "query($number: Int!) { ticket(number: $number) {
        lastMessage { author { firstName lastName role ... on StaffMember { email } } }
        sale { seller { firstName email } }
    } }";
    let ask = async |caller: &Caller| caller.data(document, json!({ "number": ticket.number })).await["ticket"].clone();
    let author = json!({ "firstName": "Théo", "lastName": "Petit", "role": "TECHNICIAN", "email": null });
    assert_eq!(ask(&client).await["lastMessage"]["author"], author);
    assert_eq!(ask(&client).await["sale"]["seller"], json!({ "firstName": "Sonia", "email": null }));
    assert_eq!(ask(&technician).await["lastMessage"]["author"]["email"], technician.email());
}

#[tokio::test]
async fn a_client_finds_again_those_who_served_it_and_no_others() {
    let app = TestApp::start().await;
    let (client, ticket, stranger) = two_clients(&app).await;
    let (seller, technician) = (app.seller().await, app.technician().await);
    let find = async |caller: &Caller, id: &str| {
        let document = "query($id: ID!) { node(id: $id) {
            ... on StaffMember { firstName email accessTokens { totalCount } } } }";
        caller.data(document, json!({ "id": id })).await["node"].clone()
    };
    let seen = |name: &str| json!({ "firstName": name, "email": null, "accessTokens": null });
    assert_eq!(find(&client, seller.id()).await, seen("Sonia"), "who sold");
    assert_eq!(find(&client, technician.id()).await, Value::Null);
    technician.resolve(&ticket).await;
    assert_eq!(find(&client, technician.id()).await, seen("Théo"), "who resolved");
    assert_eq!(find(&stranger, technician.id()).await, Value::Null);
    assert_eq!(find(&client, stranger.id()).await, Value::Null);
}

#[tokio::test]
async fn a_client_receives_only_what_is_its_own() {
    let app = TestApp::start().await;
    let (_, theirs, stranger) = two_clients(&app).await;
    let technician = app.technician().await;
    let mut queue = stranger.watch_queue_from_now(Value::Null).await;
    technician.reply(&theirs, "Pour un autre").await;
    let sale = app.clerk().await.register_sale(&stranger).await;
    let own = stranger.open_ticket(&sale).await;
    let change = queue.next().await;
    assert_eq!(change["ticket"]["number"], own.number, "the other client's answer came before, and is not told");
    assert_eq!((&change["counts"]["open"], &change["counts"]["inProgress"]), (&json!(1), &json!(0)));
}
