//! What a thread shows beside its messages.

use guichet_tests::{
    TestApp,
    browser::Browser,
    fixture::{PASSWORD, TECHNICIAN, day},
};
use serde_json::json;

#[tokio::test]
async fn the_card_tells_the_age_of_the_purchase_and_what_else_was_asked() {
    let app = TestApp::start().await;
    let client = app.client().await;
    let clerk = app.clerk().await;
    let (sale, other) = (clerk.register_sale(&client).await, clerk.register_sale(&client).await);
    let old = json!({
        "clientId": client.id(),
        "productId": sale.product_id,
        "serialNumber": app.serial_number(),
        "soldOn": day(-823),
    });
    let old = clerk.mutate("registerSale", old).await;
    let old = old.done()["sale"]["id"].as_str().unwrap().to_owned();
    let first = client.open_ticket_titled(&sale, "Image floue").await;
    let second = client.open_ticket_titled(&sale, "Image absente").await;
    let third = client.open_ticket_titled(&other, "Carton abîmé").await;
    let input = json!({ "saleId": old, "title": "Câble perdu", "body": "Il manque." });
    client.mutate("openTicket", input).await.done();
    app.technician().await.resolve(&first).await;

    let desk =
        Browser::signed_in(&app, &format!("/file/{}?onglet=open", second.number), TECHNICIAN.email, PASSWORD).await;
    desk.see_text("[data-test=history] section:first-of-type", "Image floue").await;
    desk.see_text("[data-test=history] section:last-of-type", "Carton abîmé").await;
    desk.see_many("[data-test=past-ticket]", 3).await;
    desk.see("[data-test=age]").await;
    // The view beside stays as it is.
    desk.press("[data-test=past-ticket] a", "Câble perdu").await;
    desk.see_text("#thread-title", "Câble perdu").await;
    desk.see_text("[data-test=age]", "2 years and 3 months ago").await;
    desk.see("[data-tab=open][aria-selected=true]").await;
    desk.click("all-of-client").await;
    desk.see_many("[data-test=ticket-row]", 4).await;
    desk.see("[data-test=all-clients]").await;
    desk.click("all-clients").await;
    desk.gone("[data-test=all-clients]").await;
    desk.close().await;

    let home = Browser::signed_in(&app, &format!("/demandes/{}", third.number), client.email(), PASSWORD).await;
    home.see_many("[data-test=past-ticket]", 3).await;
    home.press("[data-test=past-ticket] a", "Image absente").await;
    home.at(&format!("/demandes/{}", second.number)).await;
    home.close().await;
}

#[tokio::test]
async fn a_request_that_the_focus_rests_on_is_read_ahead_and_opens_without_the_network() {
    let mut app = TestApp::start().await;
    let (_, ticket) = app.client_with_ticket().await;
    let desk = Browser::signed_in(&app, "/file", TECHNICIAN.email, PASSWORD).await;
    desk.see("[data-test=ticket-row]").await;
    let answers =
        "return performance.getEntriesByType('resource').filter(entry => entry.name.endsWith('/graphql')).length";
    let before = desk.run(answers).await.as_u64().unwrap();
    desk.type_keys("j").await;
    desk.comes_true(&format!("{answers} > {before}")).await;
    app.stop().await;
    desk.see("[data-test=banner]").await;
    desk.type_keys("\u{e007}").await;
    desk.at(&format!("/file/{}", ticket.number)).await;
    desk.see("[data-test=message]").await;
    app.restart().await;
    desk.close().await;
}
