//! Many who watch the same are told together, whatever each of them does meanwhile.

use guichet_tests::{Subscription, TestApp};
use serde_json::{Value, json};

/// How many answers there are, and how long: together more than the buffers between the server and a reader who does not read can hold.
const ANSWERS: usize = 400;
const LENGTH: usize = 9_000;

/// The numbers of the answers that are told next, and the last cursor.
async fn read(queue: &mut Subscription, count: usize) -> (Vec<usize>, String) {
    let (mut numbers, mut cursor) = (Vec::new(), String::new());
    for _ in 0..count {
        let change = queue.next().await;
        assert_eq!(change["kind"], "UPDATED");
        let body = change["event"]["message"]["body"].as_str().unwrap();
        numbers.push(body.split(' ').next().unwrap().parse().unwrap());
        cursor = change["cursor"].as_str().unwrap().to_owned();
    }
    (numbers, cursor)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_goes_comes_back_or_does_not_read_for_a_while_is_told_everything_in_order() {
    let app = TestApp::start().await;
    let technician = app.technician().await;
    let (client, ticket) = app.client_with_ticket().await;
    let start = technician.feed_cursor().await;
    let mut queues = Vec::new();
    for _ in 0..5 {
        queues.push(technician.watch_queue(Value::Null, &start).await);
    }
    let [mut reads, mut does_not, mut goes, mut stays, mut comes_back] = queues.try_into().ok().unwrap();
    let writing = tokio::spawn(async move {
        for number in 1..=ANSWERS {
            client.reply(&ticket, &format!("{number} {}", "x".repeat(LENGTH))).await;
        }
    });
    let all: Vec<usize> = (1..=ANSWERS).collect();
    let half = ANSWERS / 2;
    let (reading, staying, coming_back, ()) = tokio::join!(
        async { read(&mut reads, ANSWERS).await.0 },
        async { read(&mut stays, ANSWERS).await.0 },
        async {
            let (mut numbers, cursor) = read(&mut comes_back, half).await;
            drop(comes_back);
            let mut again = technician.watch_queue(Value::Null, &cursor).await;
            numbers.extend(read(&mut again, ANSWERS - half).await.0);
            numbers
        },
        async {
            read(&mut goes, half).await;
            drop(goes);
        },
    );
    writing.await.unwrap();
    for told in [reading, staying, coming_back] {
        assert!(told == all, "{told:?}");
    }
    let (late, _) = read(&mut does_not, ANSWERS).await;
    assert!(late == all, "{late:?}");
}

#[tokio::test]
async fn what_cannot_be_told_is_told_to_each_and_keeps_nobody_from_what_comes_after_it() {
    let app = TestApp::start().await;
    let technician = app.technician().await;
    let (_, sound) = app.client_with_ticket().await;
    let (_, broken) = app.client_with_ticket().await;
    let sale = format!("SELECT sale_id FROM ticket WHERE id = {}", broken.number);
    app.orphan(&format!("UPDATE sale SET seller_id = 987654 WHERE id = ({sale})")).await;

    let document = "subscription($after: String!) { ticketQueue(after: $after) {
        cursor ticket { number sale { seller { id } } }
    } }";
    let start = technician.feed_cursor().await;
    let watch = async |after: &str| technician.subscribe(document, json!({ "after": after })).await;
    let mut queues = [watch(&start).await, watch(&start).await, watch(&start).await];
    technician.reply(&sound, "Bonjour").await;
    for queue in &mut queues {
        for _of in ["the answer", "the status"] {
            assert_eq!(queue.next().await["ticket"]["number"], sound.number);
        }
    }
    technician.reply(&broken, "Bonjour").await;
    for queue in &mut queues {
        assert_eq!(queue.refused().await, "NOT_FOUND");
    }
    let after = technician.feed_cursor().await;
    let mut queues = [watch(&after).await, watch(&after).await];
    for body in ["Encore", "Et encore"] {
        technician.reply(&sound, body).await;
        for queue in &mut queues {
            assert_eq!(queue.next().await["ticket"]["number"], sound.number);
        }
    }
}
