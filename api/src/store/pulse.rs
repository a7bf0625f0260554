//! Whether the base can be reached. While it can't, nobody waits for it: what is asked is refused at once.
//!
//! On PostgreSQL alone: the file of SQLite is where the program is.

use sea_orm::DatabaseConnection;
use sqlx::{ConnectOptions, Connection, postgres::PgConnectOptions};
use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};
use tokio::{
    sync::{Notify, watch},
    time::{sleep, timeout},
};

/// How long a new connection may take before the base counts as lost.
const PATIENCE: Duration = Duration::from_secs(3);
/// How long to wait between two tries to reach a lost base.
const PAUSE: Duration = Duration::from_millis(200);

/// What this node knows of its base. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Pulse(Arc<Known>);

#[derive(Debug)]
struct Known {
    lost: watch::Sender<bool>,
    doubt: Notify,
    /// When the base was last found again.
    found: Mutex<Option<Instant>>,
}

impl Default for Pulse {
    fn default() -> Self {
        Self(Arc::new(Known { lost: watch::Sender::new(false), doubt: Notify::new(), found: Mutex::new(None) }))
    }
}

impl Pulse {
    /// Something failed as it does when the base is gone: looks, beside whoever says so.
    pub fn doubt(&self) {
        self.0.doubt.notify_one();
    }

    /// Whether the base is out of reach.
    #[must_use]
    pub fn is_lost(&self) -> bool {
        *self.0.lost.borrow()
    }

    /// Resolves once the base is out of reach; at once while it is.
    pub async fn lost(&self) {
        // The sender lives as long as this.
        let _ = self.0.lost.subscribe().wait_for(|lost| *lost).await;
    }

    /// Whether a connection of this age is of before the base was lost, and dead.
    pub(super) fn is_of_before(&self, age: Duration) -> bool {
        let found = *self.0.found.lock().unwrap_or_else(PoisonError::into_inner);
        found.is_some_and(|found| age >= found.elapsed())
    }

    /// Looks whenever somebody doubts, and does not leave off before the base is there. Never returns.
    pub(super) async fn watch(self, base: DatabaseConnection) {
        let options = base.get_postgres_connection_pool().connect_options();
        loop {
            self.0.doubt.notified().await;
            while let Err(error) = reach(&options).await {
                if !self.0.lost.send_replace(true) {
                    tracing::error!(%error, "the base is out of reach");
                }
                sleep(PAUSE).await;
            }
            if self.is_lost() {
                *self.0.found.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
                self.0.lost.send_replace(false);
                tracing::info!("the base is back");
            }
        }
    }
}

/// Whether the base takes connections.
async fn reach(options: &PgConnectOptions) -> Result<(), sqlx::Error> {
    let connected = timeout(PATIENCE, options.connect()).await.map_err(|_| sqlx::Error::PoolTimedOut)??;
    connected.close().await
}
