//! LISTEN and NOTIFY.
//!
//! NOTIFY inside the writers' transactions would make their commits take turns. Instead each node notifies beside them,
//! several commits at once as one.

use super::Carrier;
use crate::{Error, random, store::Store};
use sea_orm::ConnectionTrait;
use sqlx::postgres::{PgListener, PgPoolOptions};
use std::pin::pin;

const CHANNEL: &str = "guichet";

/// The base itself.
#[derive(Clone, Debug)]
pub struct Notify {
    base: Store,
    /// What this node calls itself: the base also tells it its own.
    node: String,
}

impl Notify {
    /// The base of `store`.
    pub fn new(store: &Store) -> Self {
        Self { base: store.clone(), node: u64::from_be_bytes(random::bytes()).to_string() }
    }
}

impl Carrier for Notify {
    async fn tell(&self) -> Result<(), Error> {
        let notify = format!("NOTIFY {CHANNEL}, '{}'", self.node);
        self.base.answered(self.base.reader().execute_unprepared(&notify)).await?;
        Ok(())
    }

    async fn listen(&self, heard: impl Fn() + Send + Sync) -> Result<(), Error> {
        let broken = |error: sqlx::Error| Error::Internal(error.to_string());
        // Nothing would ever be heard on a line that died without a word.
        let mut lost = pin!(self.base.pulse().lost());
        // One of its own: letting it go waits for an answer as well.
        let options = self.base.reader().get_postgres_connection_pool().connect_options();
        let pool =
            PgPoolOptions::new().max_connections(1).connect_with(options.as_ref().clone()).await.map_err(broken)?;
        let mut listener = PgListener::connect_with(&pool).await.map_err(broken)?;
        listener.listen(CHANNEL).await.map_err(broken)?;
        loop {
            let heard_of = tokio::select! {
                heard_of = listener.recv() => heard_of.map_err(broken)?,
                () = &mut lost => return Err(Error::Internal("the base fell silent".to_owned())),
            };
            if heard_of.payload() != self.node {
                heard();
            }
        }
    }
}
