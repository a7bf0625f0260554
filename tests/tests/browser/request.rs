//! Writing a request: what was chosen stays chosen.

use guichet_tests::{TestApp, browser::Browser, fixture::PASSWORD};

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
