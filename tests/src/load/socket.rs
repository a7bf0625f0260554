//! A subscriber that costs little itself.

use futures::{SinkExt, StreamExt};
use serde_json::json;
use std::{net::SocketAddr, time::Duration};
use tokio::net::{TcpSocket, TcpStream};
use tokio_tungstenite::{
    WebSocketStream, client_async_with_config,
    tungstenite::{Message, client::IntoClientRequest, http::HeaderValue, protocol::WebSocketConfig},
};

/// How long nothing may come.
const SILENCE: Duration = Duration::from_secs(60);

/// A socket that has asked for the queue.
pub struct Subscriber(WebSocketStream<TcpStream>);

impl Subscriber {
    /// Subscribes from a cursor. With a narrow window, what is not read piles up at the server's end.
    pub async fn open(address: SocketAddr, token: &str, after: &str, narrow: bool) -> Self {
        let tcp = TcpSocket::new_v4().unwrap();
        if narrow {
            tcp.set_recv_buffer_size(4096).unwrap();
        }
        let stream = tcp.connect(address).await.expect("the server takes no connection");
        let mut request = format!("ws://{address}/graphql/ws").into_client_request().unwrap();
        request.headers_mut().insert("sec-websocket-protocol", HeaderValue::from_static("graphql-transport-ws"));
        let small = WebSocketConfig::default().read_buffer_size(4096).write_buffer_size(0);
        let (mut socket, _) =
            client_async_with_config(request, stream, Some(small)).await.expect("the socket was refused");
        let init = json!({ "type": "connection_init", "payload": { "authorization": format!("Bearer {token}") } });
        socket.send(Message::text(init.to_string())).await.unwrap();
        socket.next().await.expect("the socket was closed").expect("the connection broke");
        let query =
            "subscription($after: String) { ticketQueue(after: $after) { cursor kind event { message { body } } } }";
        let payload = json!({ "query": query, "variables": { "after": after } });
        let subscribe = json!({ "type": "subscribe", "id": "1", "payload": payload });
        socket.send(Message::text(subscribe.to_string())).await.unwrap();
        Self(socket)
    }

    /// The text of the next event's message.
    pub async fn next(&mut self) -> Result<String, String> {
        loop {
            let message = tokio::time::timeout(SILENCE, self.0.next()).await.map_err(|_| "nothing came".to_owned())?;
            match message {
                Some(Ok(Message::Text(text))) => {
                    let body = text.split_once(r#""body":""#).and_then(|(_, rest)| rest.split_once('"'));
                    return body.map(|(body, _)| body.to_owned()).ok_or_else(|| text.to_string());
                }
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                other => return Err(format!("{other:?}")),
            }
        }
    }
}
