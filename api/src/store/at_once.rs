//! Reading, and writing all that follows from it in one trip: on SQLite within a turn of its one writer, on PostgreSQL without a
//! lock, if what was read still holds.

use super::{Draft, Store, turn::Turn};
use sea_orm::{DatabaseExecutor, DbErr};

/// What is read, and then written at once. Dropped, it leaves no trace.
#[derive(Debug)]
pub struct AtOnce<'a> {
    store: &'a Store,
    /// On SQLite.
    turn: Option<Turn>,
}

impl<'a> AtOnce<'a> {
    pub(super) const fn in_turn(store: &'a Store, turn: Turn) -> Self {
        Self { store, turn: Some(turn) }
    }

    pub(super) const fn freely(store: &'a Store) -> Self {
        Self { store, turn: None }
    }

    /// Where it reads.
    #[must_use]
    pub fn db(&self) -> DatabaseExecutor<'_> {
        match &self.turn {
            Some(turn) => turn.db().into(),
            None => self.store.writer().into(),
        }
    }

    /// Writes a draft, and wakes this node's readers. Says whether it was written: not if a row is no longer as it was read,
    /// or a key was taken meanwhile; in a turn neither can be.
    ///
    /// # Errors
    /// The base can't be reached, or did not take it: nothing was kept.
    pub async fn write(self, draft: Draft) -> Result<bool, DbErr> {
        let written = match self.turn {
            Some(turn) => turn.write(&draft.into_statements()).await.map(|()| true)?,
            None => draft.write_at_once(self.store.writer()).await?,
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
        match self.turn {
            Some(turn) => turn.leave().await,
            None => Ok(()),
        }
    }
}
