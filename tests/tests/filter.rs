//! Filtered lists: whatever they are found by, they hold what passes, in their order.

use chrono::{DateTime, TimeDelta, Utc};
use guichet_domain::{Party, Priority, TicketStatus, id::TicketId};
use guichet_entity::{sale, ticket};
use guichet_tests::{
    TestApp,
    actor::{Caller, Staff},
};
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};
use serde_json::{Value, json};

/// More than SQLite sorts of one priority.
const TICKETS: i64 = 2_200;
/// How many a page has.
const SIZE: usize = 60;

fn beginning() -> DateTime<Utc> {
    "2024-02-29T08:00:00Z".parse().unwrap()
}

/// A ticket of many: one of ten is open, one of fifty urgent, and each number comes once in each order.
fn nth(n: i64, sale: &sale::Model) -> ticket::Model {
    let (status, waiting_on) = match (n % 10, n % 4) {
        (0, 0) => (TicketStatus::Open, Some(Party::Staff)),
        (0, 2) => (TicketStatus::InProgress, Some(Party::Client)),
        (1, 1) => (TicketStatus::InProgress, Some(Party::Staff)),
        _ => (TicketStatus::Resolved, None),
    };
    let opened_at = beginning() + TimeDelta::minutes(n * 787 % TICKETS);
    let last_activity_at = opened_at + TimeDelta::minutes(n * 5_011 % 3_001);
    ticket::Model {
        id: TicketId(n),
        title: format!("Le {n}e"),
        status,
        waiting_on,
        priority: if n % 50 == 7 { Priority::Urgent } else { Priority::Normal },
        client_id: sale.client_id,
        sale_id: sale.id,
        opened_at,
        first_answered_at: None,
        last_activity_at,
        resolved_at: waiting_on.is_none().then_some(last_activity_at),
        resolved_by_id: waiting_on.is_none().then_some(sale.seller_id),
        last_message_id: None,
    }
}

async fn with_tickets() -> (TestApp, Staff, Vec<ticket::Model>) {
    let app = TestApp::start().await;
    let client = app.client().await;
    app.clerk().await.register_sale(&client).await;
    let db = app.inner().store.writer();
    let sale = sale::Entity::find().one(&db).await.unwrap().unwrap();
    let tickets: Vec<_> = (1..=TICKETS).map(|n| nth(n, &sale)).collect();
    for some in tickets.chunks(200) {
        let rows = some.iter().map(|ticket| ticket.clone().into_active_model().reset_all());
        ticket::Entity::insert_many(rows).exec_without_returning(&db).await.unwrap();
    }
    let technician = app.technician().await;
    (app, technician, tickets)
}

/// A page, and the one that follows it.
async fn two_pages(caller: &Caller, filter: &Value, order: &Value, [size, from, at, more]: [&str; 4]) -> Vec<i64> {
    let document =
        "query($filter: TicketFilter, $order: TicketOrder, $first: Int, $after: String, $last: Int, $before: String) {
        tickets(filter: $filter, orderBy: $order, first: $first, after: $after, last: $last, before: $before) {
            nodes { number } pageInfo { startCursor endCursor hasNextPage hasPreviousPage }
        }
    }";
    let (mut numbers, mut cursor) = (Vec::new(), Value::Null);
    for _ in 0..2 {
        let variables = json!({ "filter": filter, "order": order, size: SIZE, from: cursor });
        let page = caller.data(document, variables).await["tickets"].clone();
        let mut nodes: Vec<_> =
            page["nodes"].as_array().unwrap().iter().map(|node| node["number"].as_i64().unwrap()).collect();
        if size == "last" {
            nodes.reverse();
        }
        numbers.extend(nodes);
        cursor = page["pageInfo"][at].clone();
        if page["pageInfo"][more] != true {
            break;
        }
    }
    numbers
}

type Passes = fn(&ticket::Model) -> bool;

#[tokio::test]
async fn filtered_lists_hold_what_passes_in_every_order() {
    let (_app, technician, tickets) = with_tickets().await;
    let (from, to) = (beginning() + TimeDelta::minutes(600), beginning() + TimeDelta::minutes(1_400));
    let filters: [(Value, Passes); 12] = [
        (json!({}), |_| true),
        (json!({ "status": ["OPEN"] }), |ticket| ticket.status == TicketStatus::Open),
        (json!({ "status": ["OPEN", "IN_PROGRESS"] }), |ticket| ticket.status != TicketStatus::Resolved),
        (json!({ "status": ["RESOLVED"] }), |ticket| ticket.status == TicketStatus::Resolved),
        (json!({ "status": ["RESOLVED", "OPEN"] }), |ticket| ticket.status != TicketStatus::InProgress),
        (json!({ "waitingOn": "STAFF" }), |ticket| ticket.waiting_on == Some(Party::Staff)),
        (json!({ "waitingOn": "STAFF", "status": ["IN_PROGRESS"] }), |ticket| {
            ticket.waiting_on == Some(Party::Staff) && ticket.status == TicketStatus::InProgress
        }),
        (json!({ "priority": ["URGENT", "HIGH"] }), |ticket| ticket.priority == Priority::Urgent),
        (json!({ "priority": ["NORMAL"] }), |ticket| ticket.priority == Priority::Normal),
        (json!({ "priority": ["URGENT"], "status": ["OPEN", "IN_PROGRESS"] }), |ticket| {
            ticket.priority == Priority::Urgent && ticket.status != TicketStatus::Resolved
        }),
        (json!({ "priority": ["HIGH"], "openedTo": to }), |_| false),
        (json!({ "openedFrom": from, "openedTo": to, "status": ["RESOLVED"] }), |ticket| {
            let after = (ticket.opened_at - beginning()).num_minutes();
            (600..1_400).contains(&after) && ticket.status == TicketStatus::Resolved
        }),
    ];
    for (filter, passes) in filters {
        for field in ["LAST_ACTIVITY", "OPENED", "PRIORITY"] {
            let key = |ticket: &ticket::Model| match field {
                "OPENED" => (ticket.opened_at.timestamp(), ticket.id.0),
                "PRIORITY" => (ticket.priority as i64, ticket.id.0),
                _ => (ticket.last_activity_at.timestamp(), ticket.id.0),
            };
            let mut expected: Vec<_> = tickets.iter().filter(|ticket| passes(ticket)).collect();
            expected.sort_by_key(|ticket| key(ticket));
            let ascending: Vec<_> = expected.iter().map(|ticket| ticket.id.0).collect();
            let descending: Vec<_> = ascending.iter().rev().copied().collect();
            let first = ["first", "after", "endCursor", "hasNextPage"];
            let last = ["last", "before", "startCursor", "hasPreviousPage"];
            for (direction, page, expected) in
                [("ASC", first, &ascending), ("DESC", first, &descending), ("ASC", last, &descending)]
            {
                let order = json!({ "field": field, "direction": direction });
                let told = two_pages(&technician, &filter, &order, page).await;
                let expected = &expected[..expected.len().min(2 * SIZE)];
                assert_eq!(told, expected, "{filter} by {order}");
            }
        }
    }
}

#[tokio::test]
async fn a_list_counts_what_it_holds_however_it_is_counted() {
    let app = TestApp::start().await;
    let technician = app.technician().await;
    let (client, ticket) = app.client_with_ticket().await;
    app.client_with_ticket().await;
    let mut filters = vec![json!({}), json!({ "priority": ["NORMAL"] }), json!({ "status": [] })];
    for status in [json!(["OPEN"]), json!(["IN_PROGRESS", "OPEN", "OPEN"]), json!(["RESOLVED", "IN_PROGRESS"])] {
        filters.push(json!({ "status": status }));
        for side in ["CLIENT", "STAFF"] {
            filters.extend([json!({ "waitingOn": side }), json!({ "waitingOn": side, "status": status })]);
        }
    }
    let mut counted = Vec::new();
    for step in 0..4 {
        match step {
            1 => drop(technician.reply(&ticket, "Oui ?").await),
            2 => drop(client.reply(&ticket, "Non").await),
            3 => drop(technician.mutate("resolveTicket", json!({ "ticketId": ticket.id })).await.done()),
            _ => {}
        }
        for caller in [&*technician, &*client] {
            for filter in &filters {
                let list = caller.tickets(json!({ "filter": filter })).await;
                let held = list["nodes"].as_array().unwrap().len();
                assert_eq!(list["totalCount"], held, "{filter}");
                counted.push(held);
            }
        }
    }
    assert!([0, 1, 2].iter().all(|count| counted.contains(count)));
}
