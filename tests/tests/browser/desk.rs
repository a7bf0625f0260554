//! The queue: a long one, one that is being read while it changes, one that missed too much, and what is asked of it.

use guichet_tests::{
    PATIENCE, TestApp,
    browser::Browser,
    fixture::{PASSWORD, TECHNICIAN},
};
use std::time::{Duration, Instant};

const ROW: &str = "[data-test=ticket-row]";

fn row(number: impl std::fmt::Display) -> String {
    format!("{ROW}[data-number='{number}']")
}

/// How many rows are in the page, in sight or not, and the number of the last.
async fn rows(desk: &Browser) -> (u64, u64) {
    let script = "const rows = [...document.querySelectorAll('[data-test=ticket-row]')]; \
                  return [rows.length, Number(rows.at(-1)?.dataset.number ?? 0)]";
    let found = desk.run(script).await;
    (found[0].as_u64().unwrap(), found[1].as_u64().unwrap())
}

#[tokio::test]
async fn a_long_queue_is_read_on_while_one_scrolls_and_has_few_rows_in_the_page() {
    let app = TestApp::start().await;
    let (client, ticket) = app.client_with_ticket().await;
    app.open_many(&client, &ticket, 10_000).await;
    let last = u64::try_from(ticket.number).unwrap() + 10_000;
    let desk = Browser::signed_in(&app, "/file", TECHNICIAN.email, PASSWORD).await;
    desk.see(ROW).await;
    desk.see("[aria-posinset='1'][aria-setsize='10001']").await;

    let (mut most, mut furthest, mut since) = (0, 0, Instant::now());
    loop {
        let (count, number) = rows(&desk).await;
        if number > furthest {
            (furthest, since) = (number, Instant::now());
        }
        assert!(since.elapsed() < PATIENCE, "row {number} of {last} is the last");
        most = most.max(count);
        if number == last {
            break;
        }
        desk.run("window.scrollTo(0, document.body.scrollHeight)").await;
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert!(most < 100, "{most} rows in the page");
    desk.see("[aria-posinset='10001']").await;
    desk.gone("[data-test=more]").await;

    // The keys go on from row to row, through those that are not in the page yet.
    desk.run("window.scrollTo(0, 0)").await;
    desk.see("[aria-posinset='1']").await;
    desk.type_keys("j").await;
    desk.focused(&row(ticket.number)).await;
    desk.run("window.scrollTo(0, document.body.scrollHeight)").await;
    desk.see("[aria-posinset='10001']").await;
    desk.focused(&row(ticket.number)).await;
    desk.type_keys("j").await;
    desk.focused(&row(ticket.number + 1)).await;
    desk.gone("[aria-posinset='10001']").await;
    desk.type_keys(&"j".repeat(60)).await;
    desk.focused(&row(ticket.number + 61)).await;
    assert!(rows(&desk).await.0 < 100);
    desk.close().await;
}

#[tokio::test]
async fn what_arrives_above_what_is_being_read_waits_to_be_shown() {
    let app = TestApp::start().await;
    let (client, ticket) = app.client_with_ticket().await;
    app.open_many(&client, &ticket, 60).await;
    let desk = Browser::signed_in(&app, "/file?onglet=open", TECHNICIAN.email, PASSWORD).await;
    desk.see(ROW).await;
    // At the top nothing is held back.
    app.open_many(&client, &ticket, 1).await;
    desk.see(&row(ticket.number + 61)).await;

    desk.run("window.scrollTo(0, 1500)").await;
    desk.see("[aria-posinset='25']").await;
    let top = "return Math.round(document.querySelector('[aria-posinset=\"25\"]').getBoundingClientRect().top)";
    let before = (desk.run(top).await, rows(&desk).await.1);
    app.open_many(&client, &ticket, 2).await;
    desk.see_text("[data-test=held]", "2").await;
    assert_eq!((desk.run(top).await, rows(&desk).await.1), before, "nothing has moved");
    assert_eq!(desk.count(&row(ticket.number + 63)).await, 0);
    desk.click("held").await;
    desk.focused(&row(ticket.number + 63)).await;
    desk.see(&row(ticket.number + 62)).await;
    desk.gone("[data-test=held]").await;
    desk.close().await;
}

#[tokio::test]
async fn what_is_shown_stands_in_the_address() {
    let app = TestApp::start().await;
    let client = app.client().await;
    let sale = app.clerk().await.register_sale(&client).await;
    let first = client.open_ticket_titled(&sale, "Clavier muet").await;
    let second = client.open_ticket_titled(&sale, "Souris muette").await;
    let address = "/file?onglet=open&tri=ouverture";
    let desk = Browser::signed_in(&app, address, TECHNICIAN.email, PASSWORD).await;
    let order = "return [...document.querySelectorAll('[data-test=ticket-row]')].map(row => row.dataset.number)";
    desk.see_many(ROW, 2).await;
    assert_eq!(desk.run(order).await, serde_json::json!([second.number.to_string(), first.number.to_string()]));
    desk.run(
        "document.querySelector('[name=sort] [value=attente]').selected = true; \
              document.querySelector('[name=sort]').dispatchEvent(new Event('change', { bubbles: true }))",
    )
    .await;
    desk.see(&format!("[aria-posinset='1'] {}", row(first.number))).await;
    assert_eq!(desk.run("return location.search").await, "?onglet=open&tri=attente");

    desk.fill("search", "souris").await;
    desk.see_many(ROW, 1).await;
    let there = desk.run("return location.pathname + location.search").await;
    assert_eq!(there, "/file?onglet=open&recherche=souris&tri=attente");
    // Whoever is sent the address finds the same.
    desk.go(there.as_str().unwrap()).await;
    desk.see_many(ROW, 1).await;
    assert_eq!(desk.value("search").await, "souris");
    desk.press(ROW, "").await;
    desk.at(&format!("/file/{}", second.number)).await;
    desk.see("[data-test=message]").await;
    assert_eq!(desk.value("search").await, "souris");
    desk.press("[data-tab=to-handle]", "").await;
    desk.see_many(ROW, 2).await;
    assert_eq!(desk.value("search").await, "");
    desk.run("history.back()").await;
    desk.see_many(ROW, 1).await;
    assert_eq!(desk.value("search").await, "souris");
    desk.click("back").await;
    desk.at("/file").await;
    assert_eq!(desk.value("search").await, "souris");
    desk.close().await;
}

/// Makes of each page one of a slow machine: Yew lets the browser go on whenever a step took long, which is after each one
/// here, and comes back only after a while.
const SLOWLY: &str = "
    const now = Date.now, later = window.setTimeout;
    let steps = 0;
    Date.now = () => now() + 20 * steps++;
    window.setTimeout = (work, pause, ...more) => later(work, pause || 300, ...more)";

#[tokio::test]
async fn whoever_goes_back_to_a_search_gets_it_on_a_slow_machine_as_well() {
    let app = TestApp::start().await;
    let client = app.client().await;
    let sale = app.clerk().await.register_sale(&client).await;
    client.open_ticket_titled(&sale, "Clavier muet").await;
    client.open_ticket_titled(&sale, "Souris muette").await;
    let desk = Browser::signed_in(&app, "/file?recherche=souris", TECHNICIAN.email, PASSWORD).await;
    desk.begins_with(SLOWLY).await;
    desk.go("/file?recherche=souris").await;
    desk.see_many(ROW, 1).await;
    desk.press("[data-tab=open]", "").await;
    desk.comes_true("return document.querySelector('[name=search]').value === ''").await;
    desk.run("history.back()").await;
    desk.comes_true("return document.querySelector('[name=search]').value === 'souris'").await;
    desk.see_many(ROW, 1).await;
    // What is typed before one goes back is not searched for where one comes.
    desk.press("[data-tab=open]", "").await;
    desk.comes_true("return document.querySelector('[name=search]').value === ''").await;
    desk.run(
        "const field = document.querySelector('[name=search]'); \
         field.value = 'clavier'; field.dispatchEvent(new Event('input', { bubbles: true })); history.back()",
    )
    .await;
    desk.comes_true("return location.search === '?recherche=souris'").await;
    desk.comes_true("return document.querySelector('[name=search]').value === 'souris'").await;
    assert_eq!(desk.run("return location.search").await, "?recherche=souris");
    desk.see_many(ROW, 1).await;
    desk.close().await;
}

#[tokio::test]
async fn the_choices_show_what_is_in_force_also_after_one_was_picked_by_hand() {
    let app = TestApp::start().await;
    app.client_with_ticket().await;
    let desk = Browser::signed_in(&app, "/file", TECHNICIAN.email, PASSWORD).await;
    desk.see(ROW).await;
    let shows = async |sort: &str, urgency: &str| {
        let is_so = |name, value| format!("document.querySelector('[name={name}]').value === '{value}'");
        desk.comes_true(&format!("return {} && {}", is_so("sort", sort), is_so("urgency", urgency))).await;
    };
    shows("attente", "").await;
    desk.press("[name=urgency] option[value=haute]", "").await;
    desk.comes_true("return location.search === '?priorite=haute'").await;
    desk.press("[name=sort] option[value=ouverture]", "").await;
    desk.comes_true("return location.search.includes('tri=ouverture')").await;
    shows("ouverture", "haute").await;
    for (sort, urgency) in [("attente", "haute"), ("attente", "")] {
        desk.run("history.back()").await;
        shows(sort, urgency).await;
    }
    desk.run("history.forward()").await;
    shows("attente", "haute").await;
    desk.click("any-priority").await;
    shows("attente", "").await;
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
    let row = row(ticket.number);
    desk.see(&row).await;
    staff.resolve(&ticket).await;
    desk.gone(&row).await;
    desk.see_text("[data-tab=resolved] [data-test=tab-count]", "1").await;
    desk.assert_never_reloaded().await;
    desk.close().await;
}

#[tokio::test]
async fn a_search_that_is_not_looked_for_says_why() {
    let app = TestApp::start().await;
    let (_, ticket) = app.client_with_ticket().await;
    let desk = Browser::signed_in(&app, "/file", TECHNICIAN.email, PASSWORD).await;
    let many: Vec<_> = (1..=17).map(|n| format!("mot{n}")).collect();
    for search in ["HP", "HP TV", &"a".repeat(201), &many.join(" ")] {
        desk.fill("search", search).await;
        desk.see("[data-test=search-limit]").await;
        assert_eq!(desk.count(&format!("{ROW}, [data-test=error]")).await, 0, "{search}");
        // What goes on beside is counted still.
        desk.see_text("[data-tab=to-handle] [data-test=tab-count]", "1").await;
        desk.click("clear-search").await;
        desk.see(&row(ticket.number)).await;
    }
    desk.fill("search", &ticket.number.to_string()).await;
    desk.see(&row(ticket.number)).await;
    desk.gone("[data-test=search-limit]").await;
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
    // It was looked for in all views: none is said to show, and the keyboard still finds them.
    desk.gone("[data-test=tab][aria-selected=true]").await;
    desk.see("[data-test=tab][tabindex='0']").await;
    let marked =
        desk.run("return [...document.querySelectorAll('mark')].map(mark => mark.textContent).join(' ')").await;
    assert_eq!(marked, "adapt fourni");
    // What is typed goes, and with it what it found.
    desk.fill("search", "\u{e003}").await;
    desk.gone("[data-test=match]").await;
    desk.close().await;
}

#[tokio::test]
async fn the_view_that_shows_is_among_those_in_sight_on_a_narrow_screen() {
    let app = TestApp::start().await;
    app.client_with_ticket().await;
    let desk = Browser::signed_in(&app, "/file", TECHNICIAN.email, PASSWORD).await;
    desk.resize(390, 844).await;
    desk.go("/file?onglet=resolved").await;
    desk.see("[data-tab=resolved] [data-test=tab-count]").await;
    let in_sight = "const tab = document.querySelector('[data-tab=resolved]').getBoundingClientRect(); \
                    return tab.left >= 0 && tab.right <= window.innerWidth";
    desk.comes_true(in_sight).await;
    desk.close().await;
}
