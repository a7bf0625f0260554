//! The feed under many writers at once.

use guichet_api::{
    clock,
    ticket::reply::{Reply, reply},
};
use guichet_domain::{Role, id::TicketId};
use guichet_tests::{
    Engine, TestApp,
    actor::{Caller, Client, Sale, Ticket},
};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// As many write at the same time.
const WRITERS: usize = 16;
/// What each of them does. All together stay below what a reader may miss before it is told to list again.
const TURNS: usize = 30;

/// What a writer does: opens, answers, resolves, on tickets that others write to as well.
async fn write(writer: usize, client: Client, sale: Sale, staff: Caller, shared: Vec<Ticket>) {
    let mut own: Option<Ticket> = None;
    for turn in 0..TURNS {
        let ticket = match (turn % 5, &own) {
            (0, _) | (_, None) => {
                own = Some(client.open_ticket(&sale).await);
                continue;
            }
            (1 | 2, _) => &shared[(writer + turn) % shared.len()],
            (_, Some(own)) => own,
        };
        let input = json!({ "ticketId": ticket.id, "body": format!("{writer}.{turn}") });
        if turn % 5 == 4 {
            staff.mutate("resolveTicket", json!({ "ticketId": ticket.id })).await.done();
            own = None;
        } else {
            staff.mutate("replyToTicket", input).await.done();
        }
    }
}

/// The last message of all, posted once the writers are done.
const THE_END: &str = "La fin";

/// Reads up to [`THE_END`], dropping its socket now and then and coming back with its last cursor.
async fn read(staff: Caller, filter: Value, from: String) -> Vec<Value> {
    let (mut changes, mut cursor, mut patience) = (Vec::new(), from, 7);
    loop {
        let mut queue = staff.watch_queue(filter.clone(), &cursor).await;
        for _ in 0..patience {
            let change = queue.next().await;
            assert_ne!(change["kind"], "RESYNC", "this reader never falls far behind");
            cursor = change["cursor"].as_str().unwrap().to_owned();
            let ends = change["event"]["message"]["body"] == THE_END;
            changes.push(change);
            if ends {
                return changes;
            }
        }
        patience = (patience * 5 + 3) % 41;
    }
}

/// The cursors of a ticket's history, oldest first.
async fn timeline(staff: &Caller, number: i64) -> Vec<String> {
    let document = "query($number: Int!, $after: String) { ticket(number: $number) {
        timeline(first: 100, after: $after) { edges { cursor } pageInfo { hasNextPage endCursor } }
    } }";
    let (mut cursors, mut after) = (Vec::new(), Value::Null);
    loop {
        let data = staff.data(document, json!({ "number": number, "after": after })).await;
        let page = &data["ticket"]["timeline"];
        cursors
            .extend(page["edges"].as_array().unwrap().iter().map(|edge| edge["cursor"].as_str().unwrap().to_owned()));
        if page["pageInfo"]["hasNextPage"] != true {
            return cursors;
        }
        after = page["pageInfo"]["endCursor"].clone();
    }
}

/// The numbers of all tickets of a filter.
async fn all_numbers(staff: &Caller, filter: &Value) -> BTreeSet<i64> {
    let (mut numbers, mut after) = (BTreeSet::new(), Value::Null);
    loop {
        let page = staff.tickets(json!({ "filter": filter, "first": 100, "after": after })).await;
        numbers.extend(page["nodes"].as_array().unwrap().iter().map(|ticket| ticket["number"].as_i64().unwrap()));
        if page["pageInfo"]["hasNextPage"] != true {
            return numbers;
        }
        after = page["pageInfo"]["endCursor"].clone();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_event_is_told_once_and_in_order_and_queues_equal_the_base() {
    let app = TestApp::start().await;
    let node = app.another_node().await;
    let staff = app.technician().await.0;
    let client = app.client().await;
    let sale = app.clerk().await.register_sale(&client).await;
    let mut shared = Vec::new();
    for _ in 0..4 {
        shared.push(client.open_ticket(&sale).await);
    }
    let before = all_numbers(&staff, &json!({ "waitingOn": "STAFF" })).await;
    let from = staff.feed_cursor().await;

    let reader = |staff: Caller, filter: Value| tokio::spawn(read(staff, filter, from.clone()));
    let all = reader(staff.clone(), Value::Null);
    let waiting = reader(staff.clone(), json!({ "waitingOn": "STAFF" }));
    let elsewhere = reader(node.serving(&staff), Value::Null);

    let writers = (0..WRITERS).map(|n| {
        // Half of them write through the other node.
        let (client, staff) = if n % 2 == 0 {
            (client.clone(), staff.clone())
        } else {
            (Client(node.serving(&client)), node.serving(&staff))
        };
        tokio::spawn(write(n, client, sale.clone(), staff, shared.clone()))
    });
    for writer in writers.collect::<Vec<_>>() {
        writer.await.unwrap();
    }
    let last = client.open_ticket(&sale).await;
    client.reply(&last, THE_END).await;

    let (all, waiting, elsewhere) = (all.await.unwrap(), waiting.await.unwrap(), elsewhere.await.unwrap());
    let mut by_ticket: BTreeMap<i64, Vec<String>> = BTreeMap::new();
    for change in &all {
        let (number, cursor) = (change["ticket"]["number"].as_i64().unwrap(), change["cursor"].as_str().unwrap());
        by_ticket.entry(number).or_default().push(cursor.to_owned());
    }
    assert!(by_ticket.len() > WRITERS && all.len() > WRITERS * TURNS);
    for (number, told) in &by_ticket {
        let mut happened = timeline(&staff, *number).await;
        if shared.iter().any(|ticket| ticket.number == *number) {
            // Opened before anybody read.
            happened.remove(0);
        }
        assert_eq!(told, &happened, "ticket {number}");
    }
    let cursors = |changes: &[Value]| changes.iter().map(|change| change["cursor"].clone()).collect::<Vec<_>>();
    assert_eq!(cursors(&elsewhere), cursors(&all), "both nodes tell the same in the same order");

    let mut queue = before;
    for change in &waiting {
        let number = change["ticket"]["number"].as_i64().unwrap();
        let fits = match change["kind"].as_str().unwrap() {
            "ENTERED" => queue.insert(number),
            "UPDATED" => queue.contains(&number),
            "LEFT" => queue.remove(&number),
            other => panic!("{other}"),
        };
        assert!(fits, "{change} does not fit what was told before");
    }
    assert_eq!(queue, all_numbers(&staff, &json!({ "waitingOn": "STAFF" })).await);
    assert!(queue.contains(&last.number));
    assert_eq!(all.last().unwrap()["counts"], staff.counts().await);
}

#[tokio::test]
async fn an_event_that_commits_late_is_told_all_the_same() {
    let app = TestApp::start().await;
    let technician = app.technician().await;
    let (_, slow) = app.client_with_ticket().await;
    let (client, quick) = app.client_with_ticket().await;
    let mut queue = technician.watch_queue_from_now(Value::Null).await;

    let actor = app.actor(&technician, Role::Technician);
    let mut tx = app.inner().store.begin(clock::now()).await.unwrap();
    let message = Reply {
        ticket: Some(TicketId(slow.number)),
        body: "Commencé en premier".to_owned(),
        expected_last_message: None,
        idempotency_key: None,
    };
    reply(&mut tx, &actor, &message).await.unwrap();
    let replying = client.reply(&quick, "Commencé en second");
    match Engine::chosen() {
        // The second is through while the first still runs.
        Engine::Postgres => {
            replying.await;
            tx.commit().await.unwrap();
        }
        // One writer: the second waits for its turn.
        Engine::Sqlite => {
            let commit = async { tx.commit().await.unwrap() };
            tokio::join!(replying, commit);
        }
    }
    let mut bodies = BTreeSet::new();
    for _ in 0..3 {
        bodies.extend(queue.next().await["event"]["message"]["body"].as_str().map(str::to_owned));
    }
    assert_eq!(bodies, BTreeSet::from(["Commencé en premier".to_owned(), "Commencé en second".to_owned()]));
}
