//! The main job, end to end, in two browsers.

use guichet_tests::{
    TestApp,
    browser::Browser,
    fixture::{PASSWORD, SELLER, TECHNICIAN},
};

const EMAIL: &str = "nadia.benali@exemple.fr";

/// The seller creates a client and sells it a screen.
async fn sell(counter: &Browser) {
    counter.press("nav a[href='/ventes/nouvelle']", "").await;
    counter.fill("clientTerm", "nadia").await;
    counter.click("create-client").await;
    counter.fill("email", EMAIL).await;
    counter.fill("firstName", "Nadia").await;
    counter.fill("lastName", "Benali").await;
    counter.fill("password", PASSWORD).await;
    counter.click("create-client-submit").await;
    counter.see_text("[data-test=client-chosen]", "Nadia Benali").await;
    counter.fill("productTerm", "ecran led").await;
    counter.press("[data-test=suggestion]", "EC-2400").await;
    counter.see_text("[data-test=product-chosen]", "Écran LED 24 pouces").await;
    counter.fill("serialNumber", "ab12c-d34ef-56gh7").await;
    counter.click("sale-submit").await;
    counter.see_text("[data-test=sale-done]", "AB12CD34EF56GH7").await;
}

/// The client asks for help with its screen; gives the number of its request.
async fn ask(home: &Browser) -> String {
    home.click("new-ticket").await;
    home.at("/demandes/nouvelle").await;
    // The purchases are read first.
    home.see("[data-test=article-choice], [data-test=chosen-article]").await;
    if home.count("[data-test=article-choice]").await > 0 {
        home.press("[data-test=article-choice]", "Écran LED 24 pouces").await;
    }
    home.see_text("[data-test=chosen-article]", "AB12CD34EF56GH7").await;
    home.fill("title", "L'écran reste noir").await;
    home.fill("body", "Depuis ce matin.").await;
    home.click("new-ticket-submit").await;
    home.see_text("[data-test=message]", "Depuis ce matin.").await;
    home.path().await.rsplit('/').next().unwrap().to_owned()
}

#[tokio::test]
async fn the_whole_job_is_done_and_no_page_is_ever_reloaded() {
    let app = TestApp::start().await;
    let counter = Browser::signed_in(&app, "/", SELLER.email, PASSWORD).await;
    sell(&counter).await;
    counter.sign_out().await;
    counter.sign_in(TECHNICIAN.email, PASSWORD).await;
    counter.press("nav a[href='/file']", "").await;
    counter.see("[data-test=tab][data-tab=to-handle]").await;

    let home = Browser::signed_in(&app, "/", EMAIL, PASSWORD).await;
    home.at("/demandes").await;
    let number = ask(&home).await;
    let row = format!("[data-test=ticket-row][data-number='{number}']");

    // It arrives at the technician's by itself.
    counter.see_text(&row, "L'écran reste noir").await;
    counter.see_text("[data-tab=to-handle] [data-test=tab-count]", "1").await;
    counter.press(&row, "").await;
    counter.at(&format!("/file/{number}")).await;
    counter.see_text("[data-test=message]", "Depuis ce matin.").await;
    counter.fill("body", "Avez-vous essayé un autre câble ?").await;
    counter.click("reply-submit").await;
    counter.see_text("[data-test=message]", "Avez-vous essayé un autre câble ?").await;
    counter.see_text("[data-tab=to-handle] [data-test=tab-count]", "0").await;
    counter.see_text("[data-tab=waiting-client] [data-test=tab-count]", "1").await;

    // The answer arrives at the client's by itself, with the name of who gave it.
    let answer = home.see_text("[data-test=message]", "Avez-vous essayé un autre câble ?").await;
    assert!(answer.text().await.unwrap().contains("Théo"));
    home.fill("body", "C'était le câble, merci !").await;
    home.click("reply-submit").await;
    counter.see_text("[data-test=message]", "C'était le câble, merci !").await;
    counter.see_text("[data-tab=to-handle] [data-test=tab-count]", "1").await;

    // Either resolves: here the client. There is nothing left to write for anybody.
    home.click("resolve").await;
    home.click("resolve-confirm").await;
    home.gone("[data-test=reply]").await;
    counter.see("[data-test=resolved-note]").await;
    counter.gone("[data-test=reply]").await;
    counter.see_text("[data-tab=resolved] [data-test=tab-count]", "1").await;

    counter.assert_never_reloaded().await;
    home.assert_never_reloaded().await;
    counter.close().await;
    home.close().await;
}
