//! The database is gone for a while.

use super::{client_with_ticket, cursor, program, reply};
use futures::future::join_all;
use guichet_tests::{Engine, PATIENCE, Site};
use sea_orm::{ConnectOptions, ConnectionTrait, Database};
use serde_json::Value;
use std::time::Duration;
use tokio::time::{sleep, timeout};

#[tokio::test]
async fn while_the_database_is_gone_everything_is_refused_at_once_and_goes_on_when_it_is_back() {
    let mut site = Site::start(program(), Engine::Postgres, &[]).await;
    let technician = site.technician().await;
    let (client, ticket) = client_with_ticket(&site).await;
    let mut queue = technician.watch_queue(Value::Null, &cursor(&technician).await).await;
    client.reply(&ticket, "Avant").await;
    assert_eq!(queue.next().await["event"]["message"]["body"], "Avant");

    site.postgres().unwrap().crash().await;
    // Waiting for a connection, ten of these would take longer than there is.
    timeout(PATIENCE, async {
        for n in 0..50 {
            let (read, write) = tokio::join!(
                technician.ask("{ ticketCounts { open } }", Value::Null),
                client.attempt("replyToTicket", reply(&ticket, "1", "Pendant")),
            );
            for answer in [read, write] {
                assert_eq!((answer.code(), answer.status.as_u16()), ("UNAVAILABLE", 503), "{n}: {answer:?}");
                assert!(answer.headers["retry-after"].to_str().unwrap().parse::<u32>().unwrap() > 0);
                assert!(!answer.body.to_string().contains("onnection"), "nothing internal leaves: {}", answer.body);
            }
        }
        let visitor = site.visitor().attempt("signIn", serde_json::json!({ "email": "a@b.fr", "password": "x" })).await;
        assert_eq!((visitor.code(), visitor.status.as_u16()), ("UNAVAILABLE", 503));
        assert!(!site.is_ready().await, "a balancer has to send requests elsewhere");
    })
    .await
    .expect("they were not refused at once");

    site.postgres().unwrap().again().await;
    site.ready().await;
    // None of the connections that were cut is used again.
    for _ in 0..20 {
        technician.data("{ ticketCounts { open } }", Value::Null).await;
    }
    for _ in 0..2 {
        client.mutate("replyToTicket", reply(&ticket, "1", "Pendant")).await.done();
    }
    assert_eq!(queue.next().await["event"]["message"]["body"], "Pendant", "the socket stayed open");
    client.reply(&ticket, "Après").await;
    assert_eq!(queue.next().await["event"]["message"]["body"], "Après");
    assert_eq!(client.messages(&ticket).await[1..], ["Avant", "Pendant", "Après"]);
}

#[tokio::test]
async fn what_was_answered_before_the_database_crashed_is_not_told_again_after_it() {
    let mut site = Site::start(program(), Engine::Postgres, &[]).await;
    let technician = site.technician().await;
    let (done, resolved) = client_with_ticket(&site).await;
    let (client, ticket) = client_with_ticket(&site).await;
    done.resolve(&resolved).await;
    let list = "{ tickets(first: 5) { nodes { lastMessage { body } } } }";
    // What is refused takes the number of a transaction, of which a crash leaves no trace: it is given again.
    for _ in 0..25 {
        technician.attempt("resolveTicket", serde_json::json!({ "ticketId": resolved.id })).await;
        technician.data(list, Value::Null).await;
    }
    site.postgres().unwrap().crash().await;
    site.postgres().unwrap().again().await;
    site.ready().await;
    client.mutate("replyToTicket", reply(&ticket, "1", "Depuis")).await.done();
    for _ in 0..3 {
        let told = technician.data(list, Value::Null).await;
        assert_eq!(told["tickets"]["nodes"][0]["lastMessage"]["body"], "Depuis");
    }
}

#[tokio::test]
async fn connections_made_while_the_database_was_read_only_are_not_kept_once_it_is_written_again() {
    let mut site = Site::start(program(), Engine::Postgres, &[]).await;
    let (client, ticket) = client_with_ticket(&site).await;
    let admin = Database::connect(site.postgres().unwrap().url("postgres")).await.unwrap();
    let sessions = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'guichet'";
    for change in ["ALTER DATABASE guichet SET default_transaction_read_only = on", sessions] {
        admin.execute_unprepared(change).await.unwrap();
    }
    let write = reply(&ticket, "1", "Après");
    for _ in 0..20 {
        assert_eq!(client.attempt("replyToTicket", write.clone()).await.code(), "UNAVAILABLE");
    }

    admin.execute_unprepared("ALTER DATABASE guichet RESET default_transaction_read_only").await.unwrap();
    timeout(PATIENCE, async {
        while client.attempt("replyToTicket", write.clone()).await.status != 200 {
            sleep(Duration::from_millis(50)).await;
        }
    })
    .await
    .expect("it goes on with connections that read only");
    for n in 2..12 {
        client.mutate("replyToTicket", reply(&ticket, &n.to_string(), "Encore")).await.done();
    }
    assert_eq!(client.messages(&ticket).await.len(), 12);
}

#[tokio::test]
async fn a_database_without_room_for_another_connection_is_served_by_those_there_are() {
    let mut site = Site::start(program(), Engine::Postgres, &[]).await;
    let (client, ticket) = client_with_ticket(&site).await;
    let count = "{ ticketCounts { open } }";
    // Each page is a statement of its own.
    let lists: Vec<_> = (1..=40).map(|first| format!("{{ tickets(first: {first}) {{ nodes {{ id }} }} }}")).collect();
    join_all(lists.iter().map(|list| client.ask(list, Value::Null))).await;
    let mut one = ConnectOptions::new(site.postgres().unwrap().url("postgres"));
    one.max_connections(1).acquire_timeout(Duration::from_secs(1));
    let mut others = vec![Database::connect(one.clone()).await.unwrap()];
    let cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = 'guichet' AND query NOT LIKE '%LISTEN%' ORDER BY backend_start LIMIT 1";
    // Somebody else takes its place.
    others[0].execute_unprepared(cut).await.unwrap();
    while let Ok(another) = Database::connect(one.clone()).await {
        others.push(another);
    }
    // Whoever meets the one that was cut is told to come back.
    for _ in 0..20 {
        client.ask(count, Value::Null).await;
    }
    // The others are served.
    timeout(PATIENCE, async {
        while client.attempt("replyToTicket", reply(&ticket, "1", "Pendant")).await.body.get("errors").is_some() {
            sleep(Duration::from_millis(100)).await;
        }
        site.ready().await;
    })
    .await
    .expect("nobody is served");
    drop(others);
}
