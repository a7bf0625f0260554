//! Sockets that are told whatever is posted: no filter, no cursor, no viewer.

use axum::{
    extract::{
        State, WebSocketUpgrade,
        ws::{Message, Utf8Bytes, WebSocket},
    },
    response::Response,
};
use serde_json::json;
use tokio::sync::broadcast::{self, Sender};

/// What sockets listen to.
pub fn channel() -> Sender<Utf8Bytes> {
    broadcast::channel(1_024).0
}

/// Tells every socket.
pub async fn event(State(events): State<Sender<Utf8Bytes>>, body: String) {
    // Nobody may listen.
    let _ = events.send(told(&body));
}

/// As long as an answer to `ticketQueue` with these fields.
pub fn told(body: &str) -> Utf8Bytes {
    let change =
        json!({ "cursor": "AAAAAAAAAAAAAAAAAAAAAA", "kind": "UPDATED", "event": { "message": { "body": body } } });
    json!({ "id": "1", "type": "next", "payload": { "data": { "ticketQueue": change } } }).to_string().into()
}

/// Opens a socket, with buffers as small as they get.
pub async fn socket(upgrade: WebSocketUpgrade, State(events): State<Sender<Utf8Bytes>>) -> Response {
    upgrade
        .protocols(["graphql-transport-ws"])
        .read_buffer_size(4096)
        .write_buffer_size(0)
        .on_upgrade(move |socket| serve(socket, events))
}

async fn serve(mut socket: WebSocket, events: Sender<Utf8Bytes>) {
    let Some(Ok(_init)) = socket.recv().await else { return };
    if socket.send(Message::text(r#"{"type":"connection_ack"}"#)).await.is_err() {
        return;
    }
    let mut told = events.subscribe();
    loop {
        tokio::select! {
            received = socket.recv() => match received {
                Some(Ok(_)) => {}
                _ => return,
            },
            event = told.recv() => {
                let Ok(event) = event else { return };
                if socket.send(Message::Text(event)).await.is_err() {
                    return;
                }
            }
        }
    }
}
