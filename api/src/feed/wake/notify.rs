//! LISTEN and NOTIFY.
//!
//! NOTIFY inside the writers' transactions would make their commits take turns. Instead each node notifies beside them,
//! several commits at once as one.

use super::Carrier;
use crate::{Error, random, store::Store};
use sea_orm::{ConnectionTrait, DatabaseConnection};
use sqlx::postgres::PgListener;

const CHANNEL: &str = "guichet";

/// The base itself.
#[derive(Clone, Debug)]
pub struct Notify {
    base: DatabaseConnection,
    /// What this node calls itself: the base also tells it its own.
    node: String,
}

impl Notify {
    /// The base of `store`.
    pub fn new(store: &Store) -> Self {
        Self { base: store.reader().clone(), node: u64::from_be_bytes(random::bytes()).to_string() }
    }
}

impl Carrier for Notify {
    async fn tell(&self) -> Result<(), Error> {
        self.base.execute_unprepared(&format!("NOTIFY {CHANNEL}, '{}'", self.node)).await?;
        Ok(())
    }

    async fn listen(&self, heard: impl Fn() + Send + Sync) -> Result<(), Error> {
        let broken = |error: sqlx::Error| Error::Internal(error.to_string());
        let pool = self.base.get_postgres_connection_pool();
        let mut listener = PgListener::connect_with(pool).await.map_err(broken)?;
        listener.listen(CHANNEL).await.map_err(broken)?;
        loop {
            if listener.recv().await.map_err(broken)?.payload() != self.node {
                heard();
            }
        }
    }
}
