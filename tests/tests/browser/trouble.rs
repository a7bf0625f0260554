//! What goes wrong while somebody writes: nothing that was typed is lost.

use guichet_tests::{TestApp, browser::Browser, fixture::PASSWORD};
use serde_json::json;

const DRAFT: &str = "J'ai essayé un autre câble, sans effet.";
/// As WebDriver names it.
const ESCAPE: &str = "\u{e00c}";

#[tokio::test]
async fn an_expired_session_is_gone_on_with_and_the_draft_is_there() {
    let app = TestApp::start().await;
    let (client, ticket) = app.client_with_ticket().await;
    let path = format!("/demandes/{}", ticket.number);
    let browser = Browser::signed_in(&app, &path, client.email(), PASSWORD).await;
    browser.fill("body", DRAFT).await;

    // A new password, given elsewhere, ends this session.
    let password = "Quatre corbeaux sur un fil";
    client.mutate("changePassword", json!({ "currentPassword": PASSWORD, "newPassword": password })).await.done();
    browser.focused("dialog[open] [name=password]").await;
    browser.fill("password", password).await;
    browser.click("sign-in-submit").await;
    browser.gone("[data-test=sign-in]").await;
    assert_eq!(browser.path().await, path);
    assert_eq!(browser.value("body").await, DRAFT);
    browser.click("reply-submit").await;
    browser.see_text("[data-test=message]", DRAFT).await;
    assert_eq!(client.on_another_device_with(password).await.messages(&ticket).await.last().unwrap(), DRAFT);
    browser.assert_never_reloaded().await;
    browser.close().await;
}

#[tokio::test]
async fn an_unreachable_server_shows_and_the_message_leaves_once_when_it_is_back() {
    let mut app = TestApp::start().await;
    let (client, ticket) = app.client_with_ticket().await;
    let browser = Browser::signed_in(&app, &format!("/demandes/{}", ticket.number), client.email(), PASSWORD).await;
    browser.see("[data-test=message]").await;
    app.stop().await;
    browser.see("[data-test=banner]").await;
    browser.fill("body", DRAFT).await;
    browser.click("reply-submit").await;
    browser.see_text("[data-test=waiting]", DRAFT).await;
    browser.focused("[data-test=take-back]").await;
    assert_eq!(browser.count("[name=body]").await, 0, "what waits is not written a second time");

    app.restart().await;
    browser.gone("[data-test=banner]").await;
    browser.see_text("[data-test=message]", DRAFT).await;
    browser.gone("[data-test=waiting]").await;
    assert_eq!(browser.value("body").await, "");
    assert_eq!(client.messages(&ticket).await.len(), 2, "sent once");

    // What happened elsewhere arrives again.
    app.technician().await.reply(&ticket, "Nous vous en envoyons un autre.").await;
    browser.see_text("[data-test=message]", "Nous vous en envoyons un autre.").await;
    browser.assert_never_reloaded().await;
    browser.close().await;
}

#[tokio::test]
async fn a_message_whose_answer_was_lost_leaves_after_a_reload_and_is_there_once() {
    let app = TestApp::start().await;
    let (client, ticket) = app.client_with_ticket().await;
    let path = format!("/demandes/{}", ticket.number);
    let browser = Browser::signed_in(&app, &path, client.email(), PASSWORD).await;
    browser.fill("body", DRAFT).await;
    // The message arrives, and the network is gone before the answer does.
    let cut = "const fetch = window.fetch; \
               window.fetch = async (...request) => { await fetch(...request); throw new TypeError('cut'); };";
    browser.run(cut).await;
    browser.click("reply-submit").await;
    browser.see_text("[data-test=waiting]", DRAFT).await;
    assert_eq!(client.messages(&ticket).await.len(), 2, "it arrived");

    // It leaves from whatever page is open.
    browser.go("/demandes").await;
    browser.see("[data-test=toast]").await;
    browser.go(&path).await;
    browser.see_many("[data-test=message]", 2).await;
    assert_eq!(browser.count("[data-test=waiting]").await, 0);
    assert_eq!(browser.value("body").await, "");
    assert_eq!(client.messages(&ticket).await.len(), 2, "sent once");
    browser.close().await;
}

#[tokio::test]
async fn a_message_that_waits_can_be_taken_back() {
    let mut app = TestApp::start().await;
    let (client, ticket) = app.client_with_ticket().await;
    let browser = Browser::signed_in(&app, &format!("/demandes/{}", ticket.number), client.email(), PASSWORD).await;
    browser.see("[data-test=message]").await;
    app.stop().await;
    browser.see("[data-test=banner]").await;
    browser.fill("body", DRAFT).await;
    browser.click("reply-submit").await;
    browser.click("take-back").await;
    browser.gone("[data-test=waiting]").await;
    browser.focused("[name=body]").await;
    assert_eq!(browser.value("body").await, DRAFT);

    app.restart().await;
    browser.gone("[data-test=banner]").await;
    assert_eq!(client.messages(&ticket).await.len(), 1, "nothing left by itself");
    assert_eq!(browser.value("body").await, DRAFT);
    browser.click("reply-submit").await;
    browser.see_text("[data-test=message]", DRAFT).await;
    assert_eq!(client.messages(&ticket).await.len(), 2);
    browser.close().await;
}

#[tokio::test]
async fn a_message_that_waited_does_not_leave_behind_another_unread() {
    let mut app = TestApp::start().await;
    let (client, ticket) = app.client_with_ticket().await;
    let browser = Browser::signed_in(&app, &format!("/demandes/{}", ticket.number), client.email(), PASSWORD).await;
    browser.see("[data-test=message]").await;
    app.stop().await;
    browser.see("[data-test=banner]").await;
    browser.fill("body", DRAFT).await;
    browser.click("reply-submit").await;
    browser.see("[data-test=waiting]").await;
    app.reply_many(&client, &ticket, 1).await;

    app.restart().await;
    browser.see_text("[data-test=message]", "Message 1").await;
    browser.click("take-back").await;
    assert_eq!(browser.value("body").await, DRAFT);
    assert_eq!(client.messages(&ticket).await.len(), 2);
    browser.click("reply-submit").await;
    browser.see_text("[data-test=message]", DRAFT).await;
    assert_eq!(client.messages(&ticket).await.len(), 3);
    browser.close().await;
}

#[tokio::test]
async fn sending_asks_first_when_another_message_came_while_one_wrote() {
    let app = TestApp::start().await;
    let (client, ticket) = app.client_with_ticket().await;
    let browser = Browser::signed_in(&app, &format!("/demandes/{}", ticket.number), client.email(), PASSWORD).await;
    browser.fill("body", DRAFT).await;
    app.technician().await.reply(&ticket, "Avez-vous essayé un autre câble ?").await;
    browser.see_text("[data-test=message]", "Avez-vous essayé un autre câble ?").await;
    browser.click("reply-submit").await;
    browser.see("[data-test=form-error]").await;
    assert_eq!(browser.value("body").await, DRAFT);
    assert_eq!(client.messages(&ticket).await.len(), 2);
    browser.click("reply-submit").await;
    browser.see_text("[data-test=message]", DRAFT).await;
    browser.gone("[data-test=form-error]").await;
    browser.close().await;
}

#[tokio::test]
async fn signing_in_again_is_asked_for_whatever_is_pressed_and_has_fields_of_its_own() {
    let app = TestApp::start().await;
    let client = app.client().await;
    let browser = Browser::signed_in(&app, "/", client.email(), PASSWORD).await;
    browser.go("/compte").await;
    browser.see("[name=currentPassword]").await;
    browser.keeps("guichet.followed").await;
    let input = json!({ "currentPassword": PASSWORD, "newPassword": "Quatre corbeaux sur un fil" });
    client.mutate("changePassword", input).await.done();
    browser.see("[data-test=sign-in]").await;
    // A browser lets a page refuse the first only.
    browser.type_keys(&ESCAPE.repeat(3)).await;
    browser.see("dialog[open] [data-test=sign-in]").await;
    // The page behind asks for an address and a password as well.
    let labels =
        "return [...document.querySelectorAll('dialog label')].every(label => label.control.closest('dialog'))";
    browser.comes_true(labels).await;
    browser.close().await;
}

#[tokio::test]
async fn what_was_not_sent_before_the_request_was_resolved_shows_until_it_is_thrown_away() {
    let app = TestApp::start().await;
    let (client, ticket) = app.client_with_ticket().await;
    let path = format!("/demandes/{}", ticket.number);
    let browser = Browser::signed_in(&app, &path, client.email(), PASSWORD).await;
    browser.fill("body", DRAFT).await;
    app.technician().await.resolve(&ticket).await;
    browser.see("[data-test=not-sent] [data-test=form-error]").await;
    browser.see("[data-test=toast]").await;
    browser.focused("[name=body][readonly]").await;
    assert_eq!(browser.value("body").await, DRAFT);

    browser.go(&path).await;
    browser.see("[data-test=not-sent] [data-test=form-error]").await;
    assert_eq!(browser.value("body").await, DRAFT);
    browser.click("throw-away").await;
    browser.gone("[name=body]").await;
    browser.focused("div:has(> [data-test=resolved-note])").await;
    browser.go(&path).await;
    browser.see("[data-test=resolved-note]").await;
    assert_eq!(browser.count("[name=body]").await, 0);
    browser.close().await;
}

#[tokio::test]
async fn what_is_added_while_a_message_is_sent_stays_and_is_sent_next() {
    let app = TestApp::start().await;
    let (client, ticket) = app.client_with_ticket().await;
    let browser = Browser::signed_in(&app, &format!("/demandes/{}", ticket.number), client.email(), PASSWORD).await;
    browser.fill("body", DRAFT).await;
    let hold = "const fetch = window.fetch; \
                window.fetch = async (...request) => { \
                await new Promise(go => { window.letGo = () => { window.fetch = fetch; go(); }; }); \
                return fetch(...request); };";
    browser.run(hold).await;
    browser.click("reply-submit").await;
    browser.comes_true("return window.letGo !== undefined").await;
    browser.keys("body", " Merci.").await;
    browser.run("window.letGo()").await;
    browser.see_text("[data-test=message]", DRAFT).await;
    browser.comes_true("return document.querySelector('[name=body]').value === 'Merci.'").await;
    // One's own message is no news to be read first.
    browser.click("reply-submit").await;
    browser.see_text("[data-test=message]", "Merci.").await;
    assert_eq!(client.messages(&ticket).await[1..], [DRAFT, "Merci."]);
    browser.close().await;
}

const TITLE: &str = "L'écran reste noir au démarrage";

/// Fills in a new request about the only article of the client.
async fn write_request(browser: &Browser) {
    browser.press("[data-test=article-choice]", "").await;
    browser.fill("title", TITLE).await;
    browser.fill("body", DRAFT).await;
}

#[tokio::test]
async fn a_request_whose_answer_was_lost_leaves_after_a_reload_and_is_opened_once() {
    let app = TestApp::start().await;
    let client = app.client().await;
    app.clerk().await.register_sale(&client).await;
    let browser = Browser::signed_in(&app, "/demandes/nouvelle", client.email(), PASSWORD).await;
    write_request(&browser).await;
    // It arrives, and the network is gone before the answer does.
    let cut = "const fetch = window.fetch; \
               window.fetch = async (...request) => { await fetch(...request); throw new TypeError('cut'); };";
    browser.run(cut).await;
    browser.click("new-ticket-submit").await;
    browser.see_text("[data-test=waiting]", DRAFT).await;
    assert_eq!(browser.count("[data-test=new-ticket-form]").await, 0, "what waits is not written a second time");
    assert_eq!(client.numbers(json!({})).await.len(), 1, "opened once");

    // It leaves from whatever page is open, and is opened once.
    browser.go("/demandes").await;
    browser.see_text("[data-test=ticket-row]", TITLE).await;
    browser.see("[data-test=toast]").await;
    browser.go("/demandes/nouvelle").await;
    browser.see("[data-test=article-choice]").await;
    assert_eq!(browser.value("title").await, "");
    assert_eq!(client.numbers(json!({})).await.len(), 1, "opened once");
    browser.close().await;
}

#[tokio::test]
async fn a_request_that_waits_leads_to_its_page_or_can_be_taken_back() {
    let mut app = TestApp::start().await;
    let client = app.client().await;
    app.clerk().await.register_sale(&client).await;
    let browser = Browser::signed_in(&app, "/demandes/nouvelle", client.email(), PASSWORD).await;
    browser.see("[data-test=article-choice]").await;
    app.stop().await;
    browser.see("[data-test=banner]").await;
    write_request(&browser).await;
    browser.click("new-ticket-submit").await;
    browser.see_text("[data-test=waiting] .heading", TITLE).await;
    browser.see_text("[data-test=waiting]", DRAFT).await;
    browser.focused("[data-test=take-back]").await;
    browser.click("take-back").await;
    browser.focused("[data-test=new-ticket-form] button").await;
    browser.see("[data-test=chosen-article]").await;
    assert_eq!((browser.value("title").await, browser.value("body").await), (TITLE.to_owned(), DRAFT.to_owned()));
    browser.click("new-ticket-submit").await;
    browser.see("[data-test=waiting]").await;
    browser.press("nav a[href='/demandes']", "").await;
    browser.press("[data-test=unsent] a", "").await;
    browser.at("/demandes/nouvelle").await;
    app.restart().await;
    browser.see_text("[data-test=message]", DRAFT).await;
    assert_eq!(client.numbers(json!({})).await.len(), 1, "opened once");
    browser.assert_never_reloaded().await;
    browser.close().await;
}
