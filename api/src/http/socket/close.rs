//! How a socket ends.

use tokio_tungstenite::tungstenite::{self, Message, Utf8Bytes, protocol::CloseFrame};

/// The most bytes that a close frame has for its reason (RFC 6455, 5.5).
const MAX_REASON: usize = 123;

/// A close code with its reason. The 44xx are the protocol's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Close {
    /// Why, for a program.
    pub code: u16,
    /// Why, for a person.
    pub reason: String,
}

impl Close {
    /// How to end a socket whose frames can't be read; without a word when the connection itself is gone.
    pub fn after(error: &tungstenite::Error) -> Option<Self> {
        match error {
            tungstenite::Error::Capacity(_) => Some(Self::too_big()),
            tungstenite::Error::Protocol(_) | tungstenite::Error::Utf8(_) => Some(Self::protocol_error()),
            _ => None,
        }
    }

    /// The server stops.
    pub fn going_away() -> Self {
        Self::new(1001, "the server stops")
    }

    /// The peer broke the WebSocket protocol itself.
    pub fn protocol_error() -> Self {
        Self::new(1002, "not a WebSocket message")
    }

    /// A message longer than is read.
    pub fn too_big() -> Self {
        Self::new(1009, "message too big")
    }

    /// Not a message of the sub-protocol.
    pub fn invalid(reason: impl Into<String>) -> Self {
        Self::new(4400, reason)
    }

    /// An operation before `connection_ack`.
    pub fn unauthorized() -> Self {
        Self::new(4401, "Unauthorized")
    }

    /// The token opens no session, or the session is over.
    pub fn forbidden(reason: impl Into<String>) -> Self {
        Self::new(4403, reason)
    }

    /// The client did not offer the sub-protocol.
    pub fn not_acceptable() -> Self {
        Self::new(4406, "Subprotocol not acceptable")
    }

    /// No `connection_init` in time.
    pub fn init_timeout() -> Self {
        Self::new(4408, "Connection initialisation timeout")
    }

    /// An operation of this id is running.
    pub fn duplicate(id: &str) -> Self {
        Self::new(4409, format!("Subscriber for {id} already exists"))
    }

    /// A second `connection_init`.
    pub fn too_many_inits() -> Self {
        Self::new(4429, "Too many initialisation requests")
    }

    /// The account has as many sockets open as it may.
    pub fn too_many_sockets(most: usize) -> Self {
        Self::new(4429, format!("Too many sockets: an account may have {most} open"))
    }

    /// The account asks more often than it may, by renewing its token.
    pub fn too_many_renewals() -> Self {
        Self::new(4429, "Too many renewals")
    }

    /// A token could not be checked, or an event not be read; the client may come back.
    pub fn try_again() -> Self {
        Self::new(1013, "try again later")
    }

    fn new(code: u16, reason: impl Into<String>) -> Self {
        let mut reason = reason.into();
        reason.truncate(reason.floor_char_boundary(MAX_REASON));
        Self { code, reason }
    }
}

impl From<Close> for Message {
    fn from(close: Close) -> Self {
        Self::Close(Some(CloseFrame { code: close.code.into(), reason: Utf8Bytes::from(close.reason) }))
    }
}
