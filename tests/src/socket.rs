//! Sockets that speak `graphql-transport-ws`.

use crate::{PATIENCE, actor::Caller};
use futures::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{self, Message, client::IntoClientRequest, http::HeaderValue},
};

/// A socket of one person.
#[derive(Debug)]
pub struct Socket(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Socket {
    /// Opens a socket, with more headers than the protocol's own.
    ///
    /// # Errors
    /// The server refuses it.
    pub async fn open(caller: &Caller, headers: &[(&'static str, &str)]) -> Result<Self, tungstenite::Error> {
        let mut request = format!("ws://{}/graphql/ws", caller.address()).into_client_request()?;
        let protocol = ("sec-websocket-protocol", "graphql-transport-ws");
        for (name, value) in [protocol].iter().chain(headers) {
            request.headers_mut().insert(*name, HeaderValue::from_str(value)?);
        }
        Ok(Self(connect_async(request).await?.0))
    }

    /// Opens a socket and says who it is.
    pub(crate) async fn acknowledged(caller: &Caller) -> Self {
        let mut socket = Self::open(caller, &[]).await.expect("the socket was refused");
        let payload = caller.token().map(|token| json!({ "authorization": format!("Bearer {token}") }));
        socket.say(json!({ "type": "connection_init", "payload": payload.unwrap_or(json!({})) })).await;
        assert_eq!(socket.hear().await["type"], "connection_ack");
        socket
    }

    /// Sends a message of the protocol.
    pub async fn say(&mut self, message: Value) {
        self.0.send(Message::text(message.to_string())).await.expect("the socket is closed");
    }

    /// Sends a text as it stands, whatever it is.
    pub async fn say_raw(&mut self, text: &str) {
        // The server may close before all of it is sent.
        let _ = self.0.send(Message::text(text)).await;
    }

    /// The next message of the protocol.
    pub async fn hear(&mut self) -> Value {
        match self.next().await {
            Ok(message) => message,
            Err(code) => panic!("the socket was closed with {code}"),
        }
    }

    /// The code with which the server closes, whatever it still says before.
    pub async fn closed(&mut self) -> u16 {
        loop {
            if let Err(code) = self.next().await {
                return code;
            }
        }
    }

    /// The next message, or the code of the close.
    pub(crate) async fn next(&mut self) -> Result<Value, u16> {
        let next = async {
            loop {
                match self.0.next().await.expect("the connection is gone").expect("the connection broke") {
                    Message::Text(text) => return Ok(serde_json::from_str(&text).expect("messages are JSON")),
                    Message::Close(frame) => return Err(frame.map_or(1005, |frame| frame.code.into())),
                    Message::Ping(_) | Message::Pong(_) => {}
                    other => panic!("{other:?} is not of the protocol"),
                }
            }
        };
        // The server's pings are no news.
        tokio::time::timeout(PATIENCE, next).await.expect("nothing came")
    }

    /// The first answer to an operation: `data`, `errors`, or both.
    ///
    /// # Errors
    /// The server closed the socket with this code instead.
    pub async fn ask(&mut self, document: &str, variables: Value) -> Result<Value, u16> {
        let payload = json!({ "query": document, "variables": variables });
        self.say(json!({ "type": "subscribe", "id": "1", "payload": payload })).await;
        let message = self.next().await?;
        Ok(match message["type"].as_str() {
            Some("next") => message["payload"].clone(),
            Some("error") => json!({ "errors": message["payload"] }),
            _ => panic!("{message} instead of an answer"),
        })
    }

    /// Starts a subscription.
    pub async fn subscription(mut self, document: &str, variables: Value) -> Subscription {
        let payload = json!({ "query": document, "variables": variables });
        self.say(json!({ "type": "subscribe", "id": "1", "payload": payload })).await;
        Subscription(self)
    }
}

/// A subscription with a socket of its own.
#[derive(Debug)]
pub struct Subscription(Socket);

impl Subscription {
    /// What the root field says next.
    pub async fn next(&mut self) -> Value {
        match self.try_next().await {
            Ok(value) => value,
            Err(code) => panic!("the socket was closed with {code}"),
        }
    }

    /// What the root field says next, or the code with which the server closes.
    ///
    /// # Errors
    /// The server closed the socket.
    pub async fn try_next(&mut self) -> Result<Value, u16> {
        let message = self.0.next().await?;
        assert_eq!(message["type"], "next", "{message}");
        assert!(message["payload"].get("errors").is_none(), "{message}");
        let data = message["payload"]["data"].as_object().expect("data is an object");
        Ok(data.values().next().expect("a subscription has one root field").clone())
    }

    /// The code of the error that the subscription is refused with.
    pub async fn refused(&mut self) -> String {
        let message = self.0.hear().await;
        let errors = if message["type"] == "error" { &message["payload"] } else { &message["payload"]["errors"] };
        errors[0]["extensions"]["code"].as_str().unwrap_or_else(|| panic!("no code: {message}")).to_owned()
    }

    /// The code with which the server closes.
    pub async fn closed(&mut self) -> u16 {
        self.0.closed().await
    }
}
