//! A transaction that only `commit` ends.

use super::{origin::Origin, turn::Turn, wake::Wake};
use chrono::{DateTime, NaiveDate, Utc};
use guichet_domain::id::PersonId;
use guichet_entity::{person, ticket_event};
use sea_orm::{
    ActiveValue, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, EntityTrait, QueryFilter,
    QueryTrait, Statement, Values, sea_query::Expr,
};

/// How many deferred statements go together at most.
const PARTS: usize = 8;
/// How many events one statement writes at most.
const EVENTS: usize = 100;

/// A running transaction, the moment at which it happens, where it comes from, and the events that it will leave behind.
#[derive(Debug)]
pub struct Tx {
    inner: Inner,
    now: DateTime<Utc>,
    origin: Origin,
    author: Option<PersonId>,
    keeps_position: bool,
    events: Vec<ticket_event::Model>,
    /// What nobody waits for.
    deferred: Vec<Statement>,
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
        Self {
            inner,
            now,
            origin: Origin::Operator,
            author: None,
            keeps_position,
            events: Vec::new(),
            deferred: Vec::new(),
            wake,
        }
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

    /// Writes this at commit, in one trip with all else that nobody waits for. Until then the transaction itself does not read it.
    pub fn defer(&mut self, statement: &impl QueryTrait) {
        self.deferred.push(statement.build(self.db().get_database_backend()));
    }

    /// Writes by now what was deferred so far: for histories, in which one thing follows from another.
    ///
    /// # Errors
    /// The base did not take it.
    pub async fn write_deferred(&mut self) -> Result<(), DbErr> {
        let deferred = std::mem::take(&mut self.deferred);
        let at_once = if self.db().get_database_backend() == DbBackend::Postgres { PARTS } else { 1 };
        for statements in deferred.chunks(at_once) {
            let statement = match statements {
                [one] => one.clone(),
                several => together(several),
            };
            self.db().execute_raw(statement).await?;
        }
        Ok(())
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
        let events: Vec<_> = std::mem::take(&mut self.events).into_iter().map(new).collect();
        for events in events.chunks(EVENTS) {
            self.defer(&ticket_event::Entity::insert_many(events.to_vec()));
        }
        if let Some(author) = self.author.filter(|_| self.keeps_position) {
            // In the last trip: whoever else of this account writes now waits for the commit alone.
            let position = person::Entity::update_many()
                .col_expr(person::Column::LastWrite, Expr::cust("(pg_current_xact_id()::text)::bigint"))
                .filter(person::Column::Id.eq(author));
            self.defer(&position);
        }
        self.write_deferred().await?;
        match self.inner {
            Inner::Alone(transaction) => transaction.commit().await?,
            Inner::InTurn(turn) => turn.commit().await?,
        }
        self.wake.committed();
        Ok(())
    }
}

fn new(event: ticket_event::Model) -> ticket_event::ActiveModel {
    let mut row = ticket_event::ActiveModel::from(event);
    row.id = ActiveValue::NotSet;
    row.transaction_id = ActiveValue::NotSet;
    row
}

/// One statement that does what all of PostgreSQL's do: none of them sees what another one does.
fn together(statements: &[Statement]) -> Statement {
    let (mut parts, mut values) = (Vec::new(), Vec::new());
    for statement in statements {
        parts.push(renumbered(&statement.sql, values.len()));
        values.extend(statement.values.iter().flat_map(|values| values.0.iter().cloned()));
    }
    let main = parts.pop().unwrap_or_default();
    let parts: Vec<_> = (1..).zip(parts).map(|(n, part)| format!("part_{n} AS ({part})")).collect();
    let sql = format!("WITH {} {main}", parts.join(", "));
    Statement { sql, values: Some(Values(values)), db_backend: DbBackend::Postgres }
}

/// A statement whose values come after so many others. All of them are bound: no text of it has a dollar sign.
fn renumbered(sql: &str, others: usize) -> String {
    let mut pieces = sql.split('$');
    let mut renumbered = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let digits = piece.find(|character: char| !character.is_ascii_digit()).unwrap_or(piece.len());
        let (number, rest) = piece.split_at(digits);
        let number = number.parse::<usize>().map_or_else(|_| number.to_owned(), |n| (n + others).to_string());
        renumbered.push('$');
        renumbered.push_str(&number);
        renumbered.push_str(rest);
    }
    renumbered
}

#[cfg(test)]
mod tests {
    use super::*;
    use sea_orm::Value;

    #[test]
    fn on_postgresql_what_nobody_waits_for_is_one_statement() {
        let statement = |sql: &str, values: &[i64]| {
            let values = values.iter().map(|value| Value::from(*value)).collect::<Vec<_>>();
            Statement { sql: sql.to_owned(), values: Some(Values(values)), db_backend: DbBackend::Postgres }
        };
        let update = statement("UPDATE a SET b = $1, c = $2", &[1, 2]);
        let insert = statement("INSERT INTO d (e, f) VALUES ($1, now()), ($2, $10)", &[3]);
        let sql = "WITH part_1 AS (UPDATE a SET b = $1, c = $2), part_2 AS (INSERT INTO d (e, f) VALUES ($3, now()), \
                   ($4, $12)) UPDATE a SET b = $4, c = $5";
        assert_eq!(together(&[update.clone(), insert, update]), statement(sql, &[1, 2, 3, 1, 2]));
    }
}
