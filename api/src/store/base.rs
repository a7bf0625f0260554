//! The connections to a base, and others in their place once they may be dead.

use super::connect::STATEMENTS;
use sea_orm::{ConnectOptions, Database, DatabaseConnection, DbBackend, DbErr, SqlxPostgresConnector};
use std::sync::{Arc, PoisonError, RwLock};

/// A pool of connections, which another may replace. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Base(Arc<RwLock<DatabaseConnection>>);

impl Base {
    /// Opens it.
    ///
    /// # Errors
    /// The base can't be reached or opened.
    pub async fn connect(options: ConnectOptions) -> Result<Self, DbErr> {
        Ok(Self(Arc::new(RwLock::new(traced(Database::connect(options).await?)))))
    }

    /// The pool of now: for what is asked next, not for keeping.
    #[must_use]
    pub fn now(&self) -> DatabaseConnection {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// From now on, new connections: those that there are may be dead. A pool that goes on with new ones of its own would lose the place
    /// of each that it waits for, since whatever comes back to it is asked whether it is there, for as long as the line takes to end.
    ///
    /// On PostgreSQL alone.
    pub fn renew(&self) {
        let mut current = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let old = current.get_postgres_connection_pool().clone();
        let new = old.options().clone().connect_lazy_with(old.connect_options().as_ref().clone());
        *current = traced(SqlxPostgresConnector::from_sqlx_postgres_pool(new));
        drop(current);
        // What comes back to it from here on is closed, and nothing is taken from it any more.
        tokio::spawn(async move { old.close().await });
    }

    /// Which engine it is.
    #[must_use]
    pub fn backend(&self) -> DbBackend {
        self.0.read().unwrap_or_else(PoisonError::into_inner).get_database_backend()
    }
}

/// Each statement is told by whoever asked for it, in the span of its request: the engines' own logs come from threads that know none.
fn traced(mut connection: DatabaseConnection) -> DatabaseConnection {
    connection.set_metric_callback(|done| {
        let milliseconds = done.elapsed.as_secs_f64() * 1_000.0;
        // Not its values: they are what people wrote.
        tracing::trace!(target: STATEMENTS, sql = done.statement.sql, milliseconds, failed = done.failed, "statement");
    });
    connection
}
