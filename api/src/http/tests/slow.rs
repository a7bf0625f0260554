//! Peers that take their time: none keeps a connection for longer than it is worth.

use super::*;
use crate::http::ConnectionSettings;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::{sleep, timeout},
};

const SHORT: Duration = Duration::from_millis(300);
/// Far longer than anything here takes.
const PATIENCE: Duration = Duration::from_secs(30);

async fn impatient() -> Running {
    waiting_for_readers(SHORT).await
}

async fn waiting_for_readers(stall_time: Duration) -> Running {
    let connection = ConnectionSettings { head_time: SHORT, stall_time, ..ConnectionSettings::default() };
    Running::set(HttpSettings { connection, body_time: SHORT, ..HttpSettings::default() }).await
}

/// All that the server says until it closes the connection.
async fn heard_to_the_end(stream: &mut TcpStream) -> String {
    let mut heard = Vec::new();
    // A connection that is torn away has ended as well.
    let _ = timeout(PATIENCE, stream.read_to_end(&mut heard)).await.expect("the connection is still open");
    String::from_utf8_lossy(&heard).into_owned()
}

#[tokio::test]
async fn a_head_that_does_not_come_to_its_end_is_not_waited_for() {
    let server = impatient().await;
    for begun in ["", "P", "POST /graphql HTTP/1.1\r\nHost: a\r\nX-Slow: "] {
        let mut stream = TcpStream::connect(server.address).await.unwrap();
        stream.write_all(begun.as_bytes()).await.unwrap();
        let heard = heard_to_the_end(&mut stream).await;
        assert!(!heard.contains("200 OK"), "{heard}");
    }
    // Nor is one that comes byte by byte.
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    let dripped = timeout(PATIENCE, async {
        while stream.write_all(b"x").await.is_ok() {
            sleep(SHORT / 10).await;
        }
    });
    dripped.await.expect("the connection is still open");
}

#[tokio::test]
async fn a_connection_on_which_nothing_more_is_asked_ends() {
    let server = impatient().await;
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n").await.unwrap();
    assert!(heard_to_the_end(&mut stream).await.contains("200 OK"));
}

#[tokio::test]
async fn a_body_that_does_not_come_to_its_end_is_not_waited_for() {
    let server = impatient().await;
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    let head = "POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n";
    stream.write_all(format!("{head}{{\"query\":").as_bytes()).await.unwrap();
    let heard = heard_to_the_end(&mut stream).await;
    assert!(heard.starts_with("HTTP/1.1 408") && heard.contains("BAD_REQUEST"), "{heard}");
}

#[tokio::test]
async fn a_head_without_measure_is_not_read() {
    let server = impatient().await;
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    let head = format!("GET /healthz HTTP/1.1\r\nHost: a\r\nX-Long: {}\r\n\r\n", "x".repeat(500_000));
    // The server may close before all of it is sent.
    let _ = stream.write_all(head.as_bytes()).await;
    assert!(!heard_to_the_end(&mut stream).await.contains("200 OK"));
}

#[tokio::test]
async fn a_stream_that_nobody_reads_is_dropped() {
    let server = impatient().await;
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    let body = r#"{"query":"subscription{flood}"}"#;
    let head = "POST /graphql HTTP/1.1\r\nHost: a\r\nAccept: text/event-stream\r\nContent-Type: application/json";
    stream.write_all(format!("{head}\r\nContent-Length: {}\r\n\r\n{body}", body.len()).as_bytes()).await.unwrap();
    // Nothing is read; what is written meets a peer that is there, until it is gone.
    let dropped = timeout(PATIENCE, async {
        while stream.write_all(b"\n").await.is_ok() {
            sleep(SHORT).await;
        }
    });
    dropped.await.expect("the stream is still kept");
}

#[tokio::test]
async fn a_peer_that_reads_slowly_but_reads_is_served() {
    let server = waiting_for_readers(SHORT * 20).await;
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    let body = r#"{"query":"subscription{flood}"}"#;
    let head = "POST /graphql HTTP/1.1\r\nHost: a\r\nAccept: text/event-stream\r\nContent-Type: application/json";
    stream.write_all(format!("{head}\r\nContent-Length: {}\r\n\r\n{body}", body.len()).as_bytes()).await.unwrap();
    let mut part = vec![0; 8 * 1024 * 1024];
    for _ in 0..4 {
        timeout(PATIENCE, stream.read_exact(&mut part)).await.unwrap().expect("the stream was dropped");
        sleep(SHORT).await;
    }
}
