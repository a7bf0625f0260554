//! What each role may do, on screen.

use guichet_tests::{
    TestApp,
    browser::Browser,
    fixture::{PASSWORD, SELLER, TECHNICIAN},
};

const NEW_PASSWORD: &str = "Quatre corbeaux sur un fil";
const ROW: &str = "[data-test=ticket-row]";

async fn change_password(browser: &Browser) {
    browser.go("/compte").await;
    browser.fill("currentPassword", PASSWORD).await;
    browser.fill("newPassword", NEW_PASSWORD).await;
    browser.click("change-password-submit").await;
    // Both fields are empty once it is done.
    browser.comes_true("return document.querySelector('[name=newPassword]').value === ''").await;
}

#[tokio::test]
async fn staff_changes_its_password() {
    let app = TestApp::start().await;
    for person in [SELLER, TECHNICIAN] {
        let browser = Browser::signed_in(&app, "/compte", person.email, PASSWORD).await;
        change_password(&browser).await;
        browser.sign_out().await;
        browser.sign_in(person.email, NEW_PASSWORD).await;
        browser.see(".topbar").await;
        browser.close().await;
    }
}

#[tokio::test]
async fn a_client_changes_its_password_and_its_address() {
    let app = TestApp::start().await;
    let client = app.client().await;
    let browser = Browser::signed_in(&app, "/demandes", client.email(), PASSWORD).await;
    change_password(&browser).await;
    browser.fill("email", "nouvelle.adresse@exemple.fr").await;
    browser.fill("password", NEW_PASSWORD).await;
    browser.click("change-email-submit").await;
    browser.see_text("main", "nouvelle.adresse@exemple.fr").await;
    browser.sign_out().await;
    browser.sign_in("nouvelle.adresse@exemple.fr", NEW_PASSWORD).await;
    browser.see("[data-test=new-ticket]").await;
    browser.close().await;
}

#[tokio::test]
async fn a_client_sees_what_waits_for_its_answer_adds_to_a_request_and_closes_it() {
    let app = TestApp::start().await;
    let (client, open) = app.client_with_ticket().await;
    let sale = app.clerk().await.register_sale(&client).await;
    let in_progress = client.open_ticket(&sale).await;
    app.technician().await.reply(&in_progress, "Quel câble ?").await;
    let home = Browser::signed_in(&app, "/demandes", client.email(), PASSWORD).await;
    home.see(&format!("[data-test=waiting] [data-number='{}']", in_progress.number)).await;
    home.see(&format!("[data-test=tickets] [data-number='{}']", open.number)).await;
    for ticket in [&open, &in_progress] {
        home.go(&format!("/demandes/{}", ticket.number)).await;
        home.fill("body", "Je précise.").await;
        home.click("reply-submit").await;
        home.see_text("[data-test=message]", "Je précise.").await;
        home.click("resolve").await;
        home.click("resolve-confirm").await;
        home.see("[data-test=standing] .badge--resolved").await;
        home.gone("[name=body]").await;
        home.focused("div:has(> [data-test=resolved-note])").await;
    }
    home.go("/demandes").await;
    home.see_many("[data-test=tickets] [data-test=ticket-row]", 2).await;
    assert_eq!(home.count("[data-test=waiting] [data-test=ticket-row]").await, 0);
    home.close().await;
}

#[tokio::test]
async fn a_queue_is_live_in_three_browsers_at_once() {
    let app = TestApp::start().await;
    let client = app.client().await;
    let sale = app.clerk().await.register_sale(&client).await;
    // Each of staff does the other's work.
    let desk = Browser::signed_in(&app, "/file", TECHNICIAN.email, PASSWORD).await;
    let counter = Browser::signed_in(&app, "/file", SELLER.email, PASSWORD).await;
    let home = Browser::signed_in(&app, "/demandes", client.email(), PASSWORD).await;
    desk.press("[data-tab=open]", "").await;

    let ticket = client.open_ticket_titled(&sale, "Trois à la fois").await;
    let row = format!("{ROW}[data-number='{}']", ticket.number);
    for browser in [&desk, &counter, &home] {
        browser.see_text(&row, "Trois à la fois").await;
    }
    desk.see_text("[data-tab=open] [data-test=tab-count]", "1").await;

    counter.press(&row, "").await;
    counter.fill("body", "Lequel ?").await;
    counter.click("reply-submit").await;
    desk.gone(&row).await;
    desk.see_text("[data-tab=in-progress] [data-test=tab-count]", "1").await;
    home.see(&format!("[data-test=waiting] {row}")).await;

    desk.press("[data-tab=in-progress]", "").await;
    desk.press(&row, "").await;
    desk.see_text("[data-test=message]", "Lequel ?").await;
    desk.click("resolve").await;
    desk.click("resolve-confirm").await;
    counter.see("[data-test=standing] .badge--resolved").await;
    counter.see_text("[data-tab=resolved] [data-test=tab-count]", "1").await;
    home.gone(&format!("[data-test=waiting] {row}")).await;
    for browser in [desk, counter, home] {
        browser.assert_never_reloaded().await;
        browser.close().await;
    }
}
