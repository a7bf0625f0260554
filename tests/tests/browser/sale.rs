//! Registering a sale: the instant search, and what is typed wrong.

use guichet_tests::{
    TestApp,
    browser::Browser,
    fixture::{PASSWORD, SELLER, day},
};

/// As WebDriver names them.
const ENTER: &str = "\u{e007}";
const DOWN: &str = "\u{e015}";
const TAB: &str = "\u{e004}";
/// What was found for all that is typed, where the keys choose.
const ANSWER: &str = "[role=listbox]:not([aria-busy]) [data-test=suggestion]";

async fn at_the_counter(app: &TestApp) -> Browser {
    Browser::signed_in(app, "/ventes/nouvelle", SELLER.email, PASSWORD).await
}

#[tokio::test]
async fn the_instant_search_shows_one_to_nine_and_asks_to_go_on_from_ten() {
    let app = TestApp::start().await;
    let hubs: Vec<_> = (1..=10).map(|n| (format!("HUB-{n:02}"), format!("Concentrateur {n:02} ports"))).collect();
    app.import(&hubs).await;
    let browser = at_the_counter(&app).await;
    browser.fill("productTerm", "co").await;
    browser.keys("productTerm", "n").await;
    browser.see("[data-test=too-many]").await;
    assert_eq!(browser.count("[data-test=suggestion]").await, 0);
    browser.keys("productTerm", "centrateur 0").await;
    browser.see_many("[data-test=suggestion]", 9).await;
    assert_eq!(browser.count("[data-test=too-many]").await, 0);
    browser.keys("productTerm", "4").await;
    browser.see_many("[data-test=suggestion]", 1).await;
    browser.press("[data-test=suggestion]", "HUB-04").await;
    browser.see_text("[data-test=product-chosen]", "Concentrateur 04 ports").await;
    browser.close().await;
}

#[tokio::test]
async fn a_serial_number_sold_already_is_told_and_leaves_all_in_place() {
    let app = TestApp::start().await;
    let client = app.clerk().await.create_client_named("Nadia", "Benali").await;
    let sale = app.clerk().await.register_sale(&client).await;
    let browser = at_the_counter(&app).await;
    browser.fill("clientTerm", "benali").await;
    browser.press("[data-test=suggestion]", "Nadia Benali").await;
    browser.fill("productTerm", "ec-2400").await;
    browser.press("[data-test=suggestion]", "EC-2400").await;
    browser.fill("serialNumber", "TROP COURT").await;
    browser.click("sale-submit").await;
    browser.see("#error-serialNumber").await;
    browser.fill("serialNumber", &sale.serial_number).await;
    // It is looked up while it is typed: the first complaint gives way to another.
    browser.see_text("#error-serialNumber", "sold already").await;
    browser.click("sale-submit").await;
    browser.see_text("#error-serialNumber", "sold already").await;
    assert_eq!(browser.value("serialNumber").await, sale.serial_number);
    browser.see_text("[data-test=client-chosen]", "Nadia Benali").await;
    browser.see("[data-test=product-chosen]").await;
    browser.fill("serialNumber", &app.serial_number()).await;
    browser.click("sale-submit").await;
    browser.see("[data-test=sale-done]").await;
    browser.assert_never_reloaded().await;
    browser.close().await;
}

#[tokio::test]
async fn a_serial_number_is_looked_up_while_it_is_typed_and_for_the_product_that_is_chosen() {
    let app = TestApp::start().await;
    let client = app.clerk().await.create_client_named("Nadia", "Benali").await;
    let sale = app.clerk().await.register_sale(&client).await;
    app.import(&[("HUB-04".to_owned(), "Concentrateur 4 ports".to_owned())]).await;
    let browser = at_the_counter(&app).await;
    browser.fill("serialNumber", &sale.serial_number.to_lowercase()).await;
    browser.fill("productTerm", "ec-2400").await;
    browser.press("[data-test=suggestion]", "EC-2400").await;
    // Nothing was sent yet.
    browser.see("#error-serialNumber").await;
    browser.press("[data-test=product-chosen] button", "").await;
    browser.gone("#error-serialNumber").await;
    browser.fill("productTerm", "hub-04").await;
    browser.press("[data-test=suggestion]", "HUB-04").await;
    browser.fill("clientTerm", "benali").await;
    browser.press("[data-test=suggestion]", "Nadia Benali").await;
    assert_eq!(browser.count("#error-serialNumber").await, 0, "the number is one of another product's");

    browser.press("[data-test=product-chosen] button", "").await;
    browser.fill("productTerm", "ec-2400").await;
    browser.press("[data-test=suggestion]", "EC-2400").await;
    browser.see("#error-serialNumber").await;
    browser.fill("serialNumber", &app.serial_number()).await;
    browser.gone("#error-serialNumber").await;
    browser.click("sale-submit").await;
    browser.see("[data-test=sale-done]").await;
    assert_eq!(browser.count("#error-serialNumber").await, 0);
    browser.close().await;
}

#[tokio::test]
async fn whoever_begins_with_the_product_goes_on_with_its_serial_number() {
    let app = TestApp::start().await;
    app.clerk().await.create_client_named("Nadia", "Benali").await;
    let browser = at_the_counter(&app).await;
    browser.focused("[name=clientTerm]").await;
    browser.fill("productTerm", "ec-2400").await;
    browser.press("[data-test=suggestion]", "EC-2400").await;
    browser.focused("[name=serialNumber]").await;
    browser.press("[data-test=product-chosen] button", "").await;
    browser.focused("[name=productTerm]").await;
    browser.fill("productTerm", "ec-2400").await;
    browser.press("[data-test=suggestion]", "EC-2400").await;
    browser.focused("[name=serialNumber]").await;
    browser.type_keys(&format!("{}{ENTER}", app.serial_number())).await;
    // What is missing is who buys it.
    browser.focused("[name=clientTerm]").await;
    browser.fill("clientTerm", "benali").await;
    browser.press("[data-test=suggestion]", "Nadia Benali").await;
    browser.focused("[name=serialNumber]").await;
    browser.press("[data-test=client-chosen] button", "").await;
    browser.focused("[name=clientTerm]").await;
    browser.close().await;
}

/// Looks for the only screen on sale, chooses it, types a serial number and sends.
async fn sell_the_screen(browser: &Browser, serial_number: &str) {
    browser.focused("[name=productTerm]").await;
    browser.type_keys("ecran led").await;
    browser.see(ANSWER).await;
    browser.type_keys(&format!("{DOWN}{ENTER}")).await;
    browser.focused("[name=serialNumber]").await;
    browser.type_keys(&format!("{serial_number}{ENTER}")).await;
    browser.see_text("[data-test=sale-done]", &serial_number.to_uppercase()).await;
    browser.focused("[name=clientTerm]").await;
}

#[tokio::test]
async fn a_sale_to_a_new_client_and_the_next_one_take_the_keyboard_alone() {
    let app = TestApp::start().await;
    let browser = at_the_counter(&app).await;
    browser.focused("[name=clientTerm]").await;
    browser.type_keys("Nadia Benali").await;
    browser.type_keys(TAB).await;
    browser.focused("[data-test=create-client]").await;
    browser.type_keys(ENTER).await;
    // What was searched for is not typed again.
    browser.focused("[name=email]").await;
    browser.type_keys(&format!("nadia@exemple.fr{TAB}{TAB}{TAB}{PASSWORD}{ENTER}")).await;
    browser.see_text("[data-test=client-chosen]", "Nadia Benali").await;
    sell_the_screen(&browser, "ab12cd34ef56gh7").await;
    browser.see_text("[data-test=sale-done]", "Nadia Benali").await;

    browser.type_keys("benali").await;
    browser.see(ANSWER).await;
    browser.type_keys(ENTER).await;
    sell_the_screen(&browser, "ab12cd34ef56gh8").await;
    browser.assert_never_reloaded().await;
    browser.close().await;
}

#[tokio::test]
async fn enter_chooses_nothing_that_was_found_for_what_was_typed_before() {
    let app = TestApp::start().await;
    app.clerk().await.create_client_named("Nadia", "Benali").await;
    let browser = at_the_counter(&app).await;
    browser.focused("[name=clientTerm]").await;
    browser.type_keys("ben").await;
    browser.see(ANSWER).await;
    let hold = "const fetch = window.fetch; \
                window.fetch = async (...request) => { \
                await new Promise(go => { window.letGo = () => { window.fetch = fetch; go(); }; }); \
                return fetch(...request); };";
    browser.run(hold).await;
    // What is seen meanwhile is another person than the one who is typed.
    browser.type_keys("o").await;
    browser.comes_true("return window.letGo !== undefined").await;
    browser.see("[role=listbox][aria-busy=true] [data-test=suggestion]").await;
    browser.type_keys(&format!("{ENTER}{DOWN}{ENTER}")).await;
    browser.run("window.letGo()").await;
    browser.gone("[data-test=suggestion]").await;
    assert_eq!(browser.count("[data-test=client-chosen]").await, 0);
    assert_eq!(browser.value("clientTerm").await, "beno");
    browser.close().await;
}

#[tokio::test]
async fn what_is_wrong_with_the_serial_number_leaves_the_day_as_it_is() {
    let app = TestApp::start().await;
    let browser = at_the_counter(&app).await;
    let height = "return document.querySelector('[name=soldOn]').offsetHeight";
    browser.see("[name=soldOn]").await;
    let before = browser.run(height).await;
    browser.fill("serialNumber", "É").await;
    browser.see("#error-serialNumber").await;
    assert_eq!(browser.run(height).await, before);
    browser.close().await;
}

#[tokio::test]
async fn what_was_typed_about_one_client_is_gone_for_the_next() {
    let app = TestApp::start().await;
    app.clerk().await.create_client_named("Nadia", "Benali").await;
    let browser = at_the_counter(&app).await;
    browser.fill("clientTerm", "benali").await;
    browser.click("create-client").await;
    browser.fill("email", "nadia@exemple.fr").await;
    browser.fill("password", PASSWORD).await;
    // It has an account already.
    browser.press("[data-test=new-client] .button--quiet", "").await;
    browser.press("[data-test=suggestion]", "Nadia Benali").await;
    sell_the_screen(&browser, "ab12cd34ef56gh7").await;
    assert_eq!(browser.value("clientTerm").await, "");
    browser.click("create-client").await;
    for field in ["email", "lastName", "password"] {
        assert_eq!(browser.value(field).await, "", "{field}");
    }
    browser.close().await;
}

#[tokio::test]
async fn a_client_that_is_missing_is_told_where_its_account_is_being_written() {
    let app = TestApp::start().await;
    let browser = at_the_counter(&app).await;
    browser.fill("productTerm", "ec-2400").await;
    browser.press("[data-test=suggestion]", "EC-2400").await;
    browser.fill("serialNumber", &app.serial_number()).await;
    browser.fill("clientTerm", "Nadia Benali").await;
    browser.click("create-client").await;
    browser.click("sale-submit").await;
    browser.see("[data-test=new-client] [data-test=field-error]").await;
    browser.focused("[data-test=create-client-submit]").await;

    browser.fill("email", "nadia@exemple.fr").await;
    browser.fill("password", PASSWORD).await;
    browser.click("create-client-submit").await;
    browser.see_text("[data-test=client-chosen]", "Nadia Benali").await;
    browser.click("sale-submit").await;
    browser.see("[data-test=sale-done]").await;
    browser.close().await;
}

#[tokio::test]
async fn a_password_is_looked_at_by_itself() {
    let app = TestApp::start().await;
    let browser = at_the_counter(&app).await;
    browser.click("create-client").await;
    browser.fill("password", &format!("court{TAB}")).await;
    browser.see("#error-password").await;
    assert_eq!(browser.count("[data-test=field-error]").await, 1);
    browser.fill("password", PASSWORD).await;
    browser.gone("#error-password").await;
    browser.close().await;
}

#[tokio::test]
async fn a_sale_that_is_half_filled_in_is_there_for_whoever_comes_back_until_it_is_registered() {
    let app = TestApp::start().await;
    app.clerk().await.create_client_named("Nadia", "Benali").await;
    let browser = at_the_counter(&app).await;
    browser.fill("clientTerm", "benali").await;
    browser.press("[data-test=suggestion]", "Nadia Benali").await;
    browser.fill("productTerm", "ec-2400").await;
    browser.press("[data-test=suggestion]", "EC-2400").await;
    let (serial_number, day) = (app.serial_number(), day(-3));
    browser.fill("serialNumber", &serial_number).await;
    let by_hand = format!(
        "const day = document.querySelector('[name=soldOn]'); \
         day.value = '{day}'; day.dispatchEvent(new Event('input', {{ bubbles: true }}))"
    );
    browser.run(&by_hand).await;

    let is_there = async || {
        browser.see_text("[data-test=client-chosen]", "Nadia Benali").await;
        browser.see_text("[data-test=product-chosen]", "EC-2400").await;
        assert_eq!(
            (browser.value("serialNumber").await, browser.value("soldOn").await),
            (serial_number.clone(), day.clone())
        );
    };
    browser.press("nav a[href='/file']", "").await;
    browser.press("nav a[href='/ventes/nouvelle']", "").await;
    is_there().await;
    browser.go("/ventes/nouvelle").await;
    is_there().await;
    browser.focused("[name=serialNumber]").await;
    browser.click("sale-submit").await;
    browser.see_text("[data-test=sale-done]", &serial_number).await;

    browser.go("/ventes/nouvelle").await;
    browser.focused("[name=clientTerm]").await;
    assert_eq!(browser.value("serialNumber").await, "");
    assert_ne!(browser.value("soldOn").await, day, "the next one is sold today");
    browser.close().await;
}
