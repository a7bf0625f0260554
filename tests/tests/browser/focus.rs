//! Where the focus goes, and what is in sight with it.

use guichet_tests::{
    TestApp,
    browser::Browser,
    fixture::{PASSWORD, SELLER, TECHNICIAN},
};
use std::time::Duration;

/// As WebDriver names them.
const ENTER: &str = "\u{e007}";
const ESCAPE: &str = "\u{e00c}";
/// Longer than a page takes to be drawn anew, or to read ahead what the focus rests on.
const REST: Duration = Duration::from_millis(500);

const MENU: &str = "[data-test=account-menu] > summary";
const PANEL: &str = "[data-test=sign-out]";

#[tokio::test]
async fn the_menu_closes_on_what_is_pressed_beside_it_on_escape_and_on_another_page() {
    let app = TestApp::start().await;
    let client = app.client().await;
    let browser = Browser::signed_in(&app, "/produits", client.email(), PASSWORD).await;
    browser.press(MENU, "").await;
    browser.press("[data-test=account-menu] strong", "").await;
    browser.see(PANEL).await;
    browser.press(".page__lead", "").await;
    browser.gone(PANEL).await;

    // Nothing has the focus once what can't take it was pressed.
    browser.press(MENU, "").await;
    browser.press("[data-test=account-menu] strong", "").await;
    browser.type_keys(ESCAPE).await;
    browser.gone(PANEL).await;
    browser.focused(MENU).await;

    browser.press(MENU, "").await;
    browser.press("[data-test=account-menu] a[href='/compte']", "").await;
    browser.at("/compte").await;
    browser.gone(PANEL).await;

    // Also where the link leads to where one is.
    browser.press(MENU, "").await;
    browser.press("[data-test=account-menu] a[href='/compte']", "").await;
    browser.gone(PANEL).await;
    browser.focused(MENU).await;
    browser.close().await;
}

#[tokio::test]
async fn the_heading_of_a_thread_that_was_read_ahead_keeps_the_focus() {
    let app = TestApp::start().await;
    let client = app.client().await;
    let sale = app.clerk().await.register_sale(&client).await;
    let number = client.open_ticket_titled(&sale, "Première").await.number;
    let desk = Browser::signed_in(&app, "/file", TECHNICIAN.email, PASSWORD).await;
    desk.focused("h1").await;
    desk.see("[data-test=ticket-row]").await;
    desk.type_keys("j").await;
    desk.focused("[data-test=ticket-row]").await;
    tokio::time::sleep(REST).await;
    desk.type_keys(ENTER).await;
    desk.at(&format!("/file/{number}")).await;
    desk.titled("Première").await;
    tokio::time::sleep(REST).await;
    desk.focused("#thread-title").await;
    desk.close().await;
}

#[tokio::test]
async fn what_is_missing_in_a_form_takes_the_focus() {
    let app = TestApp::start().await;
    let client = app.client().await;
    app.clerk().await.register_sale(&client).await;
    let browser = Browser::signed_in(&app, "/demandes/nouvelle", client.email(), PASSWORD).await;
    browser.click("new-ticket-submit").await;
    browser.focused("[data-test=article-choice]").await;
    browser.press("[data-test=article-choice]", "").await;
    browser.click("new-ticket-submit").await;
    browser.focused("[name=title]").await;
    browser.close().await;

    let counter = Browser::signed_in(&app, "/ventes/nouvelle", SELLER.email, PASSWORD).await;
    counter.click("sale-submit").await;
    counter.focused("[name=productTerm]").await;
    counter.close().await;
}

#[tokio::test]
async fn whoever_comes_back_to_a_long_list_finds_what_it_read() {
    let app = TestApp::start().await;
    let client = app.client().await;
    let sale = app.clerk().await.register_sale(&client).await;
    for at in 1..=18 {
        client.open_ticket_titled(&sale, &format!("Demande {at}")).await;
    }
    let browser = Browser::signed_in(&app, "/demandes", client.email(), PASSWORD).await;
    browser.see_text("[data-test=ticket-row]", "Demande 1").await;
    browser.run("scrollTo(0, 500)").await;
    browser.comes_true("return scrollY === 500").await;
    browser.run("document.elementFromPoint(300, 400).closest('[data-test=ticket-row]').click()").await;
    browser.see("[data-test=message]").await;
    browser.comes_true("return scrollY === 0").await;
    browser.run("history.back()").await;
    browser.see("[data-test=ticket-row]").await;
    browser.comes_true("return Math.abs(scrollY - 500) < 2").await;
    browser.close().await;
}

#[tokio::test]
async fn a_page_that_is_loaded_again_is_where_it_was_last() {
    let app = TestApp::start().await;
    let (client, ticket) = app.client_with_ticket().await;
    app.open_many(&client, &ticket, 60).await;
    let browser = Browser::signed_in(&app, "/demandes", client.email(), PASSWORD).await;
    browser.see_many("[data-test=ticket-row]", 61).await;
    browser.run("window.scrollTo(0, 900)").await;
    browser.run("document.querySelectorAll('[data-test=ticket-row]')[20].click()").await;
    browser.see("[data-test=message]").await;
    browser.run("history.back()").await;
    browser.comes_true("return Math.abs(window.scrollY - 900) < 2").await;
    browser.run("window.scrollTo(0, 0)").await;
    browser.run("location.reload()").await;
    browser.see_many("[data-test=ticket-row]", 61).await;
    tokio::time::sleep(REST).await;
    assert_eq!(browser.run("return window.scrollY").await, serde_json::json!(0));
    browser.close().await;
}
