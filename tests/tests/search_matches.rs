//! The passages in which a search was found.

use guichet_tests::{
    TestApp,
    actor::{Caller, Client, Ticket},
    fixture::KEYBOARD,
};
use serde_json::{Value, json};

const MATCHES: &str = "query($search: String) {
    tickets(search: $search) { edges {
        node { number }
        matches { field message { id body author { firstName } } excerpt { text isMatch } isCutBefore isCutAfter }
    } }
}";

/// The matches of the first ticket that a search finds.
async fn matches(caller: &Caller, search: &str) -> Vec<Value> {
    let data = caller.data(MATCHES, json!({ "search": search })).await;
    let edge = data["tickets"]["edges"].get(0).unwrap_or_else(|| panic!("{search} finds nothing"));
    edge["matches"].as_array().unwrap().clone()
}

/// A match as a line: the field, then the excerpt with what was found in brackets and an ellipsis where it was cut.
fn line(it: &Value) -> String {
    let parts = it["excerpt"].as_array().unwrap().iter().map(|part| match &part["isMatch"] {
        Value::Bool(true) => format!("[{}]", part["text"].as_str().unwrap()),
        _ => part["text"].as_str().unwrap().to_owned(),
    });
    let ellipsis = |cut: &Value| if cut == true { "…" } else { "" };
    let excerpt = [ellipsis(&it["isCutBefore"]), &parts.collect::<String>(), ellipsis(&it["isCutAfter"])].concat();
    format!("{}: {excerpt}", it["field"].as_str().unwrap())
}

async fn lines(caller: &Caller, search: &str) -> Vec<String> {
    matches(caller, search).await.iter().map(line).collect()
}

async fn scene(app: &TestApp) -> (Client, Ticket) {
    let clerk = app.clerk().await;
    let client = clerk.create_client_named("Éloïse", "De La-Tour").await;
    let sale = clerk.register_sale_of(KEYBOARD, &client).await;
    let ticket = client.open_ticket_titled(&sale, "Touche « Échap » bloquée").await;
    app.technician().await.reply(&ticket, "Avez-vous une bombe d'air\ncomprimé ? <b>Sinon</b>, un pinceau.").await;
    (client, ticket)
}

#[tokio::test]
async fn each_place_of_a_ticket_shows_what_was_found_in_it() {
    let app = TestApp::start().await;
    let (client, ticket) = scene(&app).await;
    let technician = app.technician().await;
    let sale = technician.data(
        "query($number: Int!) { ticket(number: $number) { sale { serialNumber } } }",
        json!({ "number": ticket.number }),
    );
    let serial = sale.await["ticket"]["sale"]["serialNumber"].as_str().unwrap().to_owned();
    let (number, name) = (ticket.number, client.email().split_once('@').unwrap().0.to_owned());
    for (search, expected) in [
        ("ECHAP bloq", "TITLE: Touche « [Échap] » [bloq]uée".to_owned()),
        ("air comprime", "MESSAGE: Avez-vous une bombe d'[air]\n[comprimé] ? <b>Sinon</b>, un pinceau.".to_owned()),
        ("\"air comprime\"", "MESSAGE: Avez-vous une bombe d'[air\ncomprimé] ? <b>Sinon</b>, un pinceau.".to_owned()),
        ("cl0102", "PRODUCT_REFERENCE: [CL-0102]".to_owned()),
        ("meca azerty", "PRODUCT_DESIGNATION: Clavier [méca]nique [AZERTY]".to_owned()),
        (&serial.to_lowercase()[10..], format!("SERIAL_NUMBER: {}[{}]", &serial[..10], &serial[10..])),
        (&format!("#{number}"), format!("NUMBER: [{number}]")),
        (&number.to_string(), format!("NUMBER: [{number}]")),
        ("delatour eloise", "CLIENT_NAME: [Éloïse] [De La-Tour]".to_owned()),
        (client.email(), format!("CLIENT_EMAIL: [{name}@exemple.fr]")),
    ] {
        assert_eq!(lines(&technician, search).await.first(), Some(&expected), "{search}");
        if !expected.starts_with("CLIENT") {
            assert_eq!(lines(&client, search).await.first(), Some(&expected), "{search}");
        }
    }
}

#[tokio::test]
async fn a_message_comes_with_the_passage_it_holds() {
    let app = TestApp::start().await;
    let (client, _) = scene(&app).await;
    let found = matches(&client, "pinceau").await;
    assert_eq!(found.len(), 1);
    let message = &found[0]["message"];
    assert_eq!(
        (message["body"].as_str().unwrap().contains("pinceau"), &message["author"]["firstName"]),
        (true, &json!("Théo"))
    );
    assert_eq!(matches(&client, "azerty").await[0]["message"], Value::Null);
}

#[tokio::test]
async fn words_in_several_places_show_several_passages() {
    let app = TestApp::start().await;
    let (client, ticket) = scene(&app).await;
    client.reply(&ticket, "La touche est propre, le pinceau aussi.").await;
    assert_eq!(
        lines(&client, "azerty pinceau touche").await,
        [
            "MESSAGE: La [touche] est propre, le [pinceau] aussi.",
            "PRODUCT_DESIGNATION: Clavier mécanique [AZERTY]",
            "TITLE: [Touche] « Échap » bloquée",
        ]
    );
    for n in 0..5 {
        client.reply(&ticket, &format!("Échappée {n}")).await;
    }
    let three = ["TITLE: Touche « [Échap] » bloquée", "MESSAGE: [Échap]pée 4"];
    assert_eq!(lines(&client, "echap").await, three, "of the messages that hold the same words, the newest");
}

#[tokio::test]
async fn a_client_is_shown_nothing_that_it_may_not_search() {
    let app = TestApp::start().await;
    let (client, ticket) = scene(&app).await;
    client.reply(&ticket, "Signé : Éloïse").await;
    assert_eq!(lines(&client, "eloise").await, ["MESSAGE: Signé : [Éloïse]"]);
    let staff = ["CLIENT_NAME: [Éloïse] De La-Tour", "MESSAGE: Signé : [Éloïse]"];
    let technician = app.technician().await;
    assert_eq!(lines(&technician, "eloise").await, staff);
}

#[tokio::test]
async fn a_long_message_is_cut_around_what_was_found() {
    let app = TestApp::start().await;
    let (client, ticket) = scene(&app).await;
    let around = "Rien à signaler de ce côté. ".repeat(100);
    client.reply(&ticket, &format!("{around}Le ventilateur fait du bruit. {around}")).await;
    let found = matches(&client, "ventilateur bruit").await;
    let text: String =
        found[0]["excerpt"].as_array().unwrap().iter().map(|part| part["text"].as_str().unwrap()).collect();
    assert!((150..=200).contains(&text.chars().count()), "{text}");
    assert!(text.contains("Le ventilateur fait du bruit.") && around.len() > 200);
    assert_eq!((&found[0]["isCutBefore"], &found[0]["isCutAfter"]), (&json!(true), &json!(true)));
}

#[tokio::test]
async fn a_list_that_is_no_search_shows_no_passages() {
    let app = TestApp::start().await;
    let (client, _) = scene(&app).await;
    assert_eq!(matches(&client, "").await, [Value::Null; 0]);
}
