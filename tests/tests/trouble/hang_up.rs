//! Whoever asks goes away in the midst of it.

use super::{client_with_ticket, program};
use guichet_tests::{Engine, Site, actor::Ticket};
use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Value, json};
use std::{net::SocketAddr, time::Duration};
use tokio::{io::AsyncWriteExt, net::TcpStream, time::sleep};

/// How many go away.
const GONE: u64 = 200;

/// Sends an operation, and goes away so much later.
async fn go_away(address: SocketAddr, document: &str, variables: Value, after: Duration) {
    let body = json!({ "query": document, "variables": variables }).to_string();
    let head = format!(
        "POST /graphql HTTP/1.1\r\nHost: {address}\r\nContent-Type: application/json\r\n\
         Cookie: guichet_refresh={}\r\nContent-Length: {}\r\n\r\n",
        "a".repeat(43),
        body.len()
    );
    let mut peer = TcpStream::connect(address).await.unwrap();
    peer.write_all((head + &body).as_bytes()).await.unwrap();
    sleep(after).await;
}

#[tokio::test]
async fn what_others_are_told_is_kept_whoever_hangs_up() {
    let site = Site::start(program(), Engine::chosen(), &["--operations-per-minute-per-address", "0"]).await;
    let technician = site.technician().await;
    let (_, ticket) = client_with_ticket(&site).await;
    let address = site.address();
    let leaving = tokio::spawn(async move {
        for n in 0..GONE {
            let document = "mutation { refreshSession { errors { code } } }";
            go_away(address, document, Value::Null, Duration::from_micros(100 * (n % 20))).await;
            sleep(Duration::from_millis(5)).await;
        }
    });
    let mut told = Vec::new();
    while !leaving.is_finished() {
        let body = format!("Réponse {}", told.len());
        technician.reply(&ticket, &body).await;
        told.push(body);
    }
    assert_eq!(messages(&site, &ticket).await[1..], told);
    assert_eq!(site.run(&["check"]).status.code(), Some(0));
}

/// All messages, as another process finds them.
async fn messages(site: &Site, ticket: &Ticket) -> Vec<String> {
    let store = site.store().await;
    let asked = format!("SELECT body FROM message WHERE ticket_id = {} ORDER BY id", ticket.number);
    let rows = store.reader().query_all_raw(Statement::from_string(store.backend(), asked)).await.unwrap();
    let bodies = rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect();
    store.close().await.unwrap();
    bodies
}
