//! The messages of `graphql-transport-ws`.

use crate::http::{
    answer::Answer,
    json,
    params::{Params, read_json},
};
use async_graphql::ServerError;
use serde::Serialize;
use serde_json::{Map, Value};
use tokio_tungstenite::tungstenite::Message;

/// Bytes of an operation's id: it comes back with each message.
pub const MAX_ID: usize = 128;

/// What a client says.
#[derive(Debug)]
pub enum ClientMessage {
    /// The first word, with the `authorization` of its payload.
    Init(Option<String>),
    /// Asks for a `pong`; with an `authorization` in its payload, brings a newer token.
    Ping { authorization: Option<String> },
    /// An answer to a `ping`, or a sign of life.
    Pong,
    /// Starts an operation.
    Subscribe { id: String, params: Params },
    /// Ends an operation.
    Complete { id: String },
}

impl ClientMessage {
    /// Reads a message, to the letter of the protocol.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let Ok(Value::Object(mut message)) = read_json(text.as_bytes()) else {
            return Err("the message must be a JSON object".into());
        };
        let Some(Value::String(kind)) = message.remove("type") else { return Err("`type` must be a string".into()) };
        match kind.as_str() {
            "connection_init" => Ok(Self::Init(authorization(payload(&mut message)?.as_ref())?)),
            "ping" => Ok(Self::Ping { authorization: authorization(payload(&mut message)?.as_ref())? }),
            "pong" => payload(&mut message).map(|_| Self::Pong),
            "subscribe" => {
                let id = id(&mut message)?;
                let payload = payload(&mut message)?.ok_or("`payload` is missing")?;
                Ok(Self::Subscribe { id, params: Params::from_object(payload)? })
            }
            "complete" => Ok(Self::Complete { id: id(&mut message)? }),
            _ => Err("`type` is none that a client sends".into()),
        }
    }
}

fn payload(message: &mut Map<String, Value>) -> Result<Option<Map<String, Value>>, String> {
    match message.remove("payload") {
        Some(Value::Object(payload)) => Ok(Some(payload)),
        None | Some(Value::Null) => Ok(None),
        Some(_) => Err("`payload` must be an object".into()),
    }
}

/// Tools write it like the header, with a capital.
fn authorization(payload: Option<&Map<String, Value>>) -> Result<Option<String>, String> {
    let mut entries = payload.into_iter().flatten();
    match entries.find(|(name, _)| name.eq_ignore_ascii_case("authorization")) {
        Some((_, Value::String(value))) => Ok(Some(value.clone())),
        None | Some((_, Value::Null)) => Ok(None),
        Some(_) => Err("`authorization` must be a string".into()),
    }
}

fn id(message: &mut Map<String, Value>) -> Result<String, String> {
    match message.remove("id") {
        Some(Value::String(id)) if (1..=MAX_ID).contains(&id.len()) => Ok(id),
        _ => Err(format!("`id` must be a string of 1 to {MAX_ID} bytes")),
    }
}

/// What the server says.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ServerMessage<'a> {
    /// Operations may start.
    ConnectionAck,
    /// The answer to a `ping`.
    Pong,
    /// The operation was refused, and is over.
    Error { id: &'a str, payload: &'a [ServerError] },
    /// The operation is over.
    Complete { id: &'a str },
}

impl ServerMessage<'_> {
    /// As it goes out; `None`, which is logged, when it can't be written.
    pub fn text(&self) -> Option<Message> {
        match serde_json::to_string(self) {
            Ok(text) => Some(Message::Text(text.into())),
            Err(error) => {
                tracing::error!(%error, "a message could not be written as JSON");
                None
            }
        }
    }
}

/// An answer of an operation that goes on.
#[must_use]
pub fn next(id: &str, answer: &Answer) -> String {
    let mut text = Vec::with_capacity(1_024);
    text.extend_from_slice(br#"{"type":"next","id":"#);
    json::plain(id, &mut text);
    text.extend_from_slice(br#","payload":"#);
    json::write_answer(answer, &mut text);
    text.push(b'}');
    // All of it was text before.
    String::from_utf8(text).unwrap_or_default()
}
