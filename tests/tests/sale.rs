//! Registering sales.

use guichet_tests::{
    TestApp,
    actor::{Client, Staff},
    fixture::{self, KEYBOARD, PRINTER, SCREEN},
};
use serde_json::{Value, json};

/// A good input with one field typed otherwise.
async fn input(seller: &Staff, client: &Client, field: &str, typed: impl Into<Value>) -> Value {
    let product = seller.product_id(SCREEN).await;
    let mut input = json!({
        "clientId": client.id(), "productId": product, "serialNumber": fixture::serial_number(),
    });
    input[field] = typed.into();
    input
}

async fn sales_of(caller: &guichet_tests::actor::Caller, client: &Client) -> Value {
    let document = "query($id: ID!) { node(id: $id) { ... on Client {
        sales { totalCount nodes { serialNumber soldOn product { reference } seller { firstName } } }
    } } }";
    caller.data(document, json!({ "id": client.id() })).await["node"]["sales"].clone()
}

#[tokio::test]
async fn a_sale_keeps_who_what_when_and_by_whom() {
    let app = TestApp::start().await;
    let (seller, client) = (app.seller().await, app.client().await);
    let typed = input(&seller, &client, "serialNumber", " ab12c-d34ef 56gh7 ").await;
    let payload = seller.mutate("registerSale", typed).await;
    let sale = &payload.done()["sale"];
    assert_eq!((&sale["serialNumber"], &sale["soldOn"]), (&json!("AB12CD34EF56GH7"), &json!(fixture::day(0))));
    assert_eq!((&sale["client"]["id"], &sale["seller"]["id"]), (&json!(client.id()), &json!(seller.id())));
    let bought = sales_of(&client, &client).await;
    assert_eq!((&bought["totalCount"], &bought["nodes"][0]["seller"]["firstName"]), (&json!(1), &json!("Sonia")));
}

#[tokio::test]
async fn technicians_sell_as_well() {
    let app = TestApp::start().await;
    let client = app.client().await;
    app.technician().await.register_sale(&client).await;
}

#[tokio::test]
async fn what_is_typed_wrong_for_a_sale_is_refused_by_field_and_nothing_is_kept() {
    let app = TestApp::start().await;
    let (seller, client) = (app.seller().await, app.client().await);
    let tomorrow = fixture::day(1);
    for (field, typed, reason) in [
        ("serialNumber", "", "BLANK"),
        ("serialNumber", " - ", "BLANK"),
        ("serialNumber", "ABCDE12345FGHI", "SERIAL_NUMBER_LENGTH"),
        ("serialNumber", "ABCDE12345FGHIJK", "SERIAL_NUMBER_LENGTH"),
        ("serialNumber", "ÀBCDE12345FGHIJ", "SERIAL_NUMBER_CHARACTER"),
        ("serialNumber", "ABCDE12345FGHI_", "SERIAL_NUMBER_CHARACTER"),
        ("serialNumber", "ABCDE12345FGHI\u{0}", "SERIAL_NUMBER_CHARACTER"),
        ("serialNumber", "٣٣٣٣٣٣٣٣٣٣٣٣٣٣٣", "SERIAL_NUMBER_CHARACTER"),
        ("soldOn", &tomorrow, "FUTURE_DAY"),
        ("soldOn", "9999-12-31", "FUTURE_DAY"),
        ("soldOn", "0026-11-24", "EARLY_DAY"),
        ("soldOn", "2026-02-29", "MALFORMED_DAY"),
        ("soldOn", "2026-13-01", "MALFORMED_DAY"),
        ("soldOn", "24/11/2026", "MALFORMED_DAY"),
        ("soldOn", "yesterday", "MALFORMED_DAY"),
        ("soldOn", "", "MALFORMED_DAY"),
    ] {
        let payload = seller.mutate("registerSale", input(&seller, &client, field, typed).await).await;
        payload.assert_refused(field, "INVALID_INPUT", reason);
        assert_eq!(payload.value["sale"], Value::Null);
    }
    assert_eq!(sales_of(&seller, &client).await["totalCount"], 0);
}

#[tokio::test]
async fn a_client_or_product_that_is_none_does_not_exist() {
    let app = TestApp::start().await;
    let (seller, client) = (app.seller().await, app.client().await);
    let sale = seller.register_sale(&client).await;
    for (field, id) in [
        ("clientId", "nonsense"),
        ("clientId", ""),
        ("clientId", sale.id.as_str()),
        ("clientId", seller.id()),
        ("productId", "nonsense"),
        ("productId", client.id()),
    ] {
        let payload = seller.mutate("registerSale", input(&seller, &client, field, id).await).await;
        payload.assert_refused(field, "NOT_FOUND", "NOT_FOUND");
    }
}

#[tokio::test]
async fn all_that_is_wrong_with_a_sale_is_told_at_once() {
    let app = TestApp::start().await;
    let input = json!({ "clientId": "x", "productId": "x", "serialNumber": "x", "soldOn": fixture::day(1) });
    let refusals = app.seller().await.mutate("registerSale", input).await.refusals();
    let fields: Vec<_> = refusals.iter().map(|(field, ..)| field.as_str()).collect();
    assert_eq!(fields, ["clientId", "productId", "serialNumber", "soldOn"]);
}

#[tokio::test]
async fn a_serial_number_of_a_product_is_sold_once() {
    let app = TestApp::start().await;
    let (seller, client, other) = (app.seller().await, app.client().await, app.client().await);
    let sale = seller.register_sale(&client).await;
    for buyer in [&client, &other] {
        let typed = input(&seller, buyer, "serialNumber", sale.serial_number.to_lowercase()).await;
        let payload = seller.mutate("registerSale", typed).await;
        payload.assert_refused("serialNumber", "CONFLICT", "ALREADY_SOLD");
    }
    // Another product may bear the same number.
    let mut typed = input(&seller, &other, "serialNumber", sale.serial_number).await;
    typed["productId"] = seller.product_id(KEYBOARD).await.into();
    seller.mutate("registerSale", typed).await.done();
}

#[tokio::test]
async fn of_two_counters_that_sell_the_same_article_one_is_told_of_the_other() {
    let app = TestApp::start().await;
    let (seller, technician, client) = (app.seller().await, app.technician().await, app.client().await);
    for _ in 0..5 {
        let typed = input(&seller, &client, "serialNumber", fixture::serial_number()).await;
        let (a, b) = tokio::join!(
            seller.mutate("registerSale", typed.clone()),
            technician.mutate("registerSale", typed.clone())
        );
        let (won, lost) = if a.value["sale"].is_null() { (b, a) } else { (a, b) };
        won.done();
        lost.assert_refused("serialNumber", "CONFLICT", "ALREADY_SOLD");
    }
}

#[tokio::test]
async fn a_product_off_sale_is_sold_with_a_past_day_only() {
    let app = TestApp::start().await;
    let (seller, client) = (app.seller().await, app.client().await);
    let printer = seller.product_id(PRINTER).await;
    for today in [Value::Null, fixture::day(0).into()] {
        let mut typed = input(&seller, &client, "productId", printer.clone()).await;
        typed["soldOn"] = today;
        let payload = seller.mutate("registerSale", typed).await;
        payload.assert_refused("soldOn", "INVALID_INPUT", "OFF_SALE");
    }
    let mut typed = input(&seller, &client, "productId", printer).await;
    typed["soldOn"] = fixture::day(-1).into();
    assert_eq!(seller.mutate("registerSale", typed).await.done()["sale"]["soldOn"], fixture::day(-1));
}

#[tokio::test]
async fn sales_come_newest_first() {
    let app = TestApp::start().await;
    let (seller, client) = (app.seller().await, app.client().await);
    for days in [-3, -1, -2] {
        seller.mutate("registerSale", input(&seller, &client, "soldOn", fixture::day(days)).await).await.done();
    }
    let bought = sales_of(&client, &client).await;
    let days: Vec<_> =
        bought["nodes"].as_array().unwrap().iter().map(|sale| sale["soldOn"].as_str().unwrap()).collect();
    assert_eq!(days, [fixture::day(-1), fixture::day(-2), fixture::day(-3)]);
}

#[tokio::test]
async fn nothing_is_sold_to_a_client_whose_account_is_disabled() {
    let app = TestApp::start().await;
    let (seller, client) = (app.seller().await, app.client().await);
    let suggested = async || {
        let document = "query($term: String!) { suggestClients(term: $term) { clients { id } } }";
        seller.data(document, json!({ "term": client.email() })).await["suggestClients"]["clients"].clone()
    };
    assert_eq!(suggested().await, json!([{ "id": client.id() }]));
    app.disable(&client).await;
    assert_eq!(suggested().await, json!([]));
    let sale = json!({
        "clientId": client.id(), "productId": seller.product_id(SCREEN).await, "serialNumber": app.serial_number(),
    });
    seller.mutate("registerSale", sale).await.assert_refused("clientId", "NOT_FOUND", "NOT_FOUND");
}

#[tokio::test]
async fn an_article_that_was_sold_is_found_by_its_serial_number_by_whoever_may_see_it() {
    let app = TestApp::start().await;
    let seller = app.seller().await;
    let (owner, other) = (seller.create_client().await, seller.create_client().await);
    let (sold, elsewhere) = (seller.register_sale(&owner).await, seller.register_sale(&other).await);
    let document = "query($id: ID!, $it: String!, $other: String!) { node(id: $id) { ... on Product {
        it: sale(serialNumber: $it) { id } typed: sale(serialNumber: \"ab\") { id } other: sale(serialNumber: $other) { id }
    } } }";
    let variables = json!({
        "id": sold.product_id, "it": sold.serial_number.to_lowercase(), "other": elsewhere.serial_number,
    });
    let all = json!({ "it": { "id": sold.id }, "typed": null, "other": { "id": elsewhere.id } });
    assert_eq!(seller.data(document, variables.clone()).await["node"], all);
    let own = json!({ "it": { "id": sold.id }, "typed": null, "other": null });
    assert_eq!(owner.data(document, variables).await["node"], own);
    let keyboard = json!({ "id": seller.product_id(KEYBOARD).await, "it": sold.serial_number, "other": "-" });
    assert_eq!(seller.data(document, keyboard).await["node"]["it"], Value::Null, "of another product");
}
