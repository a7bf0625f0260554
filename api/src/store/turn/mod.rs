//! SQLite's one writer, who writes for many: a commit waits for the disk, and one wait serves all who wrote meanwhile.
//!
//! Whoever writes has a savepoint of its own in a transaction that it shares with those who came while the last one was
//! being committed. What one of them takes back, or fails in, leaves the others as they are; and nobody is told that
//! something is kept before the commit of all has reached the disk.

#[cfg(test)]
mod tests;

use super::revision::base_changes;
use sea_orm::{
    ConnAcquireErr, ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, SqliteTransactionMode,
    Statement, TransactionOptions, TransactionTrait, Values,
};
use std::{sync::Arc, time::Duration};
use tokio::{
    sync::{Mutex, OwnedMappedMutexGuard, OwnedMutexGuard, oneshot},
    time::timeout,
};
use tracing::Instrument;

/// How long a writer waits for its turn.
const PATIENCE: Duration = Duration::from_secs(10);

/// Resolves once all who write together are on the disk, or are not.
type Kept = oneshot::Receiver<Result<(), DbErr>>;

/// Gives turns, in the order in which they are asked for. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Turns {
    writer: DatabaseConnection,
    group: Arc<Mutex<Option<Group>>>,
}

/// Those who are committed together.
#[derive(Debug)]
struct Group {
    /// Dropped before the transaction that it is in.
    all: DatabaseTransaction,
    transaction: DatabaseTransaction,
    waiting: Vec<oneshot::Sender<Result<(), DbErr>>>,
    /// Someone has a turn, or had one and left without a word.
    in_turn: bool,
    /// One of them changes what is told to several.
    is_another: bool,
}

/// One writer's turn. It reads what those before it have written, which may not be kept yet.
#[derive(Debug)]
pub struct Turn(OwnedMappedMutexGuard<Option<Group>, Group>);

/// What one of them writes, bit by bit. Dropped without a commit, it leaves no trace.
#[derive(Debug)]
pub struct Savepoint {
    /// Dropped before the next one's turn.
    own: DatabaseTransaction,
    turn: Turn,
}

impl Turns {
    /// Gives turns at this writer.
    pub fn at(writer: DatabaseConnection) -> Self {
        Self { writer, group: Arc::default() }
    }

    /// Waits for a turn.
    ///
    /// # Errors
    /// The base is busy for too long, or does not answer.
    pub async fn take(&self) -> Result<Turn, DbErr> {
        let too_long = |_| DbErr::ConnectionAcquire(ConnAcquireErr::Timeout);
        let mut group = timeout(PATIENCE, Arc::clone(&self.group).lock_owned()).await.map_err(too_long)?;
        // Maybe the engine ended the transaction under the one who left.
        if let Some(left) = group.take_if(|group| group.in_turn) {
            // Whoever comes next may go away meanwhile: that is nothing to those who wait.
            let _ = tokio::spawn(left.commit()).await;
        }
        if group.is_none() {
            *group = Some(Group::open(&self.writer).await?);
            // It has its turn after all who wait now.
            tokio::spawn(close(Arc::clone(&self.group)));
        }
        let mut group = OwnedMutexGuard::try_map(group, Option::as_mut).map_err(|_| gone())?;
        group.in_turn = true;
        Ok(Turn(group))
    }
}

async fn close(group: Arc<Mutex<Option<Group>>>) {
    let mut turn = group.lock().await;
    if let Some(group) = turn.take() {
        group.commit().await;
    }
}

impl Group {
    async fn open(writer: &DatabaseConnection) -> Result<Self, DbErr> {
        // A deferred transaction that turns writer half-way could not wait for its turn.
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        let transaction = writer.begin_with_options(options).await?;
        Ok(Self {
            all: transaction.begin().await?,
            transaction,
            waiting: Vec::new(),
            in_turn: false,
            is_another: false,
        })
    }

    /// SQLite ends a transaction by itself when the disk is full or fails. What is written afterwards would be in none, and
    /// lasting: then the savepoint of all is gone, and nobody is told that anything was kept.
    async fn commit(self) {
        let Self { all, transaction, waiting, is_another, .. } = self;
        let kept = async {
            if is_another {
                base_changes(&all).await?;
            }
            all.commit().await?;
            transaction.commit().await
        };
        let kept = kept.await;
        for writer in waiting {
            // Whoever asked may be gone.
            let _ = writer.send(kept.clone());
        }
    }
}

impl Turn {
    /// Where it reads.
    pub fn db(&self) -> &DatabaseTransaction {
        &self.0.all
    }

    /// Begins to write, bit by bit.
    ///
    /// # Errors
    /// The base did not answer.
    pub async fn savepoint(self) -> Result<Savepoint, DbErr> {
        // Whoever asked may go away half-way. A beginning that is dropped is taken back by both libraries: by the second of them, with
        // all that those before it wrote, who would be told that it is kept.
        let beginning = async move { Ok(Savepoint { own: self.db().begin().await?, turn: self }) };
        tokio::spawn(beginning.in_current_span()).await.map_err(|_| gone())?
    }

    /// Writes all that it has to, in one trip, and resolves once it is on the disk. It is another base for all who watch.
    ///
    /// # Errors
    /// Nothing was kept.
    pub async fn write(self, statements: &[Statement]) -> Result<(), DbErr> {
        // Whoever asked may go away half-way: the next one's turn comes after all of it, or nothing.
        let writing = self.write_whole(in_savepoint(statements)).in_current_span();
        let (written, kept) = tokio::spawn(writing).await.map_err(|_| gone())??;
        kept.await.unwrap_or_else(|_| Err(gone()))?;
        written
    }

    async fn write_whole(mut self, all: Statement) -> Result<(Result<(), DbErr>, Kept), DbErr> {
        let Err(error) = self.db().execute_raw(all).await else {
            self.0.is_another = true;
            return Ok((Ok(()), self.end()));
        };
        match self.db().execute_unprepared("ROLLBACK TO one; RELEASE one").await {
            Ok(_) => Ok((Err(error), self.end())),
            // The engine ended the transaction by itself, and the next one finds that out: what counts is why.
            Err(_) => Err(error),
        }
    }

    /// Writes nothing, and resolves once on the disk is what those before it wrote: it has seen that.
    ///
    /// # Errors
    /// What it has seen was not kept.
    pub async fn leave(self) -> Result<(), DbErr> {
        self.end().await.unwrap_or_else(|_| Err(gone()))
    }

    /// Gives the turn to the next one. What it gives resolves once all of them are on the disk.
    fn end(self) -> Kept {
        let Self(mut group) = self;
        let (writer, kept) = oneshot::channel();
        group.in_turn = false;
        group.waiting.push(writer);
        kept
    }
}

impl Savepoint {
    /// Where its statements run.
    pub const fn db(&self) -> &DatabaseTransaction {
        &self.own
    }

    /// Resolves once it is on the disk. Says whether it changes what is told to several.
    ///
    /// # Errors
    /// Nothing was kept.
    pub async fn commit(self, is_another: bool) -> Result<(), DbErr> {
        let Self { own, mut turn } = self;
        // Whoever asked may go away half-way, when it is kept all the same.
        turn.0.is_another |= is_another;
        own.commit().await?;
        turn.leave().await
    }

    /// Takes all of it back, and resolves once on the disk is what those before it wrote: it has seen that.
    ///
    /// # Errors
    /// What it has seen was not kept.
    pub async fn take_back(self) -> Result<(), DbErr> {
        let Self { own, turn } = self;
        own.rollback().await?;
        turn.leave().await
    }
}

fn gone() -> DbErr {
    DbErr::Custom("the writer is gone".to_owned())
}

/// Statements of SQLite's as one: all of them are done, or what was done of them is to be taken back.
fn in_savepoint(statements: &[Statement]) -> Statement {
    let texts: Vec<_> = statements.iter().map(|statement| statement.sql.as_str()).collect();
    // Each takes as many values as it has question marks, in this order, or those whose numbers it names.
    let values =
        statements.iter().filter_map(|statement| statement.values.as_ref()).flat_map(|values| values.0.clone());
    let sql = format!("SAVEPOINT one; {}; RELEASE one", texts.join("; "));
    Statement { sql, values: Some(Values(values.collect())), db_backend: DbBackend::Sqlite }
}
