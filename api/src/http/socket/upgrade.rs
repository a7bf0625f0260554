//! From a request to a socket.
//!
//! Not by axum's own upgrade, which hides frames and the connection: what the library has buffered of the longest one, it keeps for
//! good, and nobody else could say anything.

use super::{
    PROTOCOL,
    wire::{Wire, WireStream},
};
use crate::http::patience::Patient;
use axum::{
    body::Body,
    extract::Request,
    http::{HeaderValue, StatusCode, header},
    response::Response,
};
use hyper::upgrade::OnUpgrade;
use hyper_util::rt::TokioIo;
use std::sync::Arc;
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{
        self,
        error::ProtocolError,
        handshake::server::create_response,
        protocol::{Role, WebSocketConfig},
    },
};

/// A socket, once its handshake is done.
pub type WebSocket = WebSocketStream<WireStream>;

/// A request that becomes a socket.
pub struct Upgrade {
    /// What tells the peer so.
    pub response: Response,
    /// Whether the peer speaks the sub-protocol.
    pub speaks_protocol: bool,
    /// Resolves when the response has left.
    pub upgraded: OnUpgrade,
}

impl Upgrade {
    /// Reads the handshake.
    ///
    /// # Errors
    /// It is none, with what to answer.
    pub fn of(mut request: Request) -> Result<Self, (StatusCode, String)> {
        let upgraded = hyper::upgrade::on(&mut request);
        let request = request.map(drop);
        let response =
            create_response(&request).map_err(|error| (status(&error), format!("a socket is opened here: {error}")))?;
        let mut response = response.map(|()| Body::empty());
        let asked = request.headers().get_all(header::SEC_WEBSOCKET_PROTOCOL).iter();
        let mut asked = asked.filter_map(|names| names.to_str().ok()).flat_map(|names| names.split(','));
        let speaks_protocol = asked.any(|name| name.trim() == PROTOCOL);
        if speaks_protocol {
            let spoken = HeaderValue::from_static(PROTOCOL);
            response.headers_mut().insert(header::SEC_WEBSOCKET_PROTOCOL, spoken);
        }
        Ok(Self { response, speaks_protocol, upgraded })
    }
}

const fn status(error: &tungstenite::Error) -> StatusCode {
    match error {
        tungstenite::Error::Protocol(ProtocolError::WrongHttpMethod) => StatusCode::METHOD_NOT_ALLOWED,
        tungstenite::Error::Protocol(ProtocolError::MissingSecWebSocketKey) => StatusCode::BAD_REQUEST,
        _ => StatusCode::UPGRADE_REQUIRED,
    }
}

/// The socket with its connection, once the response has left; none where nobody waited for it. It takes messages of so many bytes.
pub async fn upgraded(upgraded: OnUpgrade, message_bytes: usize) -> Option<(WebSocket, Arc<Wire>)> {
    // The defaults keep a quarter of a megabyte for each socket.
    let config = WebSocketConfig::default()
        .read_buffer_size(1024)
        .write_buffer_size(0)
        .max_message_size(Some(message_bytes))
        .max_frame_size(Some(message_bytes));
    // All connections are such (`http/connection.rs`).
    let parts = upgraded.await.ok()?.downcast::<TokioIo<Patient>>().ok()?;
    let wire = Wire::new(parts.io.into_inner().into_stream());
    let (stream, read) = (WireStream(Arc::clone(&wire)), parts.read_buf.to_vec());
    let socket = WebSocketStream::from_partially_read(stream, read, Role::Server, Some(config)).await;
    Some((socket, wire))
}
