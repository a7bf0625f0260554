//! The schema, brought up to date when a node starts.

use super::{Store, revision::base_changes};
use crate::Error;
use guichet_migration::{Migrator, MigratorTrait, Standing};
use sea_orm::{
    ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, SqliteTransactionMode, TransactionOptions, TransactionTrait,
};

/// A number of our own, for the advisory lock under which migrations run.
const MIGRATION_LOCK: i64 = 0x0067_7569_6368_6574;

impl Store {
    /// Brings the schema up to date, by all changes that it lacks or by none. Nodes that start together take turns. A base
    /// that a later release has brought further is left as it is: this release serves it too.
    ///
    /// # Errors
    /// [`Error::Migration`]: a change failed, and the base is as it was.
    pub async fn migrate(&self) -> Result<(), Error> {
        match self.standing().await? {
            Standing::Newer => tracing::warn!("the base is of a newer release: bring this node up to date next"),
            // A backup or a check that has the turn of SQLite's writer holds up no start.
            Standing::Current if self.backend() == DbBackend::Sqlite => {}
            Standing::Current => {
                let turn = self.writer().begin().await?;
                settle_transactions(&turn).await?;
                turn.commit().await?;
            }
            Standing::Empty | Standing::Older => self.change().await.map_err(Error::Migration)?,
        }
        Ok(())
    }

    /// One transaction, so that a release is there whole or not at all.
    async fn change(&self) -> Result<(), DbErr> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        let turn = self.writer().begin_with_options(options).await?;
        if self.backend() == DbBackend::Postgres {
            turn.execute_unprepared(&format!("SELECT pg_advisory_xact_lock({MIGRATION_LOCK})")).await?;
        }
        // A newer node may have had its turn meanwhile.
        if self.standing().await? != Standing::Newer {
            Migrator::up(&turn, None).await?;
        }
        match self.backend() {
            DbBackend::Postgres => settle_transactions(&turn).await?,
            _ => base_changes(&turn).await?,
        }
        turn.commit().await
    }

    /// Where the base stands, seen from this release.
    ///
    /// # Errors
    /// It does not answer, or is of another history.
    pub async fn standing(&self) -> Result<Standing, DbErr> {
        Standing::of(&self.reader()).await
    }

    /// Whether the base answers and its schema has all that this release needs.
    ///
    /// # Errors
    /// It does not answer, or is of another history.
    pub async fn is_ready(&self) -> Result<bool, DbErr> {
        Ok(matches!(self.standing().await?, Standing::Current | Standing::Newer))
    }
}

/// On a server that a base was moved to, transaction numbers go on from where that server is, which may be below those of the
/// events that came along. Those events are over and done: 0 puts all of them before what is to come, in the order of their
/// keys.
async fn settle_transactions(turn: &DatabaseTransaction) -> Result<(), DbErr> {
    let moved = turn
        .execute_unprepared(
            "UPDATE ticket_event SET transaction_id = 0
             WHERE transaction_id > 0 AND EXISTS (
                 SELECT 1 FROM ticket_event
                 WHERE transaction_id >= (pg_snapshot_xmax(pg_current_snapshot())::text)::bigint
             )",
        )
        .await?;
    if moved.rows_affected() > 0 {
        // They name positions that are no longer where they were.
        turn.execute_unprepared("DELETE FROM ticket_tally; UPDATE person SET last_write = 0").await?;
    }
    Ok(())
}
