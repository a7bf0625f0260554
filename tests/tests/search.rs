//! The search of tickets.

use chrono::Utc;
use guichet_api::ticket::index;
use guichet_tests::{
    TestApp,
    actor::{Caller, Client, Ticket},
    fixture::{KEYBOARD, PASSWORD, email},
};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

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

async fn serial_number(caller: &Caller, ticket: &Ticket) -> String {
    let document = "query($number: Int!) { ticket(number: $number) { sale { serialNumber } } }";
    let data = caller.data(document, json!({ "number": ticket.number })).await;
    data["ticket"]["sale"]["serialNumber"].as_str().unwrap().to_owned()
}

/// What a search finds: the same while texts wait for the index as once they stand there.
async fn found(app: &TestApp, caller: &Caller, search: &str) -> Vec<i64> {
    let store = &app.inner().store;
    let tx = store.begin(Utc::now()).await.unwrap();
    let unindexed = "DELETE FROM search_posting; DELETE FROM search_waiting;
        INSERT INTO search_waiting (passage_id) SELECT id FROM ticket_passage";
    tx.db().execute_unprepared(unindexed).await.unwrap();
    tx.commit().await.unwrap();
    let waiting = caller.numbers(json!({ "search": search })).await;
    index::catch_up(store).await.unwrap();
    assert_eq!(caller.numbers(json!({ "search": search })).await, waiting, "{search}");
    waiting
}

#[tokio::test]
async fn a_ticket_is_found_by_all_that_it_says() {
    let app = TestApp::start().await;
    let (client, ticket) = scene(&app).await;
    let technician = app.technician().await;
    let serial = serial_number(&client, &ticket).await;
    let number = ticket.number.to_string();
    for search in [
        number.as_str(),
        &format!("#{number}"),
        &format!("n° {number}"),
        &format!("clavier n°{number}"),
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
        assert_eq!(found(&app, &technician, search).await, [ticket.number], "{search}");
        assert_eq!(found(&app, &client, search).await, [ticket.number], "{search}");
    }
    for search in ["\"comprimé d'air\"", "touche imprimante", "xyz", "999999", "%%%", "' OR 1=1"] {
        assert_eq!(found(&app, &technician, search).await, [0; 0], "{search}");
    }
}

#[tokio::test]
async fn staff_also_searches_by_client_and_clients_do_not() {
    let app = TestApp::start().await;
    let (client, ticket) = scene(&app).await;
    let technician = app.technician().await;
    for search in ["eloise", "delatour", "tour éloïse", client.email(), "éloïse touche"] {
        assert_eq!(found(&app, &technician, search).await, [ticket.number], "{search}");
    }
    for search in ["eloise", "delatour", client.email(), "éloïse touche", "touche el"] {
        assert_eq!(found(&app, &client, search).await, [0; 0], "{search}");
    }
}

#[tokio::test]
async fn a_client_is_found_by_its_new_address_and_no_longer_by_the_old_one() {
    let app = TestApp::start().await;
    let (client, ticket) = scene(&app).await;
    let technician = app.technician().await;
    let (old, new) = (client.email(), email());
    client.mutate("changeEmail", json!({ "password": PASSWORD, "email": new })).await.done();
    assert_eq!(found(&app, &technician, &new).await, [ticket.number]);
    assert_eq!(found(&app, &technician, old).await, [0; 0]);
}

#[tokio::test]
async fn a_product_is_found_by_its_new_designation_and_no_longer_by_the_old_one() {
    let app = TestApp::start().await;
    let (client, ticket) = scene(&app).await;
    app.import(&[(KEYBOARD.reference.to_owned(), "Clavier à membrane".to_owned())]).await;
    for caller in [&client.0, &app.technician().await.0] {
        assert_eq!(found(&app, caller, "membrane").await, [ticket.number]);
        assert_eq!(found(&app, caller, "mécanique").await, [0; 0]);
        assert_eq!(found(&app, caller, KEYBOARD.reference).await, [ticket.number]);
    }
}

/// Heads once carried a copy of what they are about.
#[tokio::test]
async fn heads_from_before_lose_their_copy_of_the_product() {
    let app = TestApp::start().await;
    let (client, ticket) = scene(&app).await;
    let store = &app.inner().store;
    let (number, serial) = (ticket.number, serial_number(&client, &ticket).await);
    let head = format!("{number}\ntoucheechapbloquee\ncl0102\nclavierdecuivre\n{}", serial.to_lowercase());
    let before = format!(
        "UPDATE ticket_passage SET search_text = '{head}' WHERE message_id IS NULL AND ticket_id = {number};
         DELETE FROM seaql_migrations WHERE version = 'm0007_heads';"
    );
    store.reader().execute_unprepared(&before).await.unwrap();
    assert_eq!(found(&app, &client, "cuivre").await, [ticket.number]);
    store.migrate().await.unwrap();
    assert_eq!(found(&app, &client, "cuivre").await, [0; 0]);
    for search in [format!("#{number}").as_str(), "échap", &serial] {
        assert_eq!(found(&app, &client, search).await, [ticket.number], "{search}");
    }
}

#[tokio::test]
async fn short_words_filter_what_longer_ones_find() {
    let app = TestApp::start().await;
    let (client, ticket) = scene(&app).await;
    let technician = app.technician().await;
    // In the title, a message, the product, the client's name.
    for search in ["touche é", "touche d'", "touche az", "touche cl", "de touche", "el touche"] {
        assert_eq!(found(&app, &technician, search).await, [ticket.number], "{search}");
    }
    assert_eq!(found(&app, &technician, "touche zz").await, [0; 0]);
    for search in ["é", "to", "de la"] {
        assert_eq!(found(&app, &client, search).await, [0; 0], "{search}: short words alone find nothing");
    }
}

#[tokio::test]
async fn case_is_the_same_on_every_engine() {
    let app = TestApp::start().await;
    let client = app.client().await;
    let sale = app.clerk().await.register_sale(&client).await;
    let ticket = client.open_ticket_titled(&sale, "Straße ΟΔΟΣ οδος ISPARTA Ωmega cŒur").await;
    for search in ["STRASSE", "οδοσ", "ΟΔΟΣ", "ısparta", "ωMEGA", "coeur"] {
        assert_eq!(found(&app, &client, search).await, [ticket.number], "{search}");
    }
}

#[tokio::test]
async fn a_search_has_bounds() {
    let app = TestApp::start().await;
    let (client, ticket) = scene(&app).await;
    let document = "query($search: String) { tickets(search: $search) { totalCount } }";
    let sixteen = (0..16).map(|n| format!("mot{n}")).collect::<Vec<_>>().join(" ");
    for search in ["é".repeat(200), sixteen.clone(), "a ".repeat(100)] {
        client.data(document, json!({ "search": search })).await;
    }
    for search in ["é".repeat(201), format!("{sixteen} touche"), "touche ".repeat(100_000)] {
        assert_eq!(client.ask(document, json!({ "search": search })).await.code(), "BAD_REQUEST");
    }
    assert_eq!(found(&app, &client, &"touche ".repeat(20)).await, [ticket.number], "the same word counts once");
    let suggestions = "query($term: String!) {
        suggestClients(term: $term) { clients { id } tooMany } suggestProducts(term: $term) { products { id } tooMany }
    }";
    let none = json!({ "suggestClients": { "clients": [], "tooMany": false },
        "suggestProducts": { "products": [], "tooMany": false } });
    for term in ["touche ".repeat(10_000), (0..1_000).map(|n| format!("mot{n} ")).collect()] {
        assert_eq!(app.clerk().await.data(suggestions, json!({ "term": term })).await, none);
    }
}

#[tokio::test]
async fn a_search_without_words_is_none() {
    let app = TestApp::start().await;
    let (client, ticket) = scene(&app).await;
    for search in ["", "   ", "-", "\"\""] {
        assert_eq!(found(&app, &client, search).await, [ticket.number], "{search:?}");
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
        json!({ "openedFrom": opened, "openedTo": "+10000-01-01T00:00:00Z" }),
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
        json!({ "openedFrom": "+10000-01-01T00:00:00Z" }),
        json!({ "openedTo": "-262143-01-01T00:00:00Z" }),
    ] {
        assert_eq!(technician.numbers(json!({ "filter": filter })).await, [0; 0], "{filter}");
    }
    let earlier = technician.numbers(json!({ "filter": { "openedTo": opened } })).await;
    assert!(earlier.len() == 1 && earlier != [ticket.number]);
}

/// The tickets that a search finds, the most relevant first, so many at a time.
async fn by_relevance(caller: &Caller, search: &str, direction: &str, size: usize) -> Vec<i64> {
    let (mut found, mut after) = (Vec::new(), Value::Null);
    loop {
        let order = json!({ "field": "RELEVANCE", "direction": direction });
        let list = caller.tickets(json!({ "search": search, "orderBy": order, "first": size, "after": after })).await;
        found.extend(list["nodes"].as_array().unwrap().iter().map(|ticket| ticket["number"].as_i64().unwrap()));
        if list["pageInfo"]["hasNextPage"] != true {
            assert_eq!(list["totalCount"], found.len());
            return found;
        }
        after = list["pageInfo"]["endCursor"].clone();
    }
}

#[tokio::test]
async fn relevance_ranks_and_pages() {
    let app = TestApp::start().await;
    let clerk = app.clerk().await;
    let client = clerk.create_client_named("Claude", "Ventilo").await;
    let other = app.client().await;
    let sale = clerk.register_sale(&other).await;
    let in_message = other.open_ticket_titled(&sale, "Panne").await;
    other.reply(&in_message, "Le ventilo va bien, l'écran bruyant.").await;
    let one_word = other.open_ticket_titled(&sale, "Ventilo").await;
    other.reply(&one_word, "Bruyant !").await;
    let both = other.open_ticket_titled(&sale, "Ventilo bruyant").await;
    let of_client = client.open_ticket_titled(&clerk.register_sale(&client).await, "Bruyant").await;
    let both_again = other.open_ticket_titled(&sale, "Bruyant, le ventilo").await;
    let one_in_title = other.open_ticket_titled(&sale, "Claude").await;
    other.reply(&one_in_title, "Le ventilo !").await;
    let both_in_name = client.open_ticket_titled(&clerk.register_sale(&client).await, "Panne").await;
    other.reply(&both, "Toujours aussi bruyant.").await;

    let technician = app.technician().await;
    // One in the title before both in the client's name, which before none but in a message; of equal ones the newest first.
    let named = by_relevance(&technician, "claude ventilo", "DESC", 2).await;
    let place = |ticket: &Ticket| named.iter().position(|number| *number == ticket.number);
    assert!(place(&one_in_title).is_some() && place(&one_in_title) < place(&both_in_name), "{named:?}");

    let ranked = [&both_again, &both, &of_client, &one_word, &in_message].map(|ticket| ticket.number);
    let reversed: Vec<_> = ranked.iter().rev().copied().collect();
    for size in [1, 2, 100] {
        assert_eq!(by_relevance(&technician, "bruyant ventilo", "DESC", size).await, ranked);
        assert_eq!(by_relevance(&technician, "bruyant ventilo", "ASC", size).await, reversed);
    }
    let own = [&both_again, &both, &one_word, &in_message].map(|ticket| ticket.number);
    assert_eq!(by_relevance(&other, "ventilo bruyant", "DESC", 2).await, own);
    let latest = found(&app, &technician, "bruyant ventilo").await;
    assert_eq!(latest[0], both.number, "the latest activity first unless ordered otherwise");
}

#[tokio::test]
async fn the_number_is_more_relevant_than_any_word() {
    let app = TestApp::start().await;
    let client = app.client().await;
    let sale = app.clerk().await.register_sale(&client).await;
    let mut tickets = Vec::new();
    for _ in 0..3 {
        tickets.push(client.open_ticket(&sale).await.number);
    }
    let named = client.open_ticket_titled(&sale, &format!("Comme la demande #{}", tickets[0])).await;
    let search = format!("#{}", tickets[0]);
    assert_eq!(by_relevance(&client, &search, "DESC", 100).await[0], tickets[0]);
    assert!(!by_relevance(&client, &search, "DESC", 100).await.contains(&tickets[1]), "{named:?}");
}

#[tokio::test]
async fn a_cursor_of_relevance_belongs_to_its_search() {
    let app = TestApp::start().await;
    let (client, _) = scene(&app).await;
    let document = "query($search: String, $after: String) {
        tickets(search: $search, after: $after, orderBy: { field: RELEVANCE, direction: DESC }) {
            pageInfo { endCursor }
        }
    }";
    let page = client.data(document, json!({ "search": "touche" })).await;
    let cursor = &page["tickets"]["pageInfo"]["endCursor"];
    client.data(document, json!({ "search": "TOUCHE", "after": cursor })).await;
    for search in ["touches", ""] {
        let answer = client.ask(document, json!({ "search": search, "after": cursor })).await;
        assert_eq!(answer.code(), "INVALID_CURSOR", "{search}");
    }
}
