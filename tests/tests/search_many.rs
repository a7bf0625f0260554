//! The search among many tickets: whatever way the index takes, it finds what reading each of them finds.

use chrono::Utc;
use futures::future;
use guichet_api::ticket::index;
use guichet_tests::{
    Engine, TestApp,
    actor::{Caller, Client},
};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use std::time::Duration;
use tokio::time::sleep;

/// How many tickets there are, more than any way is made for.
const TICKETS: i64 = 7_400;

/// How many of them are in progress: of these more are candidates than are read at once.
const BEGUN: i64 = 600;

/// How far their numbers are apart: they stand in four buckets of the index, so close that those of a piece that all hold say of
/// each number whether it is one, while others tell the gaps.
const STEP: i64 = 7;

/// Many tickets of one client. In some of them stand all pieces of a word, and not the word; in more of them its first ones, which
/// are not rarer than the others among the newest.
async fn many(app: &TestApp) -> Client {
    let (client, ticket) = app.client_with_ticket().await;
    app.technician().await.reply(&ticket, "Quel câble ?").await;
    let numbers = match Engine::chosen() {
        Engine::Sqlite => format!(
            "WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {TICKETS})
             INSERT INTO ticket (id, title, status, waiting_on, priority, client_id, sale_id, opened_at, last_message_id, last_activity_at)
             SELECT id + n * {STEP}, title, CASE WHEN n <= {BEGUN} THEN 'IN_PROGRESS' ELSE 'OPEN' END, 'STAFF', n % 3 + 1, client_id, sale_id, opened_at, last_message_id,
                 substr(last_activity_at, 1, 10) || printf('T%02d:%02d:%02d', n * 7919 % 24, n % 60, n * 31 % 60)
                 || substr(last_activity_at, 20)
             FROM numbers, ticket WHERE id = $;"
        ),
        Engine::Postgres => format!(
            "INSERT INTO ticket (id, title, status, waiting_on, priority, client_id, sale_id, opened_at, last_message_id, last_activity_at)
             SELECT id + n * {STEP}, title, CASE WHEN n <= {BEGUN} THEN 'IN_PROGRESS' ELSE 'OPEN' END, 'STAFF', n % 3 + 1, client_id, sale_id, opened_at, last_message_id,
                 last_activity_at - make_interval(mins => n * 7919 % 9973)
             FROM generate_series(1, {TICKETS}) AS numbers (n), ticket WHERE id = $;"
        ),
    };
    let passages = "INSERT INTO ticket_passage (ticket_id, message_id, search_text)
        SELECT id, NULL, 'panne' || CASE WHEN id % 2 = 0 THEN 'frequente' ELSE '' END
            || CASE WHEN id % 97 = 0 THEN 'assezrare' ELSE '' END || CASE WHEN id % 1067 = 0 THEN 'unique' ELSE '' END
            || CASE WHEN id % 5 = 0 THEN 'frequ-quente' ELSE '' END
        FROM ticket WHERE id > $;
        INSERT INTO ticket_passage (ticket_id, message_id, search_text)
        SELECT id, last_message_id, CASE WHEN id % 211 = 0 THEN 'tournevis' WHEN id < 49152 THEN 'tourne' ELSE 'tournenevis' END
        FROM ticket WHERE id > $;";
    let sql = (numbers + passages).replace('$', &ticket.number.to_string());
    let tx = app.inner().store.begin(Utc::now()).await.unwrap();
    tx.db().execute_unprepared(&sql).await.unwrap();
    tx.commit().await.unwrap();
    index::catch_up(&app.inner().store).await.unwrap();
    client
}

async fn list(caller: &Caller, variables: &Value, page: &Value) -> Value {
    let mut variables = variables.clone();
    variables.as_object_mut().unwrap().extend(page.as_object().unwrap().clone());
    let mut list = caller.tickets(variables).await;
    // Where the feed stands is no matter of the search.
    list.as_object_mut().unwrap().remove("feedCursor");
    list
}

/// What the client sees of its own is read ticket by ticket: the index finds the same for staff, on each page, in each order,
/// from both ends.
#[tokio::test]
async fn the_index_finds_what_reading_finds() {
    let app = TestApp::start().await;
    let client = many(&app).await;
    let technician = app.technician().await;
    for (search, status) in [
        ("frequente", None),
        ("panne", None),
        ("assezrare", None),
        ("frequente assezrare", Some("OPEN")),
        ("rareunique", None),
        ("unique frequente", None),
        ("assezrare", Some("IN_PROGRESS")),
        ("tournevis", None),
        ("panne xyz", None),
        // The index knows nothing of short words: whatever holds the other one is read.
        ("panne un", None),
        ("panne un", Some("IN_PROGRESS")),
        ("panne zz", Some("IN_PROGRESS")),
    ] {
        for (field, direction) in
            [("LAST_ACTIVITY", "DESC"), ("LAST_ACTIVITY", "ASC"), ("PRIORITY", "DESC"), ("RELEVANCE", "DESC")]
        {
            let order = json!({ "field": field, "direction": direction });
            let filter = status.map(|status| json!({ "status": [status] }));
            let variables = json!({ "search": search, "orderBy": order, "filter": filter });
            let told = format!("{search} {status:?} {field} {direction}");
            let (mut page, mut cursor) = (json!({ "first": 30 }), Value::Null);
            for _ in 0..3 {
                let found = list(&technician, &variables, &page).await;
                assert_eq!(found, list(&client, &variables, &page).await, "{told} {page}");
                if found["pageInfo"]["hasNextPage"] != true {
                    break;
                }
                cursor = found["pageInfo"]["endCursor"].clone();
                page = json!({ "first": 30, "after": cursor });
            }
            for page in [json!({ "last": 20, "before": cursor }), json!({ "last": 5 }), json!({ "first": 0 })] {
                let found = list(&technician, &variables, &page).await;
                assert_eq!(found, list(&client, &variables, &page).await, "{told} {page}");
            }
        }
    }
}

/// What happened to tickets moves them in what is kept in memory of their order, as it does in the base.
#[tokio::test]
async fn who_was_answered_last_is_found_first() {
    let app = TestApp::start().await;
    let client = many(&app).await;
    let technician = app.technician().await;
    for n in 0..24 {
        for search in ["panne", "rareunique", "tournevis", "quel"] {
            for page in [json!({ "first": 5 }), json!({ "first": 60 })] {
                let variables = json!({ "search": search });
                let found = list(&technician, &variables, &page).await;
                assert_eq!(found, list(&client, &variables, &page).await, "{search} {page} after {n} answers");
            }
        }
        let page = list(&client, &json!({ "search": "rareunique" }), &json!({ "last": 1 + n })).await;
        let answer = json!({ "ticketId": page["nodes"][0]["id"], "body": format!("Quel câble, numéro {n} ?") });
        technician.mutate("replyToTicket", answer).await.done();
    }
}

/// Who searches takes in what others were told happened, whoever takes it in first.
#[tokio::test]
async fn what_was_acknowledged_is_found_while_many_search() {
    let app = TestApp::start().await;
    let client = many(&app).await;
    let technician = app.technician().await;
    let searching = async |n: usize| {
        for size in (2..=80).cycle() {
            technician.numbers(json!({ "search": "panne", "first": (size + n) % 80 + 2 })).await;
            sleep(Duration::from_millis(20)).await;
        }
    };
    let answering = async {
        for n in 0..40 {
            let variables = json!({ "search": "rareunique", "last": 1 + n % 7 });
            let page = technician.tickets(variables).await;
            let ticket = &page["nodes"][0];
            let answer = json!({ "ticketId": ticket["id"], "body": format!("Réponse {n}") });
            technician.mutate("replyToTicket", answer).await.done();
            let (search, page) = (json!({ "search": "panne" }), json!({ "first": 100 }));
            let found = list(&technician, &search, &page).await;
            assert_eq!(found, list(&client, &search, &page).await, "after {n} answers");
        }
    };
    tokio::select! {
        _ = future::join_all((0..6).map(searching)) => {}
        () = answering => {}
    }
}
