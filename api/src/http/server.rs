//! What every handler shares.

use super::{
    budget::Budget,
    document::{Bounds, known::Documents},
    places::Places,
    quota::Quota,
    shared::Shared,
    tell::audience::Audiences,
};
use std::{
    net::IpAddr,
    ops::Deref,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// How the transport behaves.
#[derive(Clone, Debug)]
pub struct HttpSettings {
    /// What a document may hold.
    pub bounds: Bounds,
    /// Bytes of a request's body: twice what the longest message takes when each of its characters is escaped.
    pub body_bytes: usize,
    /// How long a body may take to arrive.
    pub body_time: Duration,
    /// Whether an answer is told again while the base is the same.
    pub shares_answers: bool,
    /// Whether the schema can be asked for, and explored at `/graphiql`.
    pub introspection: bool,
    /// Proxies whose `X-Forwarded-For`, `X-Forwarded-Proto` and `X-Request-Id` are believed.
    pub trusted_proxies: Vec<IpAddr>,
    /// Origins besides the server's own whose pages may open a socket, such as `https://desk.example.org`.
    pub origins: Vec<String>,
    /// What a connection may do.
    pub connection: ConnectionSettings,
    /// What a socket may do.
    pub socket: SocketSettings,
}

impl Default for HttpSettings {
    fn default() -> Self {
        Self {
            bounds: Bounds::default(),
            body_bytes: 256 * 1024,
            body_time: Duration::from_secs(20),
            shares_answers: false,
            introspection: true,
            trusted_proxies: Vec::new(),
            origins: Vec::new(),
            connection: ConnectionSettings::default(),
            socket: SocketSettings::default(),
        }
    }
}

/// The limits of connections, whatever they carry.
#[derive(Clone, Copy, Debug)]
pub struct ConnectionSettings {
    /// How long the head of a request may take to arrive, from the end of the answer before.
    pub head_time: Duration,
    /// Bytes of a request's head.
    pub head_bytes: usize,
    /// How long the peer may read nothing of what it is sent.
    pub stall_time: Duration,
}

impl Default for ConnectionSettings {
    fn default() -> Self {
        Self { head_time: Duration::from_secs(30), head_bytes: 64 * 1024, stall_time: Duration::from_secs(30) }
    }
}

/// The limits of sockets.
#[derive(Clone, Copy, Debug)]
pub struct SocketSettings {
    /// How long a client may take to say who it is.
    pub init_time: Duration,
    /// How often the server makes sure that the peer still lives.
    pub ping_every: Duration,
    /// How long one message may take to leave.
    pub send_time: Duration,
    /// Bytes of a message.
    pub message_bytes: usize,
    /// Operations running at the same time on one socket.
    pub operations: usize,
    /// Sockets open at the same time on this node.
    pub sockets: usize,
    /// Sockets and streams of one account among those; 0 is no limit.
    pub per_account: usize,
    /// Sockets from one address on which nobody has signed in; 0 is no limit.
    pub per_address: usize,
}

impl Default for SocketSettings {
    fn default() -> Self {
        Self {
            init_time: Duration::from_secs(10),
            ping_every: Duration::from_secs(20),
            send_time: Duration::from_secs(10),
            message_bytes: 64 * 1024,
            operations: 50,
            sockets: 20_000,
            per_account: 100,
            per_address: 500,
        }
    }
}

/// The same schema, run in two ways.
#[derive(Clone, Debug)]
pub struct Executors<E> {
    /// Validates.
    pub checking: E,
    /// For what was found valid before.
    pub trusting: E,
}

/// The server as its handlers see it. Cheap to clone: each request does so on its way through the layers.
#[derive(Debug)]
pub struct Server<E, B>(Arc<Parts<E, B>>);

/// What a server is made of.
#[derive(Debug)]
pub struct Parts<E, B> {
    /// Run the operations.
    pub executors: Executors<E>,
    /// The documents that came before.
    pub documents: Documents,
    /// What was answered while the base was as it is.
    pub shared: Shared,
    /// Knows the sessions.
    pub backend: B,
    /// The schema, as `GET /schema.graphql` gives it.
    pub sdl: String,
    /// How the transport behaves.
    pub settings: HttpSettings,
    /// How often each caller may ask.
    pub quota: Quota,
    /// How much each caller may have under way.
    pub budget: Arc<Budget>,
    /// How much each caller may watch.
    pub watching: Arc<Budget>,
    /// Those who are told together what happens.
    pub audiences: Audiences,
    /// When it all ends.
    pub lifetime: Lifetime,
}

impl<E, B> From<Parts<E, B>> for Server<E, B> {
    fn from(parts: Parts<E, B>) -> Self {
        Self(Arc::new(parts))
    }
}

impl<E, B> Deref for Server<E, B> {
    type Target = Parts<E, B>;

    fn deref(&self) -> &Parts<E, B> {
        &self.0
    }
}

impl<E, B> Clone for Server<E, B> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

/// Tells what outlives a request that the server stops, and waits for it.
#[derive(Clone, Debug, Default)]
pub struct Lifetime {
    /// Cancelled when the server is about to stop: it serves on, and says that it is not ready.
    pub leaving: CancellationToken,
    /// How long it serves on then.
    pub drain: Duration,
    /// Cancelled when the server stops.
    pub stopping: CancellationToken,
    /// The sockets, which their connection's own task no longer waits for.
    pub sockets: TaskTracker,
    /// Who has sockets and streams open.
    pub places: Places,
    open: Arc<AtomicUsize>,
}

impl Lifetime {
    /// A place for one more socket, unless `most` are taken.
    #[must_use]
    pub fn place(&self, most: usize) -> Option<Place> {
        let place = Place(Arc::clone(&self.open));
        // Dropping the place gives it back, also when it is one too many.
        (self.open.fetch_add(1, Ordering::Relaxed) < most).then_some(place)
    }
}

/// Given back when dropped.
#[derive(Debug)]
pub struct Place(Arc<AtomicUsize>);

impl Drop for Place {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_that_is_left_is_free_again() {
        let lifetime = Lifetime::default();
        let first = lifetime.place(1);
        assert!(first.is_some() && lifetime.place(1).is_none() && lifetime.place(1).is_none());
        drop(first);
        assert!(lifetime.place(1).is_some());
    }
}
