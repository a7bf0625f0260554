//! Writing a request: what was chosen stays chosen, and what was sent is opened once.

use guichet_tests::{TestApp, browser::Browser, fixture::PASSWORD};
use serde_json::json;

const CHOSEN: &str = "[data-test=chosen-article]";

#[tokio::test]
async fn a_reload_keeps_the_article_that_was_chosen_last() {
    let app = TestApp::start().await;
    let client = app.client().await;
    let clerk = app.clerk().await;
    let (first, second) = (clerk.register_sale(&client).await, clerk.register_sale(&client).await);
    let asked = format!("/demandes/nouvelle?achat={}", first.id);
    let browser = Browser::signed_in(&app, &asked, client.email(), PASSWORD).await;
    browser.see_text(CHOSEN, &first.serial_number).await;
    // What is pressed gives way to something else, and the focus with it.
    browser.press(&format!("{CHOSEN} button"), "").await;
    browser.focused("[data-test=article-choice]").await;
    browser.press("[data-test=article-choice]", &second.serial_number).await;
    browser.focused(&format!("{CHOSEN} button")).await;
    browser.see_text(CHOSEN, &second.serial_number).await;
    let here = browser.run("return location.pathname + location.search").await;
    browser.go(here.as_str().unwrap()).await;
    browser.see_text(CHOSEN, &second.serial_number).await;
    browser.close().await;
}

#[tokio::test]
async fn a_request_that_may_have_arrived_is_not_opened_once_more_when_it_is_changed() {
    let app = TestApp::start().await;
    let client = app.client().await;
    app.clerk().await.register_sale(&client).await;
    let browser = Browser::signed_in(&app, "/demandes/nouvelle", client.email(), PASSWORD).await;
    browser.press("[data-test=article-choice]", "").await;
    browser.fill("title", "L'écran reste noir au démarrage").await;
    browser.fill("body", "J'ai essayé un autre câble, sans effet.").await;
    let cut = "window.whole = window.fetch; \
               window.fetch = async (...request) => { await window.whole(...request); throw new TypeError('cut'); };";
    browser.run(cut).await;
    browser.click("new-ticket-submit").await;
    browser.click("take-back").await;
    browser.fill("title", "L'écran reste noir").await;
    browser.run("window.fetch = window.whole").await;
    browser.gone("[data-test=banner]").await;
    browser.click("new-ticket-submit").await;
    browser.see("[data-test=form-error]").await;
    assert_eq!(client.numbers(json!({})).await.len(), 1, "opened once");
    assert_eq!(browser.value("body").await, "J'ai essayé un autre câble, sans effet.");
    browser.close().await;
}
