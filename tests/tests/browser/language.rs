//! The second language, on every screen.

use guichet_tests::{
    TestApp,
    browser::Browser,
    fixture::{PASSWORD, SELLER},
};
use serde_json::Value;

/// What a person reads or is read aloud, without the texts that people or the catalogue gave.
const WORDS: &str = r#"
    const given = ['Écran LED 24 pouces', 'Français', 'Théo', "Depuis ce matin, l'écran reste noir au démarrage."];
    const aloud = [...document.querySelectorAll('[aria-label], [placeholder], [title]')].flatMap(element =>
        ['aria-label', 'placeholder', 'title'].map(name => element.getAttribute(name) ?? ''));
    return given.reduce((text, word) => text.replaceAll(word, ''), [document.title, document.body.innerText, ...aloud].join('\n'))"#;

/// Waits for this on the page, then reads the whole of it for words that are French.
async fn reads_in_english(browser: &Browser, path: &str, sign: &str, words: &str) {
    browser.go(path).await;
    browser.see_text(sign, words).await;
    assert_eq!(browser.run("return document.documentElement.lang").await, "en", "{path}");
    let Value::String(text) = browser.run(WORDS).await else { panic!("{path} holds no text") };
    let french: Vec<_> = text.lines().filter(|line| line.chars().any(|c| c.is_alphabetic() && !c.is_ascii())).collect();
    assert_eq!(french, [""; 0], "{path}");
}

#[tokio::test]
async fn every_screen_speaks_english_to_whoever_chose_it() {
    let app = TestApp::start().await;
    let client = app.clerk().await.create_client_named("Nadia", "Benali").await;
    let sale = app.clerk().await.register_sale(&client).await;
    let ticket = client.open_ticket_titled(&sale, "No picture").await;
    app.technician().await.reply(&ticket, "Another cable?").await;

    let browser = Browser::open(&app, "/connexion").await;
    browser.press("label:has([name=language])", "Français").await;
    browser.see_text("[data-test=sign-in-submit]", "Se connecter").await;
    browser.press("label:has([name=language])", "English").await;
    reads_in_english(&browser, "/connexion", "[data-test=sign-in-submit]", "Sign in").await;
    browser.sign_in(client.email(), PASSWORD).await;
    browser.at("/demandes").await;
    let my_ticket = format!("/demandes/{}", ticket.number);
    for (path, sign, words) in [
        ("/demandes", "[data-test=ticket-row]", "No picture"),
        ("/demandes/nouvelle", "[data-test=article-choice], [data-test=chosen-article]", ""),
        (my_ticket.as_str(), "[data-test=message]", "Another cable?"),
        ("/produits", "[data-test=article]", ""),
        ("/compte", "[data-test=change-email]", ""),
        ("/nulle-part", "h1", "no such page"),
    ] {
        reads_in_english(&browser, path, sign, words).await;
    }

    browser.sign_out().await;
    browser.sign_in(SELLER.email, PASSWORD).await;
    browser.gone("form[data-test=sign-in]").await;
    let beside = format!("/file/{}?vue=attente-client", ticket.number);
    for (path, sign) in [
        ("/file", "[data-test=tab]"),
        (beside.as_str(), "[data-test=message]"),
        ("/ventes/nouvelle", "[data-test=sale-submit], [name=clientTerm]"),
        ("/compte", "[data-test=change-password]"),
    ] {
        reads_in_english(&browser, path, sign, "").await;
    }
    browser.close().await;
}
