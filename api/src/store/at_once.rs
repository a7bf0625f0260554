//! Reading, and writing all that follows from it in one trip: on SQLite within a turn of its one writer, on PostgreSQL without a
//! lock, if what was read still holds.

use super::{Draft, Store, turn::Turn};
use sea_orm::{DatabaseConnection, DatabaseExecutor, DbErr};

/// What is read, and then written at once. Dropped, it leaves no trace.
#[derive(Debug)]
pub struct AtOnce<'a> {
    store: &'a Store,
    within: Within,
}

#[derive(Debug)]
enum Within {
    /// SQLite's one writer.
    Turn(Turn),
    /// Any connection of PostgreSQL.
    Base(DatabaseConnection),
}

impl<'a> AtOnce<'a> {
    pub(super) fn in_turn(store: &'a Store, turn: Turn) -> Self {
        Self { store, within: Within::Turn(turn) }
    }

    pub(super) fn freely(store: &'a Store) -> Self {
        Self { store, within: Within::Base(store.writer()) }
    }

    /// Where it reads.
    #[must_use]
    pub fn db(&self) -> DatabaseExecutor<'_> {
        match &self.within {
            Within::Turn(turn) => turn.db().into(),
            Within::Base(base) => base.into(),
        }
    }

    /// Writes a draft, and wakes this node's readers. Says whether it was written: not if a row is no longer as it was read,
    /// or a key was taken meanwhile; in a turn neither can be.
    ///
    /// # Errors
    /// The base can't be reached, or did not take it: nothing was kept.
    pub async fn write(self, draft: Draft) -> Result<bool, DbErr> {
        let written = match self.within {
            Within::Turn(turn) => turn.write(&draft.into_statements()).await.map(|()| true)?,
            Within::Base(base) => draft.write_at_once(&base).await?,
        };
        if written {
            self.store.wake().committed();
        }
        Ok(written)
    }

    /// Writes nothing. What was read may be told once it is kept.
    ///
    /// # Errors
    /// What it has seen was not kept.
    pub async fn leave(self) -> Result<(), DbErr> {
        match self.within {
            Within::Turn(turn) => turn.leave().await,
            Within::Base(_) => Ok(()),
        }
    }
}
