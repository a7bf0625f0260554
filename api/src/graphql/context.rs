//! What a resolver may know of the request that it serves.

use super::written::Writings;
use crate::{
    account::Actor,
    store::{Origin, Position, Revision},
};
use std::{
    net::IpAddr,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};
use tokio::sync::OnceCell;

/// The circumstances of one operation, whatever carried it here: a POST, an event stream or a socket.
#[derive(Clone, Debug)]
pub struct RequestContext {
    /// Who asks; none for a visitor.
    pub actor: Option<Actor>,
    /// A token came along that is forged, expired or revoked. The asker is then treated as a visitor, so that it can
    /// sign in again, and is told UNAUTHENTICATED for whatever a visitor may not do.
    pub token_rejected: bool,
    /// What the asker wrote last, for a query that may be answered from a replica: none where nobody looked just now, as
    /// on a socket, or where answers must be of this moment, as a mutation's.
    pub last_write: Option<Position>,
    /// What the base was like when the request began: none where nobody looked just now, as on a socket.
    pub revision: Option<Revision>,
    /// Whether something is selected in several parts still, which the library puts together: from objects, not from what is written
    /// already.
    pub has_parts: bool,
    /// How the document's lists are written, where the same is selected each time.
    pub writings: Option<Writings>,
    /// Whether the replica is read, once that was decided.
    pub reads_replica: Arc<OnceCell<bool>>,
    /// What the logs and the errors of this request are found by.
    pub request_id: Arc<str>,
    /// The address that the request came from, behind trusted proxies.
    pub peer: IpAddr,
    /// The refresh token that the browser keeps; never read from a socket.
    pub refresh_cookie: Option<String>,
    /// Where a resolver leaves the cookie that the answer shall set.
    pub cookies: ResponseCookies,
}

impl RequestContext {
    /// Where it comes from, for the record.
    #[must_use]
    pub fn origin(&self) -> Origin {
        Origin::Request { peer: self.peer, id: Arc::clone(&self.request_id) }
    }
}

/// The cookie that goes back with the answer. On a socket there is no header left to carry it: it is dropped.
#[derive(Clone, Debug, Default)]
pub struct ResponseCookies(Arc<Mutex<Option<String>>>);

impl ResponseCookies {
    /// Keeps a whole `Set-Cookie` value for the answer; the last one counts.
    pub fn set(&self, cookie: String) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(cookie);
    }

    /// Takes out what was left.
    #[must_use]
    pub fn take(&self) -> Option<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// Whether an operation's execution began: written by [`super::mask::Mask`], read by whoever words the answer.
#[derive(Clone, Debug, Default)]
pub struct Outcome(Arc<AtomicBool>);

impl Outcome {
    /// The document was valid and its execution began: errors from now on stand beside `data`.
    pub fn begin(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether execution began.
    #[must_use]
    pub fn is_executed(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}
