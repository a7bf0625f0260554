//! What a screen shows when it can't show what it is for.

use guichet_tests::{
    TestApp,
    browser::Browser,
    fixture::{PASSWORD, SELLER, TECHNICIAN},
};
use serde_json::json;

const ROW: &str = "[data-test=ticket-row]";

#[tokio::test]
async fn a_page_that_is_opened_without_a_server_comes_when_it_is_back() {
    let mut app = TestApp::start().await;
    let (client, _) = app.client_with_ticket().await;
    let browser = Browser::signed_in(&app, "/produits", client.email(), PASSWORD).await;
    for (path, sign) in [("/demandes", ROW), ("/produits", "[data-test=article]")] {
        app.stop().await;
        browser.see("[data-test=banner]").await;
        browser.press(&format!("nav a[href='{path}']"), "").await;
        browser.see(".skeleton").await;
        app.restart().await;
        browser.see(sign).await;
        browser.gone("[data-test=banner]").await;
    }
    browser.assert_never_reloaded().await;
    browser.close().await;
}

#[tokio::test]
async fn a_page_that_could_not_be_read_says_so_and_is_read_again_when_asked() {
    let app = TestApp::start().await;
    let (client, ticket) = app.client_with_ticket().await;
    let home = Browser::signed_in(&app, "/produits", client.email(), PASSWORD).await;
    let desk = Browser::signed_in(&app, "/ventes/nouvelle", TECHNICIAN.email, PASSWORD).await;
    // As a proxy does whose server is in trouble.
    let trouble = "window.whole = window.fetch; \
                   window.fetch = async () => new Response('sorry', { status: 500, headers: { 'X-Request-Id': 'r-17' } });";
    let thread = format!("/file/{}", ticket.number);
    for (browser, path, sign) in [
        (&home, "/demandes", ROW),
        (&home, "/produits", "[data-test=article]"),
        (&desk, "/file", ROW),
        (&desk, &thread, "[data-test=message]"),
    ] {
        browser.run(trouble).await;
        let go = format!("history.pushState(null, '', '{path}'); window.dispatchEvent(new Event('popstate'))");
        browser.run(&go).await;
        browser.see_text("[data-test=error]", "r-17").await;
        browser.run("window.fetch = window.whole").await;
        // Each part of a page is read again by itself.
        browser.run("document.querySelectorAll('[data-test=error] button').forEach(again => again.click())").await;
        browser.see(sign).await;
        browser.gone("[data-test=error]").await;
    }
    home.close().await;
    desk.close().await;
}

#[tokio::test]
async fn what_could_not_be_read_on_is_told_and_can_be_asked_for_again() {
    let app = TestApp::start().await;
    let (client, ticket) = app.client_with_ticket().await;
    app.reply_many(&client, &ticket, 120).await;
    app.open_many(&client, &ticket, 120).await;
    let home = Browser::signed_in(&app, "/demandes", client.email(), PASSWORD).await;
    let thread = format!("/demandes/{}", ticket.number);
    for (path, button, row) in [("/demandes", "more", ROW), (thread.as_str(), "earlier", "[data-test=message]")] {
        home.go(path).await;
        home.see_many(row, 100).await;
        home.run("window.whole = window.fetch; window.fetch = async () => new Response('sorry', { status: 500 })")
            .await;
        home.click(button).await;
        home.see("[data-test=toast]").await;
        home.run("window.fetch = window.whole").await;
        home.click(button).await;
        home.see_many(row, 121).await;
        home.gone(&format!("[data-test={button}]")).await;
    }
    home.close().await;
}

#[tokio::test]
async fn a_desk_whose_session_is_ended_goes_on_once_its_person_is_back() {
    let app = TestApp::start().await;
    let (client, ticket) = app.client_with_ticket().await;
    let staff = app.technician().await;
    let path = format!("/file/{}", ticket.number);
    let desk = Browser::signed_in(&app, &path, TECHNICIAN.email, PASSWORD).await;
    desk.fill("body", "Avez-vous").await;
    let password = "Quatre corbeaux sur un fil";
    staff.mutate("changePassword", json!({ "currentPassword": PASSWORD, "newPassword": password })).await.done();
    desk.see("[data-test=sign-in]").await;
    client.reply(&ticket, "Toujours rien.").await;
    desk.fill("password", password).await;
    desk.click("sign-in-submit").await;
    desk.gone("[data-test=sign-in]").await;
    // What was missed is there, and what was typed.
    desk.see_text("[data-test=message]", "Toujours rien.").await;
    assert_eq!(desk.value("body").await, "Avez-vous");
    let sale = app.clerk().await.register_sale(&client).await;
    client.open_ticket_titled(&sale, "Encore un souci").await;
    desk.see_text(ROW, "Encore un souci").await;
    desk.assert_never_reloaded().await;
    desk.close().await;
}

/// Fills in a sale of the only screen to Nadia Benali, and sends nothing.
async fn fill_in_a_sale(counter: &Browser, serial_number: &str) {
    counter.fill("clientTerm", "benali").await;
    counter.press("[data-test=suggestion]", "Nadia Benali").await;
    counter.fill("productTerm", "ec-2400").await;
    counter.press("[data-test=suggestion]", "EC-2400").await;
    counter.fill("serialNumber", serial_number).await;
}

/// Has somebody else sign in from another tab of this browser.
async fn sign_in_elsewhere(browser: &Browser, email: &str) {
    let elsewhere = async || {
        browser.go("/compte").await;
        browser.sign_out().await;
        browser.sign_in(email, PASSWORD).await;
        browser.see(".topbar").await;
    };
    browser.behind_another_tab(elsewhere).await;
}

#[tokio::test]
async fn a_page_sends_nothing_as_whoever_has_signed_in_from_another_tab() {
    let app = TestApp::start().await;
    app.clerk().await.create_client_named("Nadia", "Benali").await;
    let serial_number = app.serial_number();
    let counter = Browser::signed_in(&app, "/ventes/nouvelle", SELLER.email, PASSWORD).await;
    fill_in_a_sale(&counter, &serial_number).await;
    sign_in_elsewhere(&counter, TECHNICIAN.email).await;

    counter.click("sale-submit").await;
    counter.see_text("dialog[open] [data-test=signed-in-elsewhere]", TECHNICIAN.last_name).await;
    assert_eq!(counter.count("[data-test=sale-done]").await, 0);
    assert_eq!(counter.value("serialNumber").await, serial_number);
    // The one whose page it is goes on, and what was typed is sent once.
    counter.fill("password", PASSWORD).await;
    counter.click("sign-in-submit").await;
    counter.gone("[data-test=sign-in]").await;
    counter.gone("[data-test=form-error]").await;
    counter.click("sale-submit").await;
    counter.see_text("[data-test=sale-done]", &serial_number).await;
    counter.assert_never_reloaded().await;
    counter.close().await;
}

#[tokio::test]
async fn whoever_has_signed_in_from_another_tab_can_go_on_here() {
    let app = TestApp::start().await;
    app.clerk().await.create_client_named("Nadia", "Benali").await;
    let counter = Browser::signed_in(&app, "/ventes/nouvelle", SELLER.email, PASSWORD).await;
    fill_in_a_sale(&counter, &app.serial_number()).await;
    sign_in_elsewhere(&counter, TECHNICIAN.email).await;
    counter.click("sale-submit").await;
    counter.click("go-on").await;
    counter.gone("[data-test=sign-in]").await;
    counter.see_text("[data-test=account-menu]", TECHNICIAN.last_name).await;
    assert_eq!(counter.value("serialNumber").await, "");
    counter.close().await;
}

#[tokio::test]
async fn what_is_empty_says_what_to_do() {
    let app = TestApp::start().await;
    let client = app.client().await;
    let home = Browser::signed_in(&app, "/demandes", client.email(), PASSWORD).await;
    home.see("[data-test=empty] a[href='/demandes/nouvelle']").await;
    for path in ["/produits", "/demandes/nouvelle"] {
        home.go(path).await;
        home.see("[data-test=empty]").await;
    }
    home.go("/demandes/introuvable").await;
    home.press("[data-test=not-found] a", "").await;
    home.at("/demandes").await;
    home.close().await;
    let desk = Browser::signed_in(&app, "/file", TECHNICIAN.email, PASSWORD).await;
    desk.see("[data-test=empty]").await;
    desk.fill("search", "introuvable").await;
    desk.see_text("[data-test=empty]", "introuvable").await;
    desk.click("clear-search").await;
    desk.gone("[data-test=clear-search]").await;
    assert_eq!(desk.value("search").await, "");
    desk.focused("#queue").await;
    desk.go("/file?priorite=haute").await;
    desk.click("any-priority").await;
    desk.gone("[data-test=any-priority]").await;
    desk.focused("#queue").await;
    desk.see("[data-test=empty]").await;
    desk.go("/file/999999").await;
    desk.see("[data-test=not-found]").await;
    desk.close().await;
}
