//! A client's data, given out or erased.

use super::{guichet, guichet_told, kinds, recorded};
use guichet_api::{clock, ticket::index};
use guichet_entity::search_posting;
use guichet_tests::{
    TestApp,
    actor::{Client, Staff, Ticket},
    fixture::PASSWORD,
};
use sea_orm::{ConnectionTrait, EntityTrait, QueryOrder};
use serde_json::{Value, json};

/// A client with a history: a request in which both sides wrote.
async fn client_with_history(app: &TestApp) -> (Client, Ticket) {
    let client = app.clerk().await.create_client_named("Éloïse", "Delatour").await;
    let sale = app.clerk().await.register_sale(&client).await;
    let ticket = client.open_ticket_titled(&sale, "Écran zébré").await;
    app.technician().await.reply(&ticket, "Bonjour madame Delatour").await;
    client.reply(&ticket, "Je suis au 0612345678").await;
    (client, ticket)
}

/// The blocks of posting lists that name a ticket, once this was done and the index is up to date.
async fn indexed(app: &TestApp, sql: &str) -> Vec<(i64, Vec<u8>)> {
    let store = &app.inner().store;
    let tx = store.begin(clock::now()).await.unwrap();
    tx.db().execute_unprepared(sql).await.unwrap();
    tx.commit().await.unwrap();
    index::catch_up(store).await.unwrap();
    let blocks = search_posting::Entity::find().order_by_asc(search_posting::Column::Id).all(&store.reader()).await;
    // The first byte tells its form.
    blocks.unwrap().into_iter().map(|row| (row.id, row.tickets)).filter(|(_, tickets)| tickets.len() > 1).collect()
}

async fn clients_found(staff: &Staff, term: &str) -> usize {
    let document = "query($term: String!) { suggestClients(term: $term) { clients { id } } }";
    let found = staff.data(document, json!({ "term": term })).await;
    found["suggestClients"]["clients"].as_array().unwrap().len()
}

#[tokio::test]
async fn an_export_holds_all_there_is_and_no_secret() {
    let app = TestApp::start().await;
    let (client, ticket) = client_with_history(&app).await;
    let (other, _) = app.client_with_ticket().await;
    let tool = client.access_token_called("Tableur", "READ").await;
    let done = guichet(&app.inner().settings, &["client", "export", client.email()]).await;
    let exported: Value = serde_json::from_str(done.printed()).unwrap();

    assert_eq!(exported["account"]["email"], client.email());
    assert_eq!(exported["sales"][0]["product"]["reference"], "EC-2400");
    assert_eq!(exported["tickets"].as_array().unwrap().len(), 1);
    let told = &exported["tickets"][0];
    assert_eq!((&told["number"], &told["title"]), (&json!(ticket.number), &json!("Écran zébré")));
    let bodies: Vec<_> = told["messages"].as_array().unwrap().iter().map(|message| &message["body"]).collect();
    assert_eq!(bodies[1..], ["Bonjour madame Delatour", "Je suis au 0612345678"]);
    assert_eq!(kinds(told["events"].as_array().unwrap())[..3], ["OPENED", "MESSAGE_POSTED", "STATUS_CHANGED"]);
    assert_eq!(exported["accessTokens"][0]["name"], "Tableur");
    let events = kinds(exported["auditEvents"].as_array().unwrap());
    assert_eq!(events, ["CLIENT_CREATED", "SIGNED_IN", "ACCESS_TOKEN_CREATED", "CLIENT_EXPORTED"]);
    for absent in ["argon2", tool.secret(), other.email()] {
        assert!(!done.out.contains(absent), "{absent}");
    }
}

#[tokio::test]
async fn an_erased_client_is_nobody_and_its_history_stays() {
    let app = TestApp::start().await;
    let seller = app.seller().await;
    let (client, ticket) = client_with_history(&app).await;
    let tool = client.access_token("READ").await;
    let mut socket = client.watch_queue_from_now(Value::Null).await;
    guichet(&app.inner().settings, &["client", "erase", client.email(), "--yes"]).await.printed();

    assert_eq!(socket.closed().await, 4403);
    assert!(!client.is_signed_in().await && !tool.is_signed_in().await);
    let refused = app.visitor().sign_in(client.email(), PASSWORD).await;
    refused.assert_refused("-", "INVALID_CREDENTIALS", "WRONG_CREDENTIALS");
    for word in ["Éloïse", "Delatour", client.email(), "Client effacé", "erased.invalid"] {
        assert_eq!(clients_found(&seller, word).await, 0, "{word}");
    }
    let document = "query($number: Int!) { ticket(number: $number) { client { firstName lastName email } } }";
    let seen = seller.data(document, json!({ "number": ticket.number })).await["ticket"]["client"].clone();
    assert_eq!((&seen["firstName"], &seen["lastName"]), (&json!("Client"), &json!("effacé")));
    assert!(seen["email"].as_str().unwrap().ends_with("@erased.invalid"), "{seen}");
    assert_eq!(seller.messages(&ticket).await[2], "Je suis au 0612345678", "messages stay unless told otherwise");

    let erased = recorded(&app, &["--person", seen["email"].as_str().unwrap(), "--kind", "CLIENT_ERASED"]).await;
    assert_eq!(erased[0]["detail"], "messages kept");
    assert!(guichet(&app.inner().settings, &["check"]).await.printed().ends_with("0 findings\n"));
    let unknown = guichet(&app.inner().settings, &["client", "erase", client.email(), "--yes"]).await;
    assert!(unknown.complaint().contains("nobody signs in with"), "{unknown:?}");
}

#[tokio::test]
async fn blanked_messages_are_found_by_no_word_of_theirs() {
    let app = TestApp::start().await;
    let seller = app.seller().await;
    let (client, ticket) = client_with_history(&app).await;
    let (_, untouched) = app.client_with_ticket().await;
    for word in ["0612345678", "zébré", "madame"] {
        assert_eq!(seller.numbers(json!({ "search": word })).await, [ticket.number], "{word}");
    }
    index::catch_up(&app.inner().store).await.unwrap();
    let erase = ["client", "erase", client.email(), "--messages", "blank", "--yes"];
    guichet(&app.inner().settings, &erase).await.printed();
    let left = indexed(&app, "").await;
    let anew = "DELETE FROM search_posting; INSERT INTO search_waiting (passage_id)
        SELECT id FROM ticket_passage";
    assert_eq!(left, indexed(&app, anew).await, "the index knows no more than one that is made anew");
    for word in ["0612345678", "zébré", "madame", "Delatour"] {
        assert_eq!(seller.numbers(json!({ "search": word })).await, [0; 0], "{word}");
    }
    assert_eq!(seller.messages(&ticket).await, ["Texte effacé"; 3]);
    assert_eq!(seller.see(&ticket).await["title"], "Demande effacée");
    assert_eq!(seller.numbers(json!({ "search": &ticket.number.to_string() })).await, [ticket.number]);
    assert_eq!(seller.see(&untouched).await["title"], "L'écran reste noir");
    assert!(guichet(&app.inner().settings, &["check"]).await.printed().ends_with("0 findings\n"));
}

#[tokio::test]
async fn an_erasure_asks_for_the_address_again() {
    let app = TestApp::start().await;
    let (settings, client) = (&app.inner().settings, app.client().await);
    for typed in ["", "\n", "somebody@else.fr\n"] {
        let refused = guichet_told(settings, &["client", "erase", client.email()], typed).await;
        assert!(refused.complaint().contains("nothing was erased"), "{refused:?}");
    }
    assert!(client.is_signed_in().await);
    guichet_told(settings, &["client", "erase", client.email()], &format!("{}\n", client.email())).await.printed();
    assert!(!client.is_signed_in().await);
}

#[tokio::test]
async fn staff_is_neither_exported_nor_erased_as_a_client() {
    let app = TestApp::start().await;
    let seller = app.seller().await;
    for command in [&["export", seller.email()][..], &["erase", seller.email(), "--yes"]] {
        let refused = guichet(&app.inner().settings, &[&["client"], command].concat()).await;
        assert!(refused.complaint().contains("is not a client"), "{refused:?}");
    }
    assert!(seller.is_signed_in().await);
}
