//! What goes on while one is on another page, or the server can do nothing.

use guichet_tests::{TestApp, browser::Browser, fixture::PASSWORD};
use serde_json::json;
use std::time::Duration;

const DRAFT: &str = "J'ai essayé un autre câble, sans effet.";
const TITLE: &str = "L'écran reste noir au démarrage";

/// Holds back what is asked that has this in its text, until `letGo` is called: with an answer in its place, or without.
fn hold(text: &str) -> String {
    format!(
        "const fetch = window.fetch; \
         window.fetch = async (request, ...more) => {{ \
         if (!(await request.clone().text()).includes({})) return fetch(request, ...more); \
         const answer = await new Promise(go => {{ window.letGo = go; }}); \
         return answer ?? fetch(request, ...more); }};",
        json!(text)
    )
}

/// What the server answers where something went wrong within.
const INTERNAL: &str = "new Response('{\"errors\":[{\"message\":\"\",\"extensions\":{\"code\":\"INTERNAL\"}}]}', \
                        { headers: { 'Content-Type': 'application/json' } })";

#[tokio::test]
async fn a_message_that_is_refused_after_its_page_was_left_waits_where_it_was_written() {
    let app = TestApp::start().await;
    let (client, ticket) = app.client_with_ticket().await;
    let path = format!("/demandes/{}", ticket.number);
    let browser = Browser::signed_in(&app, &path, client.email(), PASSWORD).await;
    browser.fill("body", DRAFT).await;
    browser.run(&hold("replyToTicket")).await;
    browser.click("reply-submit").await;
    browser.comes_true("return window.letGo !== undefined").await;
    browser.press("nav a[href='/demandes']", "").await;
    browser.press("[data-test=ticket-row]", "").await;
    browser.see_text("[data-test=waiting]", DRAFT).await;
    browser.run(&format!("window.letGo({INTERNAL})")).await;
    browser.see("[data-test=toast]").await;
    browser.click("take-back").await;
    browser.comes_true(&format!("return document.querySelector('[name=body]').value === {}", json!(DRAFT))).await;
    assert_eq!(client.messages(&ticket).await.len(), 1, "nothing was sent");
    browser.close().await;
}

#[tokio::test]
async fn a_request_that_opens_late_leaves_whoever_went_elsewhere_there() {
    let app = TestApp::start().await;
    let client = app.client().await;
    app.clerk().await.register_sale(&client).await;
    let browser = Browser::signed_in(&app, "/demandes/nouvelle", client.email(), PASSWORD).await;
    browser.press("[data-test=article-choice]", "").await;
    browser.fill("title", TITLE).await;
    browser.fill("body", DRAFT).await;
    browser.run(&hold("openTicket")).await;
    browser.click("new-ticket-submit").await;
    browser.comes_true("return window.letGo !== undefined").await;
    browser.press("nav a[href='/produits']", "").await;
    browser.at("/produits").await;
    browser.run("window.letGo()").await;
    browser.see("[data-test=toast]").await;
    assert_eq!(browser.path().await, "/produits");
    assert_eq!(client.numbers(json!({})).await.len(), 1, "opened");
    browser.close().await;
}

#[tokio::test]
async fn while_the_base_is_away_the_page_says_so_and_asks_ever_less_often() {
    let app = TestApp::start().await;
    let client = app.client().await;
    let browser = Browser::signed_in(&app, "/demandes", client.email(), PASSWORD).await;
    browser.see("[data-test=new-ticket]").await;
    // The program lives, and can do nothing.
    let away = "window.asked = 0; \
                const fetch = window.fetch; \
                window.fetch = async (request, ...more) => { \
                const path = new URL(request.url ?? request, location.href).pathname; \
                if (path === '/healthz') return new Response('ok'); \
                window.asked += path === '/graphql'; \
                return new Response('', { status: 503 }); };";
    browser.run(away).await;
    browser.press("nav a[href='/produits']", "").await;
    browser.see("[data-test=banner]").await;
    let gone = "window.gone = 0; \
                new MutationObserver(() => { window.gone += !document.querySelector('[data-test=banner]'); }) \
                .observe(document.body, { childList: true, subtree: true });";
    browser.run(gone).await;
    tokio::time::sleep(Duration::from_secs(6)).await;
    assert_eq!(browser.run("return window.gone").await, json!(0), "the banner stays");
    assert!(browser.run("return window.asked").await.as_u64().unwrap() < 4, "one question for each page that waits");
    browser.close().await;
}

#[tokio::test]
async fn where_no_socket_gets_through_the_page_is_not_said_to_be_cut_off() {
    let app = TestApp::start().await;
    let client = app.client().await;
    let browser = Browser::open(&app, "/connexion").await;
    browser.begins_with("window.WebSocket = class { constructor() { throw new Error('blocked'); } };").await;
    browser.go("/demandes").await;
    browser.sign_in(client.email(), PASSWORD).await;
    browser.see("[data-test=not-live]").await;
    assert_eq!(browser.count("[data-test=banner]").await, 0);
    browser.close().await;
}

#[tokio::test]
async fn whoever_cant_be_told_from_a_visitor_for_now_is_not_asked_to_sign_in() {
    let app = TestApp::start().await;
    let client = app.client().await;
    let browser = Browser::signed_in(&app, "/demandes", client.email(), PASSWORD).await;
    browser.see("[data-test=new-ticket]").await;
    let refuse = format!(
        "{{ const fetch = window.fetch; \
         window.fetch = async (request, ...more) => \
         request.method === 'POST' && sessionStorage.refuse ? {INTERNAL} : fetch(request, ...more); }}"
    );
    browser.begins_with(&refuse).await;
    browser.run("sessionStorage.refuse = 'yes'").await;
    browser.go("/produits").await;
    browser.see("[data-test=error]").await;
    assert_eq!(browser.path().await, "/produits");
    // The button that is pressed goes, and the focus goes on from where the page comes.
    browser.press("[data-test=error] button", "").await;
    browser.focused("#main").await;
    browser.see("[data-test=error]").await;
    browser.focused("#main").await;
    browser.run("delete sessionStorage.refuse").await;
    browser.press("[data-test=error] button", "").await;
    browser.see("[data-test=account-menu]").await;
    assert_eq!(browser.path().await, "/produits");
    browser.close().await;
}
