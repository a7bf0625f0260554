//! The staff's desk without the mouse.

use guichet_tests::{
    TestApp,
    browser::Browser,
    fixture::{PASSWORD, TECHNICIAN},
};

/// As WebDriver names them.
const ENTER: &str = "\u{e007}";
const ESCAPE: &str = "\u{e00c}";
const TAB: &str = "\u{e004}";
const CONTROL_ENTER: &str = "\u{e009}\u{e007}";

fn row(number: impl std::fmt::Display) -> String {
    format!("[data-test=ticket-row][data-number='{number}']")
}

#[tokio::test]
async fn requests_are_read_answered_and_resolved_with_the_keyboard_alone() {
    let app = TestApp::start().await;
    let client = app.client().await;
    let sale = app.clerk().await.register_sale(&client).await;
    let first = client.open_ticket_titled(&sale, "Première").await.number;
    let second = client.open_ticket_titled(&sale, "Deuxième").await.number;
    let desk = Browser::signed_in(&app, "/file", TECHNICIAN.email, PASSWORD).await;
    desk.see_many("[data-test=ticket-row]", 2).await;

    // Down, down, not beyond the end, and up again.
    desk.type_keys("j").await;
    desk.focused(&row(first)).await;
    desk.type_keys("jjk").await;
    desk.focused(&row(first)).await;
    desk.type_keys("j").await;
    desk.focused(&row(second)).await;
    desk.type_keys(ENTER).await;
    desk.at(&format!("/file/{second}")).await;
    desk.focused("#thread-title").await;

    // The letters of an answer are letters, and the key that leads into it is not one of them.
    desk.type_keys("r").await;
    desk.focused("[name=body]").await;
    desk.type_keys("jerk/?").await;
    assert_eq!(desk.value("body").await, "jerk/?");
    desk.type_keys(ESCAPE).await;
    desk.focused("#thread-title").await;
    assert_eq!(desk.path().await, format!("/file/{second}"));
    desk.type_keys("r").await;
    desk.keys("body", CONTROL_ENTER).await;
    desk.see_text("[data-test=message]", "jerk/?").await;

    // Back in the list, on to the other request, which takes a confirmation to be resolved.
    desk.type_keys(ESCAPE).await;
    desk.type_keys(ESCAPE).await;
    desk.at("/file").await;
    desk.type_keys(&format!("j{ENTER}")).await;
    desk.at(&format!("/file/{first}")).await;
    desk.see("[data-test=resolve]").await;
    desk.focused("#thread-title").await;
    desk.type_keys("e").await;
    desk.see("[data-test=resolve-confirm]").await;
    desk.type_keys(&format!("{TAB}{ENTER}")).await;
    desk.see("[data-test=resolved-note]").await;
    // The focus is where it was before the question.
    desk.focused("#thread-title").await;
    desk.assert_never_reloaded().await;
    desk.close().await;
}

#[tokio::test]
async fn a_question_that_somebody_else_answers_gives_back_the_focus() {
    let app = TestApp::start().await;
    let (_, ticket) = app.client_with_ticket().await;
    let address = format!("/file/{}", ticket.number);
    let desk = Browser::signed_in(&app, &address, TECHNICIAN.email, PASSWORD).await;
    desk.see("[data-test=resolve]").await;
    desk.focused("#thread-title").await;
    desk.type_keys("e").await;
    desk.see("[data-test=resolve-confirm]").await;
    app.technician().await.resolve(&ticket).await;
    desk.see("[data-test=resolved-note]").await;
    desk.gone("[data-test=resolve-confirm]").await;
    desk.focused("#thread-title").await;
    desk.close().await;
}

#[tokio::test]
async fn one_comes_back_to_the_row_one_left_and_searches_without_the_mouse() {
    let app = TestApp::start().await;
    let client = app.client().await;
    let sale = app.clerk().await.register_sale(&client).await;
    client.open_ticket_titled(&sale, "Clavier muet").await;
    let wanted = client.open_ticket_titled(&sale, "Souris muette").await.number;
    let desk = Browser::signed_in(&app, "/file", TECHNICIAN.email, PASSWORD).await;
    desk.see_many("[data-test=ticket-row]", 2).await;
    desk.type_keys(&format!("jj{ENTER}")).await;
    desk.focused("#thread-title").await;
    desk.type_keys(ESCAPE).await;
    desk.at("/file").await;
    desk.focused(&row(wanted)).await;

    desk.type_keys("/").await;
    desk.focused("[name=search]").await;
    desk.type_keys("souris").await;
    assert_eq!(desk.value("search").await, "souris");
    desk.see_many("[data-test=ticket-row]", 1).await;
    desk.type_keys(ENTER).await;
    desk.focused(&row(wanted)).await;
    desk.close().await;
}

#[tokio::test]
async fn the_keys_go_on_from_where_what_was_answered_has_left_the_list() {
    let app = TestApp::start().await;
    let client = app.client().await;
    let sale = app.clerk().await.register_sale(&client).await;
    let mut numbers = Vec::new();
    for title in ["Première", "Deuxième", "Troisième", "Quatrième"] {
        numbers.push(client.open_ticket_titled(&sale, title).await.number);
    }
    let desk = Browser::signed_in(&app, "/file", TECHNICIAN.email, PASSWORD).await;
    desk.resize(1280, 800).await;
    desk.see_many("[data-test=ticket-row]", 4).await;
    let answer = async |number: i64| {
        desk.type_keys(ENTER).await;
        desk.at(&format!("/file/{number}")).await;
        desk.see("[data-test=reply]").await;
        desk.focused("#thread-title").await;
        desk.type_keys("r").await;
        desk.keys("body", &format!("Un mot{CONTROL_ENTER}")).await;
        desk.see_text("[data-test=message]", "Un mot").await;
        desk.gone(&row(number)).await;
        desk.type_keys(ESCAPE).await;
    };
    desk.type_keys("jj").await;
    desk.focused(&row(numbers[1])).await;
    answer(numbers[1]).await;
    desk.type_keys("k").await;
    desk.focused(&row(numbers[0])).await;
    desk.type_keys("j").await;
    desk.focused(&row(numbers[2])).await;
    answer(numbers[2]).await;
    desk.type_keys("j").await;
    desk.focused(&row(numbers[3])).await;
    answer(numbers[3]).await;
    desk.type_keys(ESCAPE).await;
    desk.at("/file").await;
    desk.focused(&row(numbers[0])).await;
    desk.close().await;
}

#[tokio::test]
async fn keys_that_are_the_browsers_are_left_to_it() {
    let app = TestApp::start().await;
    app.client_with_ticket().await;
    let desk = Browser::signed_in(&app, "/file", TECHNICIAN.email, PASSWORD).await;
    for (place, key) in [("[data-test=tab]", "ArrowRight"), ("[data-test=ticket-row]", "ArrowDown")] {
        desk.see(place).await;
        for (modified, left) in [("altKey", true), ("ctrlKey", true), ("metaKey", true), ("shiftKey", false)] {
            let press = format!(
                "return document.querySelector('{place}').dispatchEvent(new KeyboardEvent('keydown', \
                 {{ key: '{key}', {modified}: true, bubbles: true, cancelable: true }}))"
            );
            assert_eq!(desk.run(&press).await, left, "{modified} and {key} in {place}");
        }
    }
    desk.close().await;
}

#[tokio::test]
async fn the_keys_are_listed_and_can_be_turned_off_for_good() {
    let app = TestApp::start().await;
    let (_, ticket) = app.client_with_ticket().await;
    let desk = Browser::signed_in(&app, &format!("/file/{}", ticket.number), TECHNICIAN.email, PASSWORD).await;
    desk.see("[aria-keyshortcuts=e][title]").await;
    desk.type_keys("?").await;
    desk.see("[data-test=keys-list]").await;
    // The sheet has the keys to itself.
    desk.type_keys(&format!("e{ESCAPE}")).await;
    desk.gone("[data-test=keys-list]").await;
    desk.at(&format!("/file/{}", ticket.number)).await;
    desk.gone("[data-test=resolve-confirm]").await;

    desk.press("[data-test=account-menu] > summary", "").await;
    desk.press("label:has([name=keys][value=off])", "").await;
    desk.gone("[aria-keyshortcuts]").await;
    desk.type_keys(ESCAPE).await;
    desk.go(&format!("/file/{}", ticket.number)).await;
    desk.see("[data-test=resolve]").await;
    desk.gone("[aria-keyshortcuts], [data-test=keys]").await;
    desk.type_keys("ejr").await;
    desk.focused("#thread-title").await;
    assert_eq!(desk.count("[data-test=resolve-confirm]").await, 0);
    desk.close().await;
}
