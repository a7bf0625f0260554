//! Queues: exact for each filter and viewer, from a cursor on.

use guichet_tests::{Statements, Subscription, TestApp, actor::Ticket};
use serde_json::{Value, json};

/// The next change of a queue, as kind and number.
async fn next(queue: &mut Subscription) -> (String, i64) {
    let change = queue.next().await;
    (change["kind"].as_str().unwrap().to_owned(), change["ticket"]["number"].as_i64().unwrap_or_default())
}

fn change(kind: &str, ticket: &Ticket) -> (String, i64) {
    (kind.to_owned(), ticket.number)
}

#[tokio::test]
async fn a_queue_tells_what_enters_changes_and_leaves_for_its_filter() {
    let app = TestApp::start().await;
    let technician = app.technician().await;
    let mut open = technician.watch_queue_from_now(json!({ "status": ["OPEN"] })).await;
    let mut in_progress = technician.watch_queue_from_now(json!({ "status": ["IN_PROGRESS"] })).await;
    let mut waiting_on_client = technician.watch_queue_from_now(json!({ "waitingOn": "CLIENT" })).await;
    let mut resolved = technician.watch_queue_from_now(json!({ "status": ["RESOLVED"] })).await;

    let (client, ticket) = app.client_with_ticket().await;
    client.reply(&ticket, "Encore").await;
    technician.reply(&ticket, "Bonjour").await;
    client.reply(&ticket, "Merci").await;
    technician.reply(&ticket, "De rien").await;
    client.resolve(&ticket).await;

    for kind in ["ENTERED", "UPDATED", "UPDATED", "LEFT"] {
        assert_eq!(next(&mut open).await, change(kind, &ticket));
    }
    for kind in ["ENTERED", "UPDATED", "UPDATED", "LEFT"] {
        assert_eq!(next(&mut in_progress).await, change(kind, &ticket));
    }
    for kind in ["ENTERED", "LEFT", "ENTERED", "LEFT"] {
        assert_eq!(next(&mut waiting_on_client).await, change(kind, &ticket));
    }
    assert_eq!(next(&mut resolved).await, change("ENTERED", &ticket));
}

#[tokio::test]
async fn a_queue_of_one_client_or_product_holds_nothing_else() {
    let app = TestApp::start().await;
    let technician = app.technician().await;
    let (_, first) = app.client_with_ticket().await;
    let (client, own) = app.client_with_ticket().await;
    let mut of_client = technician.watch_queue_from_now(json!({ "clientId": client.id() })).await;
    let mut of_nobody = technician.watch_queue_from_now(json!({ "clientId": "nonsense" })).await;
    technician.reply(&first, "Bonjour").await;
    technician.resolve(&own).await;
    assert_eq!(next(&mut of_client).await, change("UPDATED", &own));
    client.mutate("signOut", Value::Null).await.done();
    technician.mutate("signOut", Value::Null).await.done();
    assert_eq!(of_nobody.try_next().await, Err(4403), "nothing was told before the end");
}

#[tokio::test]
async fn a_change_carries_its_event_its_ticket_and_fresh_counts() {
    let app = TestApp::start().await;
    let technician = app.technician().await;
    let (client, ticket) = app.client_with_ticket().await;
    let mut queue = client.watch_queue_from_now(Value::Null).await;
    technician.reply(&ticket, "Bonjour").await;
    let posted = queue.next().await;
    assert_eq!(
        (&posted["event"]["kind"], &posted["event"]["message"]["body"]),
        (&json!("MESSAGE_POSTED"), &json!("Bonjour"))
    );
    assert_eq!(posted["event"]["actor"]["id"], technician.id());
    let changed = queue.next().await;
    assert_eq!(
        (&changed["event"]["fromStatus"], &changed["event"]["toStatus"]),
        (&json!("OPEN"), &json!("IN_PROGRESS"))
    );
    assert_eq!(
        (&changed["ticket"]["status"], &changed["ticket"]["waitingOn"]),
        (&json!("IN_PROGRESS"), &json!("CLIENT"))
    );
    assert_eq!(changed["counts"], client.counts().await);
    assert_eq!(changed["cursor"], changed["event"]["cursor"]);
}

#[tokio::test]
async fn whoever_lists_and_then_subscribes_misses_nothing() {
    let app = TestApp::start().await;
    let technician = app.technician().await;
    app.client_with_ticket().await;
    // The list would show the first request before the feed has passed it.
    technician.feed_cursor().await;
    let list = technician.tickets(json!({})).await;
    let cursor = list["feedCursor"].as_str().unwrap();
    let (_, between) = app.client_with_ticket().await;
    let mut queue = technician.watch_queue(Value::Null, cursor).await;
    let (_, later) = app.client_with_ticket().await;
    assert_eq!(next(&mut queue).await, change("ENTERED", &between));
    assert_eq!(next(&mut queue).await, change("ENTERED", &later));
}

#[tokio::test]
async fn whoever_comes_back_gets_what_was_missed_in_order_and_once() {
    let app = TestApp::start().await;
    let technician = app.technician().await;
    let mut queue = technician.watch_queue_from_now(Value::Null).await;
    let (client, ticket) = app.client_with_ticket().await;
    let cursor = queue.next().await["cursor"].as_str().unwrap().to_owned();
    drop(queue);
    for n in 1..=3 {
        client.reply(&ticket, &format!("Message {n}")).await;
    }
    client.resolve(&ticket).await;
    let mut queue = technician.watch_queue(Value::Null, &cursor).await;
    for n in 1..=3 {
        assert_eq!(queue.next().await["event"]["message"]["body"], format!("Message {n}"));
    }
    let last = queue.next().await;
    assert_eq!(last["event"]["toStatus"], "RESOLVED");
    let (_, newer) = app.client_with_ticket().await;
    assert_eq!(next(&mut queue).await, change("ENTERED", &newer));
}

#[tokio::test]
async fn a_queue_without_a_cursor_begins_now() {
    let app = TestApp::start().await;
    let technician = app.technician().await;
    let (client, ticket) = app.client_with_ticket().await;
    client.reply(&ticket, "Avant").await;
    // It has to be settled before a queue can begin after it.
    technician.feed_cursor().await;
    let mut queue = technician.watch_queue(Value::Null, "").await;
    assert_eq!(queue.refused().await, "INVALID_CURSOR", "an empty cursor is none of ours");

    let document = "subscription { ticketQueue { event { message { body } } } }";
    let mut queue = technician.subscribe(document, Value::Null).await;
    // When exactly the server has begun is not told: messages are posted until one arrives.
    let told = async { queue.next().await["event"]["message"]["body"].clone() };
    let posting = async {
        loop {
            client.reply(&ticket, "Après").await;
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    };
    let first = tokio::select! { first = told => first, () = posting => unreachable!() };
    assert_eq!(first, "Après");
}

#[tokio::test]
async fn a_cursor_from_the_future_is_told_to_list_again() {
    let app = TestApp::start().await;
    let later = TestApp::start().await;
    let ahead = {
        let (client, ticket) = later.client_with_ticket().await;
        for _ in 0..20 {
            client.reply(&ticket, "Plus loin").await;
        }
        later.technician().await.feed_cursor().await
    };
    let technician = app.technician().await;
    let mut queue = technician.watch_queue(Value::Null, &ahead).await;
    let (client, ticket) = app.client_with_ticket().await;
    let resync = queue.next().await;
    assert_eq!((&resync["kind"], &resync["ticket"], &resync["event"]), (&json!("RESYNC"), &Value::Null, &Value::Null));
    assert!(resync["counts"]["open"].is_number());

    // Goes on from the cursor that it was given.
    let cursor = resync["cursor"].as_str().unwrap();
    client.reply(&ticket, "Suite").await;
    let mut again = technician.watch_queue(Value::Null, cursor).await;
    loop {
        if again.next().await["event"]["message"]["body"] == "Suite" {
            break;
        }
    }
}

#[tokio::test]
async fn a_reader_that_missed_too_much_is_told_to_list_again() {
    let app = TestApp::start().await;
    let technician = app.technician().await;
    let (client, ticket) = app.client_with_ticket().await;
    let cursor = client.feed_cursor().await;
    // More than the thousand that are read again.
    app.reply_many(&client, &ticket, 1001).await;
    // The thousand and one have to be settled before they can be missed.
    client.feed_cursor().await;
    let mut queue = technician.watch_queue(Value::Null, &cursor).await;
    assert_eq!(queue.next().await["kind"], "RESYNC");
    client.resolve(&ticket).await;
    assert_eq!(next(&mut queue).await, change("UPDATED", &ticket));
}

#[tokio::test]
async fn an_event_reaches_the_readers_of_other_nodes() {
    let app = TestApp::start().await;
    let node = app.another_node().await;
    let technician = app.technician().await;
    let mut here = technician.watch_queue_from_now(Value::Null).await;
    let mut there = node.serving(&technician).watch_queue_from_now(Value::Null).await;
    let (client, ticket) = app.client_with_ticket().await;
    node.serving(&client).reply(&ticket, "De l'autre côté").await;
    for queue in [&mut here, &mut there] {
        assert_eq!(next(queue).await, change("ENTERED", &ticket));
        assert_eq!(queue.next().await["event"]["message"]["body"], "De l'autre côté");
    }
}

#[tokio::test]
async fn a_queue_goes_on_after_the_server_was_restarted() {
    let mut app = TestApp::start().await;
    let technician = app.technician().await;
    let (client, ticket) = app.client_with_ticket().await;
    let mut queue = technician.watch_queue_from_now(Value::Null).await;
    client.reply(&ticket, "Avant").await;
    let cursor = queue.next().await["cursor"].as_str().unwrap().to_owned();
    client.reply(&ticket, "Juste avant").await;
    app.stop().await;
    assert_eq!(queue.closed().await, 1001);
    app.restart().await;
    client.reply(&ticket, "Après").await;
    let mut queue = technician.watch_queue(Value::Null, &cursor).await;
    for body in ["Juste avant", "Après"] {
        assert_eq!(queue.next().await["event"]["message"]["body"], body);
    }
}

#[tokio::test]
async fn an_event_is_read_once_however_many_watch() {
    let app = TestApp::start().await;
    let (client, ticket) = app.client_with_ticket().await;
    let technician = app.technician().await;
    let document = "subscription($after: String) { ticketQueue(after: $after) {
        kind counts { open inProgress }
        ticket { number client { firstName } sale { product { designation } } lastMessage { author { firstName } } }
        event { actor { firstName } message { body author { firstName } } }
    } }";
    let mut taken = Vec::new();
    for watchers in [1, 20] {
        let mut queues = Vec::new();
        for _ in 0..watchers {
            let after = technician.feed_cursor().await;
            queues.push(technician.subscribe(document, json!({ "after": after })).await);
        }
        let watching = Statements::watch_nodes();
        client.reply(&ticket, "Toujours rien").await;
        for queue in &mut queues {
            assert_eq!(queue.next().await["event"]["message"]["body"], "Toujours rien");
        }
        let mut tables = watching.take_tables();
        // The reader also looks by itself, every two seconds.
        tables.retain(|table| table != "ticket_event");
        taken.push(tables);
    }
    assert!(taken[0].iter().any(|table| table == "message"), "{taken:?}");
    // What is ready at once is read at once, which takes a statement more or less; anything read for each is 19 more.
    assert!(taken[1].len() <= taken[0].len() + 3, "{taken:?}");
}

#[tokio::test]
async fn the_tickets_of_a_client_are_counted_once_for_each_event_however_they_are_asked_for() {
    let app = TestApp::start().await;
    let (client, ticket) = app.client_with_ticket().await;
    let mut taken = Vec::new();
    for watchers in [1, 20] {
        let mut queues = Vec::new();
        for n in 0..watchers {
            // What was worked out for one is not told to another who calls it by other names.
            let selected =
                format!("body{n}: event {{ message {{ body }} }} open{n}: counts {{ open }} again: counts {{ open }}");
            let document = format!("subscription($after: String) {{ ticketQueue(after: $after) {{ {selected} }} }}");
            queues.push(client.subscribe(&document, json!({ "after": client.feed_cursor().await })).await);
        }
        let watching = Statements::watch_nodes();
        client.reply(&ticket, "Combien ?").await;
        for (n, queue) in queues.iter_mut().enumerate() {
            let change = queue.next().await;
            assert_eq!(change[format!("body{n}")]["message"]["body"], "Combien ?");
            assert_eq!(change[format!("open{n}")], change["again"]);
        }
        let mut counted = watching.take();
        // The index counts what waits for it by itself, every second.
        counted.retain(|statement| statement.contains("COUNT(*)") && !statement.contains("search_waiting"));
        taken.push(counted.len());
    }
    assert_eq!(taken, [1, 1]);
}

/// The change that brings this message. What happened just before one subscribed may come first.
async fn told(queue: &mut Subscription, body: &str) -> Value {
    loop {
        let change = queue.next().await;
        if change["event"]["message"]["body"] == body {
            return change;
        }
    }
}

#[tokio::test]
async fn who_asks_alike_is_told_what_each_may_see() {
    let app = TestApp::start().await;
    let (client, ticket) = app.client_with_ticket().await;
    let (other, others_ticket) = app.client_with_ticket().await;
    let technician = app.technician().await;
    let document = "subscription($after: String) { ticketQueue(after: $after) {
        kind counts { open inProgress } event { message { body } } ticket { number availableActions lastMessage { author {
            __typename ... on StaffMember { email } accessTokens(first: 5) { totalCount }
        } } }
    } }";
    // Once with what is the asker's own, and once without, which is worked out once for all who may see the same.
    for (document, body) in [
        (document.to_owned(), "Bonjour"),
        (document.replace("accessTokens(first: 5) { totalCount }", ""), "Encore bonjour"),
    ] {
        let from = json!({ "after": technician.feed_cursor().await });
        let mut mine = client.subscribe(&document, from.clone()).await;
        let mut others = other.subscribe(&document, from.clone()).await;
        let mut desks = Vec::new();
        for staff in [app.clerk().await, &technician, &technician] {
            desks.push(staff.subscribe(&document, from.clone()).await);
        }
        technician.reply(&ticket, body).await;
        let seen = told(&mut mine, body).await;
        let author = &seen["ticket"]["lastMessage"]["author"];
        assert_eq!(
            (&author["email"], author.get("accessTokens").unwrap_or(&Value::Null)),
            (&Value::Null, &Value::Null)
        );
        assert_eq!(seen["counts"], json!({ "open": 0, "inProgress": 1 }));
        let seen = told(&mut desks[0], body).await;
        assert_eq!(seen["ticket"]["number"], ticket.number);
        assert!(seen["ticket"]["lastMessage"]["author"]["email"].is_string());
        assert_eq!(seen["counts"], json!({ "open": 1, "inProgress": 1 }));
        for own in &mut desks[1..] {
            let own = told(own, body).await;
            let tokens = own["ticket"]["lastMessage"]["author"].get("accessTokens").cloned();
            assert_eq!(tokens, document.contains("accessTokens").then(|| json!({ "totalCount": 0 })));
            assert_eq!((&own["kind"], &own["counts"]), (&seen["kind"], &seen["counts"]));
        }
        // All that the other client is told up to its own next word is its own.
        other.reply(&others_ticket, body).await;
        loop {
            let change = others.next().await;
            assert_eq!(change["ticket"]["number"], others_ticket.number);
            if change["event"]["message"]["body"] == body {
                break;
            }
        }
    }
}
