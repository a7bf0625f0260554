//! A queue that is longer than a page, and one that missed too much.

use guichet_tests::{
    TestApp,
    browser::Browser,
    fixture::{PASSWORD, TECHNICIAN},
};

const ROW: &str = "[data-test=ticket-row]";

#[tokio::test]
async fn a_long_queue_is_read_on_when_asked_and_shows_each_request_once() {
    let app = TestApp::start().await;
    let client = app.client().await;
    let sale = app.clerk().await.register_sale(&client).await;
    for n in 1..=103 {
        client.open_ticket_titled(&sale, &format!("Demande {n}")).await;
    }
    let desk = Browser::signed_in(&app, "/file", TECHNICIAN.email, PASSWORD).await;
    desk.see_many(ROW, 100).await;
    // One that arrives meanwhile neither doubles nor hides another.
    client.open_ticket_titled(&sale, "Demande 104").await;
    desk.see_text("[data-tab=to-handle] [data-test=tab-count]", "104").await;
    desk.click("more").await;
    desk.see_many(ROW, 104).await;
    desk.gone("[data-test=more]").await;
    let numbers = desk.run(
        "return new Set([...document.querySelectorAll('[data-test=ticket-row]')].map(row => row.dataset.number)).size",
    );
    assert_eq!(numbers.await, 104);
    desk.close().await;
}

#[tokio::test]
async fn a_queue_that_missed_too_much_is_read_again_and_goes_on() {
    let mut app = TestApp::start().await;
    let (client, ticket) = app.client_with_ticket().await;
    let staff = app.technician().await;
    staff.reply(&ticket, "Avez-vous essayé un autre câble ?").await;
    let desk = Browser::signed_in(&app, "/file", TECHNICIAN.email, PASSWORD).await;
    desk.see_text("[data-tab=to-handle] [data-test=tab-count]", "0").await;
    app.stop().await;
    desk.see("[data-test=banner]").await;

    // More than a reader is told one by one.
    app.reply_many(&client, &ticket, 1001).await;
    app.restart().await;
    desk.gone("[data-test=banner]").await;
    desk.see_text("[data-tab=to-handle] [data-test=tab-count]", "1").await;
    let row = format!("{ROW}[data-number='{}']", ticket.number);
    desk.see(&row).await;
    staff.resolve(&ticket).await;
    desk.gone(&row).await;
    desk.see_text("[data-tab=resolved] [data-test=tab-count]", "1").await;
    desk.assert_never_reloaded().await;
    desk.close().await;
}

#[tokio::test]
async fn a_search_shows_where_it_found_a_request_and_marks_it() {
    let app = TestApp::start().await;
    let client = app.client().await;
    let sale = app.clerk().await.register_sale(&client).await;
    let ticket = client.open_ticket_titled(&sale, "Pas d'image").await;
    client.open_ticket_titled(&sale, "Autre chose").await;
    app.technician().await.reply(&ticket, "Branchez l'adaptateur <b>fourni</b>, puis redémarrez.").await;
    let desk = Browser::signed_in(&app, "/file", TECHNICIAN.email, PASSWORD).await;
    desk.see(ROW).await;
    desk.fill("search", "ADAPT fourni").await;
    // What people wrote is text, whatever it looks like.
    desk.see_text("[data-test=match]", "Branchez l'adaptateur <b>fourni</b>, puis redémarrez.").await;
    desk.see_many(ROW, 1).await;
    let marked =
        desk.run("return [...document.querySelectorAll('mark')].map(mark => mark.textContent).join(' ')").await;
    assert_eq!(marked, "adapt fourni");
    // What is typed goes, and with it what it found.
    desk.fill("search", "\u{e003}").await;
    desk.gone("[data-test=match]").await;
    desk.close().await;
}
