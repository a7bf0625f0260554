//! Access tokens in one's own account.

use guichet_tests::{
    TestApp,
    browser::Browser,
    fixture::{PASSWORD, TECHNICIAN},
};
use serde_json::json;

const WHO: &str = "{ viewer { id } }";

#[tokio::test]
async fn a_token_is_made_shown_once_used_and_revoked() {
    let app = TestApp::start().await;
    let client = app.client().await;
    for (email, id) in [(client.email(), client.id()), (TECHNICIAN.email, app.technician().await.id())] {
        let browser = Browser::signed_in(&app, "/", email, PASSWORD).await;
        browser.go("/compte").await;
        browser.see("[data-test=no-token]").await;
        browser.click("new-token-submit").await;
        browser.see("#error-name").await;
        browser.fill("name", "Tableau de bord").await;
        browser.click("new-token-submit").await;
        browser.focused("[name=secret]").await;
        let secret = browser.value("secret").await;
        let tool = app.visitor().with_token(Some(&secret));
        assert_eq!(tool.data(WHO, json!({})).await["viewer"]["id"], id);

        // Nothing tells it again; that it was used shows.
        browser.go("/compte").await;
        browser.see_text("[data-test=token]", "Tableau de bord").await;
        browser.see("[data-test=token] time").await;
        assert_eq!(browser.count("[name=secret]").await, 0);
        browser.click("revoke").await;
        browser.click("revoke-confirm").await;
        browser.see("[data-test=no-token]").await;
        browser.focused("div:has(> [data-test=no-token])").await;
        assert_eq!(tool.ask(WHO, json!({})).await.code(), "UNAUTHENTICATED");
        browser.close().await;
    }
}

#[tokio::test]
async fn a_change_of_password_takes_the_tokens_off_the_list() {
    let app = TestApp::start().await;
    let technician = app.technician().await;
    technician.access_token("READ").await;
    let browser = Browser::signed_in(&app, "/compte", TECHNICIAN.email, PASSWORD).await;
    browser.go("/compte").await;
    browser.see("[data-test=token]").await;
    // What is being written about another one stays.
    browser.fill("name", "Tableau de bord").await;
    browser.fill("currentPassword", PASSWORD).await;
    browser.fill("newPassword", "Quatre corbeaux sur un fil").await;
    browser.click("change-password-submit").await;
    browser.see("[data-test=no-token]").await;
    assert_eq!(browser.value("name").await, "Tableau de bord");
    browser.close().await;
}
