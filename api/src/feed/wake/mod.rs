//! Wake-ups between nodes that share a PostgreSQL: "something was committed, look". They may be lost, doubled or late and
//! nothing is, since every reader looks by itself now and then.

mod nats;
mod notify;

use crate::{Error, store::Store};
use notify::Notify;
use sea_orm::DbBackend;
use std::time::Duration;

pub use nats::Nats;

/// How long to wait before listening again after it ended.
const PAUSE: Duration = Duration::from_secs(1);

/// What carries wake-ups from node to node.
trait Carrier: Clone + Send + Sync + 'static {
    /// Wakes the other nodes.
    fn tell(&self) -> impl Future<Output = Result<(), Error>> + Send;

    /// Calls `heard` for each wake-up of another node, until the connection ends.
    fn listen(&self, heard: impl Fn() + Send + Sync) -> impl Future<Output = Result<(), Error>> + Send;
}

/// Starts telling and hearing: through NATS where there is one, else through the base. On SQLite there is nobody to tell.
pub(super) fn start(store: &Store, nats: Option<Nats>) {
    match (store.backend(), nats) {
        (DbBackend::Postgres, Some(nats)) => carry(store, nats),
        (DbBackend::Postgres, None) => carry(store, Notify::new(store)),
        _ => {}
    }
}

/// Wakes the nodes that serve a base once, for a program that wrote to it and serves nothing itself.
///
/// # Errors
/// They could not be told.
pub async fn tell_nodes(store: &Store, nats: Option<Nats>) -> Result<(), Error> {
    match (store.backend(), nats) {
        (DbBackend::Postgres, Some(nats)) => nats.tell_once().await,
        (DbBackend::Postgres, None) => Notify::new(store).tell().await,
        _ => Ok(()),
    }
}

fn carry<C: Carrier>(store: &Store, carrier: C) {
    tokio::spawn(tell(store.clone(), carrier.clone()));
    tokio::spawn(hear(store.clone(), carrier));
}

async fn tell<C: Carrier>(store: Store, carrier: C) {
    let mut wake = store.wake().listen();
    let mut told = wake.borrow().here;
    while wake.changed().await.is_ok() {
        let here = wake.borrow_and_update().here;
        // Only this node's own commits, or two nodes would wake each other for ever.
        if here == told {
            continue;
        }
        told = here;
        if let Err(error) = carrier.tell().await {
            tracing::warn!(%error, "could not wake the other nodes");
        }
    }
}

async fn hear<C: Carrier>(store: Store, carrier: C) {
    loop {
        if let Err(error) = carrier.listen(|| store.wake().heard()).await {
            tracing::warn!(%error, "lost the other nodes' wake-ups, trying again");
        }
        tokio::time::sleep(PAUSE).await;
    }
}
