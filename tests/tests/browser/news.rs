//! A client is told of answers, wherever it is and when it comes back.

use guichet_tests::{TestApp, browser::Browser, fixture::PASSWORD};

#[tokio::test]
async fn an_answer_is_told_on_any_page_and_counted_until_it_is_read() {
    let app = TestApp::start().await;
    let (client, ticket) = app.client_with_ticket().await;
    let staff = app.technician().await;
    let browser = Browser::signed_in(&app, "/produits", client.email(), PASSWORD).await;
    browser.titled("My products").await;
    browser.keeps("guichet.followed").await;
    staff.reply(&ticket, "Avez-vous essayé un autre câble ?").await;
    browser.see("[data-test=toast]").await;
    browser.titled("(1) My products").await;
    browser.press("nav a[href='/demandes']", "").await;
    browser.titled("(1) ").await;
    browser.see("[data-test=ticket-row]:has([data-test=unread])").await;
    browser.press("[data-test=ticket-row]", "").await;
    browser.see_text("[data-test=message]", "Avez-vous essayé un autre câble ?").await;
    browser.titled("L'écran reste noir").await;
    // What is read as it arrives is not counted.
    staff.reply(&ticket, "Ou une autre prise ?").await;
    browser.see_text("[data-test=message]", "Ou une autre prise ?").await;
    browser.titled("L'écran reste noir").await;

    // What came while it was away is told when it comes back.
    browser.go("/healthz").await;
    staff.reply(&ticket, "Nous attendons votre réponse.").await;
    browser.go("/compte").await;
    browser.titled("(1) ").await;
    browser.close().await;
}

#[tokio::test]
async fn what_another_tab_counts_is_read_where_it_shows() {
    let app = TestApp::start().await;
    let (client, ticket) = app.client_with_ticket().await;
    let browser = Browser::signed_in(&app, &format!("/demandes/{}", ticket.number), client.email(), PASSWORD).await;
    browser.see("[data-test=message]").await;
    // As the browser tells it when another tab has kept it.
    let (key, number) = (format!("guichet.unread.{}", client.id()), ticket.number);
    browser.run(&format!("localStorage.setItem('{key}', '{number}'); dispatchEvent(new Event('storage'))")).await;
    browser.comes_true(&format!("return localStorage.getItem('{key}') === null")).await;
    browser.titled("L'écran reste noir").await;
    browser.close().await;
}

#[tokio::test]
async fn a_client_is_not_told_of_what_it_did_itself() {
    let app = TestApp::start().await;
    let (client, ticket) = app.client_with_ticket().await;
    let sale = app.clerk().await.register_sale(&client).await;
    let other = client.open_ticket(&sale).await;
    let staff = app.technician().await;
    staff.reply(&ticket, "Avez-vous essayé un autre câble ?").await;
    let browser = Browser::signed_in(&app, "/produits", client.email(), PASSWORD).await;
    browser.keeps("guichet.followed").await;
    // On another device, where the last message was staff's.
    client.resolve(&ticket).await;
    staff.reply(&other, "Bonjour.").await;
    browser.see_text("[data-test=toast]", &other.number.to_string()).await;
    browser.titled("(1) ").await;
    // Staff resolves it without a word.
    let third = client.open_ticket(&sale).await;
    staff.resolve(&third).await;
    browser.titled("(2) ").await;
    browser.close().await;
}

#[tokio::test]
async fn a_client_that_allowed_it_is_told_on_its_desktop_while_the_page_is_out_of_sight() {
    let app = TestApp::start().await;
    let (client, ticket) = app.client_with_ticket().await;
    let staff = app.technician().await;
    let browser = Browser::signed_in(&app, "/demandes", client.email(), PASSWORD).await;
    browser.go("/compte").await;
    browser.see("label:has([name=notifications])").await;
    browser.permit("notifications", false).await;
    browser.press("label:has([name=notifications][value=on])", "").await;
    browser.see("[data-test=notifications-refused]").await;
    browser.permit("notifications", true).await;
    browser.press("label:has([name=notifications][value=on])", "").await;
    browser.see("[data-test=toast]").await;
    // The browser shows them as ever; what it was asked to show is noted.
    let note = "const Real = window.Notification; window.told = []; \
                window.Notification = class extends Real { constructor(title, options) { super(title, options); \
                window.told.push([title, options.body]); } };";
    browser.run(note).await;
    browser.keeps("guichet.followed").await;
    staff.reply(&ticket, "Bonjour.").await;
    browser.titled("(1) ").await;
    assert_eq!(browser.run("return window.told.length").await, 0, "the page is in sight");

    browser
        .behind_another_tab(async || {
            staff.reply(&ticket, "Êtes-vous là ?").await;
        })
        .await;
    browser.titled("(1) ").await;
    let told = browser.run("return JSON.stringify(window.told)").await;
    assert!(told.as_str().unwrap().contains("L'écran reste noir"), "{told}");
    browser.close().await;
}
