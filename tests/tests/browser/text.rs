//! What a person typed is text, wherever it shows.

use guichet_tests::{
    TestApp,
    browser::Browser,
    fixture::{self, PASSWORD, SELLER, TECHNICIAN},
};
use serde_json::{Value, json};

/// An element that would run a script, if it were one: apart where one has to tell them apart.
fn trap(mark: &str) -> String {
    format!("<img src=x onerror=\"window.sprung='{mark}'\">{mark}</b><script>window.sprung='{mark}'</script>")
}

/// That nothing of what was typed became an element or ran.
async fn assert_only_text(browser: &Browser, place: &str) {
    let traps =
        browser.run("return document.querySelectorAll('img[src=x], script:not([src]):not([type=module])').length");
    assert_eq!(traps.await, json!(0), "{place}: what was typed became an element");
    assert_eq!(browser.run("return window.sprung ?? null").await, Value::Null, "{place}: what was typed ran");
}

#[tokio::test]
async fn what_looks_like_a_page_is_shown_as_it_was_typed() {
    let app = TestApp::start().await;
    let product = trap("DESIGNATION").replace("/script", "/s");
    app.import(&[("<i>XSS-1</i>".to_owned(), product.clone())]).await;
    let clerk = app.clerk().await;
    let client = clerk.create_client_named("<b onclick=x>PRENOM</b>", "<img src=x onerror=\"sprung=1\">NOM").await;
    let bought = clerk.product_id_of("<i>XSS-1</i>").await;
    let sale = json!({ "clientId": client.id(), "productId": bought, "serialNumber": fixture::serial_number() });
    let sale = clerk.mutate("registerSale", sale).await.done()["sale"]["id"].clone();
    let (title, body, answer) = (trap("TITRE"), trap("CORPS"), trap("REPONSE"));
    let opened = client.mutate("openTicket", json!({ "saleId": sale, "title": title, "body": body })).await;
    let ticket = opened.done()["ticket"].clone();
    app.technician().await.mutate("replyToTicket", json!({ "ticketId": ticket["id"], "body": answer })).await.done();

    let home = Browser::signed_in(&app, "/demandes", client.email(), PASSWORD).await;
    home.see_text("body", &title).await;
    assert_only_text(&home, "the client's requests").await;
    home.go(&format!("/demandes/{}", ticket["number"])).await;
    for typed in [&title, &body, &answer, &product] {
        home.see_text("body", typed).await;
    }
    assert_only_text(&home, "the client's request").await;
    home.close().await;

    let desk = Browser::signed_in(&app, "/file", TECHNICIAN.email, PASSWORD).await;
    desk.fill("search", "onerror").await;
    // The passages where it was found, whose words are marked.
    desk.see_text("mark", "onerror").await;
    assert_only_text(&desk, "what a search found").await;
    desk.press("[data-test=ticket-row]", "TITRE").await;
    for typed in [&body, &answer] {
        desk.see_text("body", typed).await;
    }
    desk.see_text("body", "onclick=x>PRENOM").await;
    assert_only_text(&desk, "the request beside the queue").await;
    desk.close().await;

    let counter = Browser::signed_in(&app, "/ventes/nouvelle", SELLER.email, PASSWORD).await;
    counter.fill("clientTerm", "prenom").await;
    counter.see_text("[data-test=suggestion]", "onclick=x>PRENOM").await;
    assert_only_text(&counter, "the clients that are suggested").await;
    counter.press("[data-test=suggestion]", "PRENOM").await;
    counter.see_text("[data-test=client-chosen]", "onerror=\"sprung=1\">NOM").await;
    counter.fill("productTerm", "designation").await;
    counter.see_text("[data-test=suggestion]", &product).await;
    assert_only_text(&counter, "the products that are suggested").await;
    counter.close().await;
}

#[tokio::test]
async fn no_page_loads_anything_from_elsewhere() {
    let app = TestApp::start().await;
    let browser = Browser::signed_in(&app, "/file", TECHNICIAN.email, PASSWORD).await;
    browser.see("[data-test=tab]").await;
    let loaded = "return performance.getEntriesByType('resource').map(entry => entry.name)";
    let Value::Array(loaded) = browser.run(loaded).await else { panic!("no list of what was loaded") };
    assert!(loaded.len() > 2, "{loaded:?}");
    for address in loaded {
        assert!(address.as_str().unwrap().starts_with(&app.url("/")), "{address}");
    }
    browser.close().await;
}

/// That all that shows fits a telephone.
async fn assert_fits(browser: &Browser, place: &str) {
    let widths = "const page = document.documentElement; return [page.scrollWidth, page.clientWidth]";
    let widths = browser.run(widths).await;
    assert_eq!(widths[0], widths[1], "{place} scrolls sideways");
}

#[tokio::test]
async fn a_word_longer_than_a_line_is_broken() {
    let app = TestApp::start().await;
    let long = "x".repeat(100);
    app.import(&[("LONG-1".to_owned(), "y".repeat(300))]).await;
    let clerk = app.clerk().await;
    let client = clerk.create_client_named("Nadia", &long).await;
    let bought = clerk.product_id_of("LONG-1").await;
    let sale = json!({ "clientId": client.id(), "productId": bought, "serialNumber": fixture::serial_number() });
    let sale = clerk.mutate("registerSale", sale).await.done()["sale"]["id"].clone();
    let title = "z".repeat(150);
    let opened = client.mutate("openTicket", json!({ "saleId": sale, "title": title, "body": "Bonjour." })).await;
    let ticket = opened.done()["ticket"].clone();

    let home = Browser::signed_in(&app, "/demandes", client.email(), PASSWORD).await;
    home.resize(360, 900).await;
    for (path, sign) in [
        ("/demandes".to_owned(), "[data-test=ticket-row]"),
        (format!("/demandes/{}", ticket["number"]), "[data-test=message]"),
        ("/demandes/nouvelle".to_owned(), "[data-test=article-choice]"),
    ] {
        home.go(&path).await;
        home.see(sign).await;
        assert_fits(&home, &path).await;
    }
    home.press("[data-test=article-choice]", "").await;
    home.see("[data-test=chosen-article]").await;
    assert_fits(&home, "a chosen article").await;
    home.close().await;

    let desk = Browser::signed_in(&app, &format!("/file/{}", ticket["number"]), TECHNICIAN.email, PASSWORD).await;
    desk.resize(360, 900).await;
    desk.see("[data-test=message]").await;
    assert_fits(&desk, "the request beside the queue").await;
    // What is told of another request has its title.
    client.mutate("openTicket", json!({ "saleId": sale, "title": title, "body": "Bonsoir." })).await.done();
    desk.see("[data-test=toast]").await;
    assert_fits(&desk, "what is told").await;
    desk.go("/ventes/nouvelle").await;
    for (field, term) in [("clientTerm", "nadia"), ("productTerm", "long-1")] {
        desk.fill(field, term).await;
        desk.see("[data-test=suggestion]").await;
        assert_fits(&desk, field).await;
        desk.press("[data-test=suggestion]", "").await;
        desk.gone("[data-test=suggestion]").await;
        assert_fits(&desk, field).await;
    }
    desk.close().await;
}
