//! People who watch, and come back with their cursor when they are cut off.

use super::THE_END;
use crate::actor::Caller;
use futures::{SinkExt, StreamExt};
use serde_json::{Value, json};
use std::{net::SocketAddr, time::Duration};
use tokio::time::{sleep, timeout};
use tokio_tungstenite::{
    connect_async,
    tungstenite::{Message, client::IntoClientRequest, http::HeaderValue},
};

/// How long to wait before coming back.
const PAUSE: Duration = Duration::from_millis(20);
/// How long nothing may come: the server's own sign of life is due sooner.
const SILENCE: Duration = Duration::from_secs(40);

/// What a reader watches.
#[derive(Clone, Debug)]
pub enum Watched {
    /// All tickets.
    Queue,
    /// One, by its id and number.
    Ticket(String, i64),
}

/// What a reader saw.
#[derive(Debug)]
pub struct Seen {
    /// What it watched.
    pub watched: Watched,
    /// The cursors of the events, as they came.
    pub cursors: Vec<String>,
    /// When it was told that it had missed too much, and has to list again.
    pub resyncs: Vec<Resync>,
    /// How often it came back.
    pub returns: u64,
    /// Whatever it was told instead of an event.
    pub complaints: Vec<String>,
}

/// A reader of a queue is told to list it again.
#[derive(Debug)]
pub struct Resync {
    /// How many events it had seen.
    pub seen: usize,
    /// From where it goes on.
    pub cursor: String,
}

/// Somebody who watches.
pub struct Reader {
    address: SocketAddr,
    token: String,
    cursor: String,
    seen: Seen,
}

impl Reader {
    pub fn new(address: SocketAddr, caller: &Caller, watched: Watched, from: &str) -> Self {
        let token = caller.token().expect("somebody is signed in").to_owned();
        let seen = Seen { watched, cursors: Vec::new(), resyncs: Vec::new(), returns: 0, complaints: Vec::new() };
        Self { address, token, cursor: from.to_owned(), seen }
    }

    /// Reads up to the end, however often it is cut off.
    pub async fn follow(mut self) -> Seen {
        while !self.read().await {
            self.seen.returns += 1;
            sleep(PAUSE).await;
        }
        self.seen
    }

    /// Reads until the connection ends; whether that was the end of all.
    async fn read(&mut self) -> bool {
        let mut request = format!("ws://{}/graphql/ws", self.address).into_client_request().unwrap();
        request.headers_mut().insert("sec-websocket-protocol", HeaderValue::from_static("graphql-transport-ws"));
        let Ok((mut socket, _)) = connect_async(request).await else { return false };
        let init =
            json!({ "type": "connection_init", "payload": { "authorization": format!("Bearer {}", self.token) } });
        let subscribe = json!({ "type": "subscribe", "id": "1", "payload": self.subscription() });
        if socket.send(Message::text(init.to_string())).await.is_err() {
            return false;
        }
        loop {
            let text = match timeout(SILENCE, socket.next()).await.expect("the server fell silent") {
                Some(Ok(Message::Text(text))) => text,
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => continue,
                Some(Ok(Message::Close(frame))) => {
                    let code = frame.map_or(1005, |frame| frame.code.into());
                    assert!([1001, 1013].contains(&code), "closed with {code}");
                    return false;
                }
                _ => return false,
            };
            let message: Value = serde_json::from_str(&text).expect("messages are JSON");
            match message["type"].as_str() {
                Some("connection_ack") => {
                    if socket.send(Message::text(subscribe.to_string())).await.is_err() {
                        return false;
                    }
                }
                Some("next") if message["payload"].get("errors").is_none() => {
                    if self.take(&message["payload"]["data"]["told"]) {
                        return true;
                    }
                }
                _ => self.seen.complaints.push(text.to_string()),
            }
        }
    }

    fn subscription(&self) -> Value {
        let (query, id) = match &self.seen.watched {
            Watched::Queue => (
                "subscription($after: String) { told: ticketQueue(after: $after) {
                    cursor kind counts { open } ticket { number client { email } } event { message { body } }
                } }",
                None,
            ),
            Watched::Ticket(id, _) => (
                "subscription($id: ID!, $after: String) { told: ticketEvents(ticketId: $id, after: $after) {
                    cursor kind message { body }
                } }",
                Some(id),
            ),
        };
        json!({ "query": query, "variables": { "id": id, "after": self.cursor } })
    }

    /// Takes an event in; whether it was the last.
    fn take(&mut self, told: &Value) -> bool {
        self.cursor = told["cursor"].as_str().expect("an event has a cursor").to_owned();
        if told["kind"] == "RESYNC" {
            self.seen.resyncs.push(Resync { seen: self.seen.cursors.len(), cursor: self.cursor.clone() });
            return false;
        }
        self.seen.cursors.push(self.cursor.clone());
        let body = |message: &Value| message["body"] == THE_END;
        body(&told["message"]) || body(&told["event"]["message"])
    }
}
