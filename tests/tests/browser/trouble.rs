//! What goes wrong while somebody writes: nothing that was typed is lost.

use guichet_tests::{TestApp, browser::Browser, fixture::PASSWORD};
use serde_json::json;

const DRAFT: &str = "J'ai essayé un autre câble, sans effet.";

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
    browser.see("[data-test=sign-in]").await;
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
async fn an_unreachable_server_shows_and_nothing_typed_is_lost() {
    let mut app = TestApp::start().await;
    let (client, ticket) = app.client_with_ticket().await;
    let browser = Browser::signed_in(&app, &format!("/demandes/{}", ticket.number), client.email(), PASSWORD).await;
    browser.see("[data-test=message]").await;
    app.stop().await;
    browser.see("[data-test=banner]").await;
    browser.fill("body", DRAFT).await;
    browser.click("reply-submit").await;
    browser.see("[data-test=form-error]").await;
    assert_eq!(browser.value("body").await, DRAFT);

    app.restart().await;
    browser.gone("[data-test=banner]").await;
    assert_eq!(browser.value("body").await, DRAFT);
    browser.click("reply-submit").await;
    browser.see_text("[data-test=message]", DRAFT).await;
    assert_eq!(client.messages(&ticket).await.len(), 2, "sent once");

    // What happened elsewhere arrives again.
    app.technician().await.reply(&ticket, "Nous vous en envoyons un autre.").await;
    browser.see_text("[data-test=message]", "Nous vous en envoyons un autre.").await;
    browser.assert_never_reloaded().await;
    browser.close().await;
}
