//! `guichet check`.

use super::{guichet, tamper};
use guichet_api::ticket::index;
use guichet_tests::{Engine, TestApp};

#[tokio::test]
async fn what_real_traffic_leaves_holds_together() {
    let app = TestApp::start().await;
    let technician = app.technician().await;
    for _ in 0..3 {
        let (client, ticket) = app.client_with_ticket().await;
        client.reply(&ticket, "Encore une chose").await;
        technician.reply(&ticket, "Quel câble ?").await;
        client.reply(&ticket, "Le noir").await;
        technician.resolve(&ticket).await;
    }
    app.client_with_ticket().await;
    let checked = guichet(&app.inner().settings, &["check"]).await;
    assert_eq!(checked.printed(), "4 tickets checked, 0 findings\n");
}

#[tokio::test]
async fn what_the_demonstration_leaves_holds_together() {
    let app = TestApp::demonstration().await;
    let checked = guichet(&app.inner().settings, &["check"]).await;
    assert!(checked.printed().ends_with(" tickets checked, 0 findings\n"), "{}", checked.printed());
}

#[tokio::test]
async fn what_contradicts_its_history_is_told_with_the_tickets_number() {
    let app = TestApp::start().await;
    let technician = app.technician().await;
    let mut expected = Vec::new();
    for (sql, finding) in [
        ("UPDATE ticket SET waiting_on = 'STAFF' WHERE id = $", "waiting_on is Some(Staff), and its history says"),
        ("UPDATE ticket SET priority = 3 WHERE id = $", "priority is Urgent, and its history says Normal"),
        ("UPDATE ticket SET first_answered_at = NULL WHERE id = $", "first_answered_at is None, and its history"),
        ("UPDATE ticket SET last_activity_at = opened_at WHERE id = $", "last_activity_at is"),
        ("UPDATE ticket SET last_message_id = last_message_id - 1 WHERE id = $", "last_message is"),
        ("UPDATE ticket SET title = 'Tout va bien' WHERE id = $", "the search knows another number, title or"),
        ("DELETE FROM ticket_event WHERE kind = 'STATUS_CHANGED' AND ticket_id = $", "its first answer left it open"),
        ("DELETE FROM ticket_event WHERE kind = 'OPENED' AND ticket_id = $", "the opening is not where it has to be"),
        ("UPDATE ticket_event SET to_status = 'OPEN' WHERE ticket_id = $", "the rules lead elsewhere"),
        ("UPDATE message SET posted_at = (SELECT opened_at FROM ticket WHERE id = $) WHERE ticket_id = $", "is of no"),
        ("UPDATE message SET body = 'Rien' WHERE ticket_id = $", "the search knows another text of message"),
        ("DELETE FROM ticket_passage WHERE message_id IS NOT NULL AND ticket_id = $", "the search does not know"),
    ] {
        let (_, ticket) = app.client_with_ticket().await;
        technician.reply(&ticket, "Quel câble ?").await;
        tamper(&app, &sql.replace('$', &ticket.number.to_string())).await;
        expected.push((ticket.number, finding));
    }
    let checked = guichet(&app.inner().settings, &["check"]).await;
    assert!(!checked.succeeded);
    for (number, finding) in &expected {
        let told =
            checked.out.lines().any(|line| line.starts_with(&format!("ticket {number}: ")) && line.contains(finding));
        assert!(told, "ticket {number}: {finding} is not in\n{}", checked.out);
    }
}

#[tokio::test]
async fn what_points_nowhere_is_told() {
    let app = TestApp::start().await;
    let (_, ticket) = app.client_with_ticket().await;
    app.orphan("UPDATE sale SET seller_id = 987654").await;
    let checked = guichet(&app.inner().settings, &["check"]).await;
    assert!(checked.complaint().is_empty(), "findings are the output: {checked:?}");
    assert!(checked.out.contains("sale: row") && checked.out.contains("points at no row of person"), "{checked:?}");
    assert!(!checked.out.contains(&format!("ticket {}:", ticket.number)), "its history is sound: {checked:?}");
}

#[tokio::test]
async fn an_index_that_lost_its_texts_is_told() {
    let app = TestApp::start().await;
    tamper(&app, "UPDATE product SET search_text = 'rien' WHERE reference = 'EC-2400'").await;
    let checked = guichet(&app.inner().settings, &["check"]).await;
    assert_eq!(checked.out.lines().next(), Some("product EC-2400: the search knows another designation"));
    if Engine::chosen() == Engine::Sqlite {
        let empty = "INSERT INTO person_search (person_search) VALUES ('delete-all')";
        sea_orm::ConnectionTrait::execute_unprepared(&app.inner().store.reader(), empty).await.unwrap();
        let checked = guichet(&app.inner().settings, &["check"]).await;
        assert!(checked.out.contains("the index of person does not agree with its texts"), "{checked:?}");
    }
}

#[tokio::test]
async fn counters_that_are_kept_wrong_are_told() {
    let app = TestApp::start().await;
    let (_, ticket) = app.client_with_ticket().await;
    // As they were once the request was opened; what happens then is no matter of theirs.
    let keep = |open| {
        format!(
            "DELETE FROM ticket_tally;
             INSERT INTO ticket_tally (id, transaction_id, event_id, open, in_progress, waiting_on_client, waiting_on_staff, resolved)
             SELECT 1, transaction_id, id, {open}, 0, 0, 1, 0 FROM ticket_event WHERE kind = 'OPENED' AND ticket_id = {}",
            ticket.number
        )
    };
    app.technician().await.reply(&ticket, "Quel câble ?").await;
    tamper(&app, &keep(1)).await;
    let checked = guichet(&app.inner().settings, &["check"]).await;
    assert_eq!(checked.printed(), "1 tickets checked, 0 findings\n");
    tamper(&app, &keep(2)).await;
    let checked = guichet(&app.inner().settings, &["check"]).await;
    assert!(checked.out.contains("the counters are kept as TicketCounts { open: 2,"), "{checked:?}");
}

#[tokio::test]
async fn a_ticket_that_the_index_lost_is_told() {
    let app = TestApp::start().await;
    let (_, ticket) = app.client_with_ticket().await;
    index::catch_up(&app.inner().store).await.unwrap();
    assert!(guichet(&app.inner().settings, &["check"]).await.succeeded);
    let cut_off = match Engine::chosen() {
        Engine::Sqlite => "x'80'",
        Engine::Postgres => "'\\x80'::bytea",
    };
    for tampering in [&format!("UPDATE search_posting SET tickets = {cut_off}"), "DELETE FROM search_posting"] {
        tamper(&app, tampering).await;
        let checked = guichet(&app.inner().settings, &["check"]).await;
        let lost = format!("ticket {}: the search may not find it", ticket.number);
        assert_eq!(checked.out.lines().next(), Some(&*lost), "{tampering}: {checked:?}");
    }
}

#[tokio::test]
async fn a_base_that_is_not_there_is_not_made() {
    let folder = tempfile::tempdir().unwrap();
    let settings = guichet_api::Settings { data_dir: folder.path().join("none"), ..Default::default() };
    for command in [&["check"][..], &["audit"], &["backup", "x.sqlite"], &["client", "export", "a@exemple.fr"]] {
        let refused = guichet(&settings, command).await;
        assert!(refused.complaint().contains("there is no base at"), "{refused:?}");
    }
    assert!(!settings.data_dir.exists());
}
