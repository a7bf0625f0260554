//! A transaction that only `commit` ends.

use super::{draft::Draft, origin::Origin, turn::Savepoint, wake::Wake};
use chrono::{DateTime, NaiveDate, Utc};
use guichet_domain::id::PersonId;
use sea_orm::{DatabaseTransaction, DbErr};

/// A running transaction, what it is going to write, and where it comes from.
#[derive(Debug)]
pub struct Tx {
    inner: Inner,
    draft: Draft,
    origin: Origin,
    /// None where nobody watches what it writes.
    wake: Option<Wake>,
}

/// What it runs in.
#[derive(Debug)]
pub(super) enum Inner {
    /// A transaction of its own.
    Alone(DatabaseTransaction),
    /// A turn of SQLite's one writer.
    InTurn(Savepoint),
}

impl Tx {
    pub(super) const fn new(inner: Inner, draft: Draft, wake: Wake) -> Self {
        Self { inner, draft, origin: Origin::Operator, wake: Some(wake) }
    }

    /// Where its statements run.
    #[must_use]
    pub const fn db(&self) -> &DatabaseTransaction {
        match &self.inner {
            Inner::Alone(transaction) => transaction,
            Inner::InTurn(savepoint) => savepoint.db(),
        }
    }

    /// What it writes at commit, in one trip: all that nobody waits for.
    pub const fn draft(&mut self) -> &mut Draft {
        &mut self.draft
    }

    /// The moment at which all of it happens.
    #[must_use]
    pub const fn now(&self) -> DateTime<Utc> {
        self.draft.now()
    }

    /// Lets what follows happen at another moment: for histories that are written down afterwards.
    pub const fn at(&mut self, moment: DateTime<Utc>) -> &mut Self {
        self.draft.set_now(moment);
        self
    }

    /// Says that a request asks for it; until then, it is the operator.
    #[must_use]
    pub fn coming_from(self, origin: &Origin) -> Self {
        Self { origin: origin.clone(), ..self }
    }

    /// Says who writes: see [`Draft::by`].
    #[must_use]
    pub fn by(self, author: Option<PersonId>) -> Self {
        Self { draft: self.draft.by(author), ..self }
    }

    /// Says that it holds no event, ends nothing that is open and changes nothing that is told to several: whoever watches for
    /// such is not woken for it, on any node, and answers that are kept stay good.
    #[must_use]
    pub fn unwatched(self) -> Self {
        Self { wake: None, ..self }
    }

    /// Where it comes from.
    #[must_use]
    pub const fn origin(&self) -> &Origin {
        &self.origin
    }

    /// The calendar day on which it happens.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        crate::clock::day_of(self.now())
    }

    /// Writes by now what the draft holds so far, for whoever is going to read it in this transaction.
    ///
    /// # Errors
    /// The base did not take it.
    pub async fn write_draft(&mut self) -> Result<(), DbErr> {
        let db = match &self.inner {
            Inner::Alone(transaction) => transaction,
            Inner::InTurn(savepoint) => savepoint.db(),
        };
        self.draft.write(db).await
    }

    /// Commits, or takes all of it back: a refusal is told once what it was read from is kept.
    ///
    /// # Errors
    /// Nothing was kept.
    pub async fn end(self, is_kept: bool) -> Result<(), DbErr> {
        if is_kept {
            return self.commit().await;
        }
        match self.inner {
            Inner::Alone(transaction) => transaction.rollback().await,
            Inner::InTurn(savepoint) => savepoint.take_back().await,
        }
    }

    /// Writes the draft, commits, and wakes this node's readers, unless nobody watches what it writes.
    ///
    /// # Errors
    /// Nothing was kept.
    pub async fn commit(self) -> Result<(), DbErr> {
        let Self { inner, mut draft, wake, .. } = self;
        match inner {
            Inner::Alone(transaction) => {
                draft.write_to_the_end(&transaction).await?;
                transaction.commit().await?;
            }
            Inner::InTurn(savepoint) => {
                draft.write_to_the_end(savepoint.db()).await?;
                savepoint.commit(wake.is_some()).await?;
            }
        }
        if let Some(wake) = wake {
            wake.committed();
        }
        Ok(())
    }
}
