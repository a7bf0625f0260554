//! Where no socket gets through, as behind some proxies: what shows is read again now and then, and nothing is lost by it.

use guichet_tests::{
    TestApp,
    browser::Browser,
    fixture::{PASSWORD, TECHNICIAN},
};
use std::time::{Duration, Instant};

const ROW: &str = "[data-test=ticket-row]";

/// No socket opens.
const BLOCKED: &str = "window.WebSocket = class { constructor() { throw new Error('blocked'); } };";
/// What is done every half minute is done every half second.
const OFTEN: &str = "{ const every = window.setInterval; \
                     window.setInterval = (work, pause) => every(work, pause === 30000 ? 500 : pause); }";
/// As a server answers in which something went wrong; `asked` counts.
const TROUBLE: &str = "window.asked = 0; window.whole = window.fetch; \
                       window.fetch = async () => { window.asked += 1; \
                       return new Response('sorry', { status: 500, headers: { 'X-Request-Id': 'r-17' } }); };";

/// Signs in where no socket gets through, once the page has found that out.
async fn signed_in(app: &TestApp, path: &str, email: &str, scripts: &[&str]) -> Browser {
    let browser = Browser::open(app, "/connexion").await;
    for script in scripts {
        browser.begins_with(script).await;
    }
    browser.go(path).await;
    browser.sign_in(email, PASSWORD).await;
    browser.see("[data-test=not-live]").await;
    browser
}

#[tokio::test]
async fn what_cant_be_read_again_for_the_moment_stays_and_is_read_again_later() {
    let app = TestApp::start().await;
    let (client, ticket) = app.client_with_ticket().await;
    let thread = format!("/file/{}", ticket.number);
    for (path, email) in [("/demandes", client.email()), (&thread, TECHNICIAN.email)] {
        let browser = signed_in(&app, path, email, &[BLOCKED, OFTEN]).await;
        browser.see(ROW).await;
        let shown = browser.count("[data-test=message]").await;
        browser.run(TROUBLE).await;
        browser.comes_true("return window.asked > 2").await;
        assert_eq!(browser.count("[data-test=error]").await, 0, "{path}");
        assert!(browser.count(ROW).await > 0, "{path}");
        assert_eq!(browser.count("[data-test=message]").await, shown, "{path}");
        browser.run("window.fetch = window.whole").await;
        let title = format!("Après {path}");
        client.open_ticket_titled(&app.clerk().await.register_sale(&client).await, &title).await;
        browser.see_text(ROW, &title).await;
        browser.assert_never_reloaded().await;
        browser.close().await;
    }
}

#[tokio::test]
async fn an_answer_shows_at_once_also_where_its_thread_was_read_ahead() {
    let app = TestApp::start().await;
    let (_, ticket) = app.client_with_ticket().await;
    let desk = signed_in(&app, &format!("/file/{}", ticket.number), TECHNICIAN.email, &[BLOCKED]).await;
    desk.see("[data-test=message]").await;
    desk.run(&format!(
        "document.querySelector('{ROW}').dispatchEvent(new PointerEvent('pointerover', {{ bubbles: true }}))"
    ))
    .await;
    // Longer than reading ahead takes.
    tokio::time::sleep(Duration::from_secs(1)).await;
    desk.fill("body", "Nous vous en envoyons un autre.").await;
    desk.click("reply-submit").await;
    let start = Instant::now();
    desk.see_text("[data-test=message]", "Nous vous en envoyons un autre.").await;
    assert!(start.elapsed() < Duration::from_secs(10), "after {:?}", start.elapsed());
    desk.close().await;
}

#[tokio::test]
async fn a_long_list_is_as_long_once_it_was_read_again() {
    let app = TestApp::start().await;
    let (client, ticket) = app.client_with_ticket().await;
    app.open_many(&client, &ticket, 120).await;
    let home = signed_in(&app, "/demandes", client.email(), &[BLOCKED, OFTEN]).await;
    home.see_many(ROW, 100).await;
    home.click("more").await;
    home.see_many(ROW, 121).await;
    app.open_many(&client, &ticket, 1).await;
    home.see_many(ROW, 122).await;
    assert_eq!(home.count("[data-test=more]").await, 0);
    home.close().await;
}

#[tokio::test]
async fn a_queue_that_is_being_read_further_down_is_read_again_and_nothing_moves() {
    let app = TestApp::start().await;
    let (client, ticket) = app.client_with_ticket().await;
    app.open_many(&client, &ticket, 150).await;
    let desk = signed_in(&app, "/file?onglet=open", TECHNICIAN.email, &[BLOCKED, OFTEN]).await;
    desk.see(ROW).await;
    for _ in 0..3 {
        desk.run("window.scrollTo(0, document.body.scrollHeight)").await;
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    desk.see("[aria-posinset='151']").await;
    let top = "return Math.round(document.querySelector('[aria-posinset=\"151\"]').getBoundingClientRect().top)";
    let before = desk.run(top).await;
    app.open_many(&client, &ticket, 2).await;
    desk.see_text("[data-test=held]", "2").await;
    assert_eq!(desk.run(top).await, before, "nothing has moved");
    desk.click("held").await;
    desk.see("[aria-posinset='1'][aria-setsize='153']").await;
    desk.close().await;
}
