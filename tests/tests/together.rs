//! Replies that come at the same time, which are written together.

use chrono::Utc;
use futures::future::{join, join_all};
use guichet_tests::{
    PATIENCE, TestApp,
    actor::{Caller, Ticket},
};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use std::{collections::BTreeSet, time::Duration};
use tokio::time::{sleep, timeout};

const REPLY: &str = "mutation($input: ReplyToTicketInput!) {
    replyToTicket(input: $input) { message { id body } ticket { lastMessage { body } } errors { field code reason } } }";

async fn reply(caller: &Caller, input: Value) -> Value {
    caller.data(REPLY, json!({ "input": input })).await["replyToTicket"].clone()
}

fn reason(payload: &Value) -> &str {
    payload["errors"][0]["reason"].as_str().unwrap_or("none")
}

#[tokio::test]
async fn each_of_many_is_posted_once_and_told_what_came_of_its_own() {
    let app = TestApp::start().await;
    let (technician, seller) = (app.technician().await, app.seller().await);
    let mut tickets = Vec::new();
    for _ in 0..6 {
        tickets.push(app.client_with_ticket().await);
    }
    let (resolver, resolved) = app.client_with_ticket().await;
    resolver.resolve(&resolved).await;
    let (first_client, first) = &tickets[0];
    let after = technician.feed_cursor().await;
    let mut queue = technician.watch_queue(Value::Null, &after).await;

    // Three to each ticket, which take turns; on each key, two.
    let body = |n: usize, who: &str| format!("« n{n}{who} »\n\\ \"'\u{1F600}\t$1 ?1");
    let posts = join_all(tickets.iter().enumerate().flat_map(|(n, (client, ticket))| {
        let people: [(&str, &Caller); 3] = [("client", client), ("seller", &seller), ("technician", &technician)];
        people.map(|(who, person)| {
            let input = json!({ "ticketId": ticket.id, "body": body(n, who), "idempotencyKey": format!("{n}") });
            async move {
                let (one, again) = join(reply(person, input.clone()), reply(person, input)).await;
                assert_eq!(one["message"], again["message"], "{one} {again}");
                one["message"]["body"].as_str().unwrap_or_else(|| panic!("{one}")).to_owned()
            }
        })
    }));
    // Meanwhile others are refused, each for its own reason.
    let to = |ticket: &Ticket, body: &str| json!({ "ticketId": ticket.id, "body": body });
    let stranger = app.client().await;
    let mut late = to(first, "Trop tard");
    late["expectedLastMessageId"] = json!(resolved.first_message);
    let refusals = async {
        let refused = join_all([
            reply(&stranger, to(first, "Bonjour")),
            reply(&technician, to(first, " ")),
            reply(&technician, to(&resolved, "Bonjour")),
            reply(first_client, late),
        ])
        .await;
        refused.iter().map(|refused| reason(refused).to_owned()).collect::<Vec<_>>()
    };
    let (posted, refused) = join(posts, refusals).await;
    assert_eq!(refused, ["NOT_FOUND", "BLANK", "ALREADY_RESOLVED", "NEWER_MESSAGE"]);

    let expected = |n| ["client", "seller", "technician"].map(|who| body(n, who));
    assert_eq!(posted, (0..tickets.len()).flat_map(expected).collect::<Vec<_>>());
    for (n, (client, ticket)) in tickets.iter().enumerate() {
        let bodies = client.messages(ticket).await;
        assert_eq!(BTreeSet::from_iter(bodies[1..].to_vec()), BTreeSet::from_iter(expected(n)));
        assert_eq!(bodies.len(), 4, "each once: {bodies:?}");
        let seen = client.see(ticket).await;
        assert_eq!((&seen["status"], &seen["lastMessage"]["body"]), (&json!("IN_PROGRESS"), &json!(bodies[3])));
        assert_eq!(client.numbers(json!({ "search": format!("n{n}technician") })).await, [ticket.number]);
    }
    // Everybody who watches is told of each, and in the order of its thread.
    let mut told: Vec<Vec<String>> = vec![Vec::new(); tickets.len()];
    while told.iter().map(Vec::len).sum::<usize>() < posted.len() {
        let change = queue.next().await;
        let Some(text) = change["event"]["message"]["body"].as_str() else { continue };
        let of = tickets.iter().position(|(_, ticket)| change["ticket"]["number"] == ticket.number).unwrap();
        told[of].push(text.to_owned());
    }
    for ((client, ticket), told) in tickets.iter().zip(told) {
        assert_eq!(client.messages(ticket).await[1..], told);
    }
}

#[tokio::test]
async fn whoever_is_out_by_then_posts_nothing_and_keeps_nobody_else_from_it() {
    let app = TestApp::start().await;
    let (client, ticket) = app.client_with_ticket().await;
    let (other, another) = app.client_with_ticket().await;
    let (gone, stays) = (app.technician().await, app.technician().await);
    for _ in 0..5 {
        let leaving = gone.on_another_device().await;
        let revoked = gone.access_token("WRITE").await;
        let input = |ticket: &Ticket| json!({ "input": { "ticketId": ticket.id, "body": "Bonjour" } });
        let before = client.messages(&ticket).await.len() + other.messages(&another).await.len();
        let (out, by_token, _, _, kept) = tokio::join!(
            leaving.ask(REPLY, input(&ticket)),
            revoked.ask(REPLY, input(&another)),
            leaving.mutate("signOut", json!({})),
            gone.revoke(&revoked),
            reply(&stays, json!({ "ticketId": ticket.id, "body": "Je reste" })),
        );
        assert_eq!(reason(&kept), "none", "{kept}");
        // Either it was first, or it was refused and wrote nothing.
        let mut posted = 1;
        for answer in [out, by_token] {
            match answer.body.get("errors") {
                None => posted += 1,
                Some(_) => assert_eq!(answer.code(), "UNAUTHENTICATED", "{}", answer.body),
            }
        }
        let after = client.messages(&ticket).await.len() + other.messages(&another).await.len();
        assert_eq!(after - before, posted);
    }
}

#[tokio::test]
async fn whoever_holds_one_ticket_holds_up_no_reply_to_another() {
    let app = TestApp::on_postgres(|_| {}).await;
    let (client, held) = app.client_with_ticket().await;
    let (_, free) = app.client_with_ticket().await;
    let technician = app.technician().await;
    let holder = app.inner().store.begin(Utc::now()).await.unwrap();
    let lock = format!("SELECT 1 FROM ticket WHERE id = {} FOR UPDATE", held.number);
    holder.db().execute_unprepared(&lock).await.unwrap();

    let to = |ticket: &Ticket, body: &str| json!({ "ticketId": ticket.id, "body": body });
    let mut waits = Box::pin(reply(&technician, to(&held, "Celle-ci attend")));
    for n in 0..3 {
        let both = async {
            tokio::select! {
                told = &mut waits => panic!("{told} though it is held"),
                told = reply(&technician, to(&free, &format!("{n}"))) => told,
            }
        };
        let told = timeout(PATIENCE, both).await.expect("a reply waited for another one's ticket");
        assert_eq!(told["message"]["body"], json!(format!("{n}")));
        sleep(Duration::from_millis(20)).await;
    }
    holder.end(false).await.unwrap();
    assert_eq!(waits.await["message"]["body"], "Celle-ci attend");
    assert_eq!(client.messages(&held).await[1..], ["Celle-ci attend"]);
}

#[tokio::test]
async fn nodes_that_reply_to_the_same_tickets_take_turns() {
    let app = TestApp::on_postgres(|_| {}).await;
    let node = app.another_node().await;
    let technician = app.technician().await;
    let mut tickets = Vec::new();
    for _ in 0..4 {
        tickets.push(app.client_with_ticket().await);
    }
    let elsewhere = node.serving(&technician);
    let mut posted = vec![1; tickets.len()];
    for round in 0..15 {
        let answers = join_all(tickets.iter().flat_map(|(_, ticket)| {
            let key = format!("{round} {}", ticket.id);
            // The last of each is the first one's retry, on the other node.
            [(&technician.0, "a", &key), (&elsewhere, "b", &String::new()), (&elsewhere, "a", &key)].map(
                |(caller, body, key)| {
                    let mut input = json!({ "ticketId": ticket.id, "body": body });
                    if !key.is_empty() {
                        input["idempotencyKey"] = json!(key);
                    }
                    reply(caller, input)
                },
            )
        }))
        .await;
        for ((of, (client, ticket)), answers) in tickets.iter().enumerate().zip(answers.chunks(3)) {
            assert!(answers.iter().all(|answer| reason(answer) == "none"), "{answers:?}");
            assert_eq!(answers[0]["message"]["id"], answers[2]["message"]["id"]);
            posted[of] += 2;
            assert_eq!(client.messages(ticket).await.len(), posted[of], "in round {round}");
        }
    }
}

#[tokio::test]
async fn keys_that_two_nodes_are_given_crosswise_are_each_used_once() {
    let app = TestApp::on_postgres(|_| {}).await;
    let node = app.another_node().await;
    let technician = app.technician().await;
    let elsewhere = node.serving(&technician);
    let mut tickets = Vec::new();
    for _ in 0..4 {
        tickets.push(app.client_with_ticket().await);
    }
    for round in 0..10 {
        let input = |ticket: usize, key: &str| json!({ "ticketId": tickets[ticket].1.id, "body": "Bonjour", "idempotencyKey": format!("{round}{key}") });
        let told = join_all([
            reply(&technician, input(0, "a")),
            reply(&technician, input(1, "b")),
            reply(&elsewhere, input(2, "b")),
            reply(&elsewhere, input(3, "a")),
        ])
        .await;
        for (one, other) in [(0, 3), (1, 2)] {
            let mut reasons = [reason(&told[one]), reason(&told[other])];
            reasons.sort_unstable();
            assert_eq!(reasons, ["KEY_REUSED", "none"], "{told:?}");
        }
    }
    let mut posted = 0;
    for (client, ticket) in &tickets {
        posted += client.messages(ticket).await.len() - 1;
    }
    assert_eq!(posted, 20);
}
