//! Wake-ups between nodes that share a PostgreSQL: LISTEN and NOTIFY.
//!
//! NOTIFY inside the writers' transactions would make their commits take turns. Instead each node notifies beside them,
//! several commits at once as one.

use crate::store::Store;
use sea_orm::{ConnectionTrait, DbBackend, DbErr};
use sqlx::postgres::PgListener;
use std::time::Duration;

const CHANNEL: &str = "guichet";
/// How long to wait before trying again what the base refused.
const PAUSE: Duration = Duration::from_secs(1);

/// Starts telling and hearing. On SQLite there is nobody to tell.
pub(super) fn start(store: &Store) {
    if store.backend() == DbBackend::Postgres {
        tokio::spawn(tell(store.clone()));
        tokio::spawn(hear(store.clone()));
    }
}

async fn tell(store: Store) {
    let mut wake = store.wake().listen();
    let mut told = wake.borrow().here;
    while wake.changed().await.is_ok() {
        let here = wake.borrow_and_update().here;
        // Only this node's own commits, or two nodes would wake each other for ever.
        if here == told {
            continue;
        }
        told = here;
        if let Err(error) = store.reader().execute_unprepared("NOTIFY guichet").await {
            tracing::warn!(%error, "could not wake the other nodes");
        }
    }
}

async fn hear(store: Store) {
    loop {
        if let Err(error) = listen(&store).await {
            tracing::warn!(%error, "lost the other nodes' wake-ups, trying again");
        }
        tokio::time::sleep(PAUSE).await;
    }
}

async fn listen(store: &Store) -> Result<(), DbErr> {
    let broken = |error: sqlx::Error| DbErr::Custom(error.to_string());
    let mut listener = PgListener::connect_with(store.reader().get_postgres_connection_pool()).await.map_err(broken)?;
    listener.listen(CHANNEL).await.map_err(broken)?;
    loop {
        listener.recv().await.map_err(broken)?;
        store.wake().heard();
    }
}
