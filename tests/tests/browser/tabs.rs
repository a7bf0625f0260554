//! Several tabs of one browser, which share what the device keeps.

use guichet_tests::{TestApp, browser::Browser, fixture::PASSWORD};
use std::time::Duration;

/// How long what another tab left is let wait before it is looked after.
const PAUSE: Duration = Duration::from_secs(30);

#[tokio::test]
async fn sending_in_one_tab_leaves_what_is_written_in_another() {
    let app = TestApp::start().await;
    let (client, ticket) = app.client_with_ticket().await;
    let path = format!("/demandes/{}", ticket.number);
    let browser = Browser::signed_in(&app, &path, client.email(), PASSWORD).await;
    browser.fill("body", "Premier message.").await;
    let elsewhere = async || {
        browser.go(&path).await;
        browser.fill("body", "Un autre, bien plus long.").await;
    };
    browser.behind_another_tab(elsewhere).await;
    browser.click("reply-submit").await;
    browser.see_text("[data-test=message]", "Premier message.").await;
    browser.comes_true("return document.querySelector('[name=body]').value === ''").await;
    browser.go(&path).await;
    browser.see("[data-test=message]").await;
    assert_eq!(browser.value("body").await, "Un autre, bien plus long.");
    assert_eq!(client.messages(&ticket).await.len(), 2);
    browser.close().await;
}

#[tokio::test]
async fn what_a_tab_was_closed_over_while_it_sent_it_leaves_from_another() {
    let app = TestApp::start().await;
    let (client, ticket) = app.client_with_ticket().await;
    let path = format!("/demandes/{}", ticket.number);
    let browser = Browser::signed_in(&app, &path, client.email(), PASSWORD).await;
    browser.see("[data-test=message]").await;
    let elsewhere = async || {
        browser.go(&path).await;
        browser.fill("body", "Une dernière chose.").await;
        // It never arrives.
        browser.run("window.fetch = () => new Promise(() => {})").await;
        browser.click("reply-submit").await;
        let waits = "return Object.keys(localStorage).some(key => key.endsWith('.waiting'))";
        browser.comes_true(waits).await;
    };
    browser.behind_another_tab(elsewhere).await;
    assert_eq!(client.messages(&ticket).await.len(), 1);
    tokio::time::sleep(PAUSE).await;
    browser.see_text("[data-test=message]", "Une dernière chose.").await;
    browser.gone("[data-test=waiting]").await;
    assert_eq!(client.messages(&ticket).await.len(), 2);
    browser.close().await;
}

#[tokio::test]
async fn whoever_signs_out_in_one_tab_leaves_nothing_to_read_in_another() {
    let app = TestApp::start().await;
    let (client, ticket) = app.client_with_ticket().await;
    let path = format!("/demandes/{}", ticket.number);
    let browser = Browser::signed_in(&app, &path, client.email(), PASSWORD).await;
    browser.see("[data-test=message]").await;
    let elsewhere = async || {
        browser.go("/demandes").await;
        browser.see("[data-test=ticket-row]").await;
        browser.sign_out().await;
        browser.at("/connexion").await;
    };
    browser.behind_another_tab(elsewhere).await;
    browser.see("dialog[open] [data-test=sign-in]").await;
    // The page is there for whoever comes back to it, behind what nothing shows through.
    let veil = "const veil = getComputedStyle(document.querySelector('dialog[open]'), '::backdrop').backgroundColor; \
                return /^rgb\\(/.test(veil)";
    browser.comes_true(veil).await;
    browser.close().await;
}
