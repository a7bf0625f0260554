//! A transaction that only `commit` ends.

use super::{origin::Origin, turn::Turn, wake::Wake};
use chrono::{DateTime, NaiveDate, Utc};
use guichet_domain::id::PersonId;
use guichet_entity::{person, ticket_event};
use sea_orm::{ActiveValue, ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, sea_query::Expr};

/// A running transaction, the moment at which it happens, where it comes from, and the events that it will leave behind.
#[derive(Debug)]
pub struct Tx {
    inner: Inner,
    now: DateTime<Utc>,
    origin: Origin,
    author: Option<PersonId>,
    keeps_position: bool,
    events: Vec<ticket_event::Model>,
    wake: Wake,
}

/// What it runs in.
#[derive(Debug)]
pub(super) enum Inner {
    /// A transaction of its own.
    Alone(DatabaseTransaction),
    /// A turn at SQLite's one writer.
    InTurn(Turn),
}

impl Tx {
    pub(super) const fn new(inner: Inner, now: DateTime<Utc>, wake: Wake, keeps_position: bool) -> Self {
        Self { inner, now, origin: Origin::Operator, author: None, keeps_position, events: Vec::new(), wake }
    }

    /// Where its statements run.
    #[must_use]
    pub const fn db(&self) -> &DatabaseTransaction {
        match &self.inner {
            Inner::Alone(transaction) => transaction,
            Inner::InTurn(turn) => turn.db(),
        }
    }

    /// The moment at which all of it happens.
    #[must_use]
    pub const fn now(&self) -> DateTime<Utc> {
        self.now
    }

    /// Lets what follows happen at another moment: for histories that are written down afterwards.
    pub const fn at(&mut self, moment: DateTime<Utc>) -> &mut Self {
        self.now = moment;
        self
    }

    /// Says that a request asks for it; until then, it is the operator.
    #[must_use]
    pub fn coming_from(self, origin: &Origin) -> Self {
        Self { origin: origin.clone(), ..self }
    }

    /// Says who writes: that person finds what is written in whatever it reads next.
    #[must_use]
    pub fn by(self, author: Option<PersonId>) -> Self {
        Self { author, ..self }
    }

    /// Where it comes from.
    #[must_use]
    pub const fn origin(&self) -> &Origin {
        &self.origin
    }

    /// The calendar day on which it happens.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        crate::clock::day_of(self.now)
    }

    /// Notes something that happened to a ticket. `id` and `transaction_id` are given by the database at commit.
    pub fn record(&mut self, event: ticket_event::Model) {
        self.events.push(event);
    }

    /// Commits, or takes all of it back: a refusal goes out once that is kept which it rests on.
    ///
    /// # Errors
    /// Nothing was kept.
    pub async fn end(self, is_kept: bool) -> Result<(), DbErr> {
        if is_kept {
            return self.commit().await;
        }
        match self.inner {
            Inner::Alone(transaction) => transaction.rollback().await,
            Inner::InTurn(turn) => turn.take_back().await,
        }
    }

    /// Writes the events, commits, and wakes this node's readers.
    ///
    /// # Errors
    /// Nothing was kept.
    pub async fn commit(mut self) -> Result<(), DbErr> {
        for event in std::mem::take(&mut self.events) {
            let mut row = ticket_event::ActiveModel::from(event);
            row.id = ActiveValue::NotSet;
            row.transaction_id = ActiveValue::NotSet;
            ticket_event::Entity::insert(row).exec_without_returning(self.db()).await?;
        }
        if let Some(author) = self.author.filter(|_| self.keeps_position) {
            // The last statement: whoever else of this account writes now waits for the commit alone.
            person::Entity::update_many()
                .col_expr(person::Column::LastWrite, Expr::cust("(pg_current_xact_id()::text)::bigint"))
                .filter(person::Column::Id.eq(author))
                .exec(self.db())
                .await?;
        }
        match self.inner {
            Inner::Alone(transaction) => transaction.commit().await?,
            Inner::InTurn(turn) => turn.commit().await?,
        }
        self.wake.committed();
        Ok(())
    }
}
