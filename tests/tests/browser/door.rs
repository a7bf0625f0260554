//! Getting in, and staying out of what is not one's own.

use guichet_tests::{
    TestApp,
    browser::Browser,
    fixture::{PASSWORD, SELLER},
};

#[tokio::test]
async fn a_refused_sign_in_says_so_and_leaves_what_was_typed() {
    let app = TestApp::start().await;
    let browser = Browser::open(&app, "/file").await;
    browser.at("/connexion").await;
    browser.click("sign-in-submit").await;
    browser.see_many("[data-test=field-error]", 2).await;
    for email in [SELLER.email, "nobody@guichet.test"] {
        browser.sign_in(email, "Perroquet vert").await;
        browser.see("[data-test=form-error], [data-test=field-error]").await;
        assert_eq!(browser.value("email").await, email);
    }
    browser.sign_in(SELLER.email, PASSWORD).await;
    browser.at("/file").await;
    browser.assert_never_reloaded().await;
    browser.close().await;
}

#[tokio::test]
async fn the_address_of_another_clients_ticket_is_not_found() {
    let app = TestApp::start().await;
    let (_, theirs) = app.client_with_ticket().await;
    let (client, own) = app.client_with_ticket().await;
    let browser = Browser::signed_in(&app, &format!("/demandes/{}", own.number), client.email(), PASSWORD).await;
    browser.see("[data-test=message]").await;
    for number in [theirs.number, 999_999] {
        browser.go(&format!("/demandes/{number}")).await;
        browser.see("[data-test=not-found]").await;
        assert_eq!(browser.count("[data-test=message]").await, 0);
    }
    browser.close().await;
}

#[tokio::test]
async fn a_page_that_the_browser_has_put_away_is_shown_to_whom_it_belongs_alone() {
    let app = TestApp::start().await;
    let (client, ticket) = app.client_with_ticket().await;
    let thread = format!("/demandes/{}", ticket.number);
    let browser = Browser::signed_in(&app, &thread, client.email(), PASSWORD).await;
    // Looks at what the first picture shows of it once it is back.
    let look = "addEventListener('pageshow', ({ persisted }) => requestAnimationFrame(() => { \
                window.wasBack = persisted; \
                window.wasSeen = document.querySelector('[data-test=message]') !== null; }))";
    browser.see("[data-test=message]").await;
    browser.run(look).await;
    browser.go("/compte").await;
    browser.see("[name=currentPassword]").await;
    browser.back().await;
    browser.comes_true("return window.wasBack && window.wasSeen").await;

    browser.run("window.wasBack = false").await;
    browser.go("/compte").await;
    browser.sign_out().await;
    browser.back().await;
    browser.comes_true("return window.wasBack && !window.wasSeen").await;
    browser.at("/connexion").await;
    browser.sign_in(client.email(), PASSWORD).await;
    browser.at(&thread).await;
    browser.see("[data-test=message]").await;
    browser.close().await;
}

#[tokio::test]
async fn a_client_that_does_not_come_is_told_with_the_way_to_load_it_again() {
    let app = TestApp::start().await;
    let browser = Browser::open(&app, "/connexion").await;
    browser.see("[data-test=sign-in]").await;
    // What starts it is away: the page itself says so, once it is late.
    browser.block("*/boot-*").await;
    browser.go("/connexion").await;
    browser.see("#start").await;
    browser.comes_true("return getComputedStyle(document.querySelector('#late')).visibility === 'hidden'").await;
    browser.run("document.getAnimations().forEach(animation => animation.finish())").await;
    browser.see("#late a").await;
    // It starts, and finds no program.
    browser.block("*.wasm").await;
    browser.go("/connexion").await;
    browser.see("#late a").await;
    browser.gone("#start").await;
    browser.block("").await;
    browser.press("#late a", "").await;
    browser.see("[data-test=sign-in]").await;
    browser.close().await;
}
