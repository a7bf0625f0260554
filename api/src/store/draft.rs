//! What is going to be written: in one trip where nobody waits for a part of it.

use chrono::{DateTime, Utc};
use guichet_domain::id::PersonId;
use guichet_entity::{person, ticket_event};
use sea_orm::{
    ActiveValue, ColumnTrait, ConnectionTrait, DbBackend, DbErr, EntityTrait, QueryFilter, QueryTrait, Statement,
    Values, sea_query::Expr,
};

/// How many statements go together at most.
const PARTS: usize = 8;
/// How many events one statement writes at most.
const EVENTS: usize = 100;
/// What is going to be written, and the moment at which it happens.
#[derive(Debug)]
pub struct Draft {
    backend: DbBackend,
    now: DateTime<Utc>,
    /// Who writes; `None` where nobody asks for what comes after it.
    author: Option<PersonId>,
    keeps_position: bool,
    events: Vec<ticket_event::Model>,
    statements: Vec<Statement>,
}

impl Draft {
    pub(super) const fn new(backend: DbBackend, now: DateTime<Utc>, keeps_position: bool) -> Self {
        Self { backend, now, author: None, keeps_position, events: Vec::new(), statements: Vec::new() }
    }

    /// The moment at which all of it happens.
    #[must_use]
    pub const fn now(&self) -> DateTime<Utc> {
        self.now
    }

    pub(super) const fn set_now(&mut self, now: DateTime<Utc>) {
        self.now = now;
    }

    /// Lets it happen no earlier than what it follows: whoever waits for a turn, or has a clock that is slow, writes down what
    /// others did meanwhile as if it had been before.
    pub fn not_before(&mut self, last: DateTime<Utc>) {
        self.now = self.now.max(last);
    }

    /// Says who writes: that person finds what is written in whatever it reads next.
    #[must_use]
    pub fn by(self, author: Option<PersonId>) -> Self {
        Self { author, ..self }
    }

    /// Notes something that happened to a ticket. `id` and `transaction_id` are given by the database.
    pub fn record(&mut self, event: ticket_event::Model) {
        self.events.push(event);
    }

    /// Writes this, in one trip with all else. Until then the transaction itself does not read it.
    pub fn add(&mut self, statement: &impl QueryTrait) {
        self.statements.push(statement.build(self.backend));
    }

    /// Writes what was added so far.
    pub(super) async fn write(&mut self, db: &impl ConnectionTrait) -> Result<(), DbErr> {
        let statements = std::mem::take(&mut self.statements);
        let at_once = if self.backend == DbBackend::Postgres { PARTS } else { 1 };
        for statements in statements.chunks(at_once) {
            let statement = match statements {
                [one] => one.clone(),
                several => together(several),
            };
            db.execute_raw(statement).await?;
        }
        Ok(())
    }

    /// Writes all of it, the events as well.
    pub(super) async fn write_to_the_end(&mut self, db: &impl ConnectionTrait) -> Result<(), DbErr> {
        // Parts of one statement run in no order, and events have theirs.
        while self.events.len() > EVENTS {
            let rest = self.events.split_off(EVENTS);
            self.add_events(rest);
            self.write(db).await?;
        }
        self.finish();
        self.write(db).await
    }

    /// Adds the events that wait, and lets the rest wait.
    fn add_events(&mut self, rest: Vec<ticket_event::Model>) {
        let events = std::mem::replace(&mut self.events, rest);
        self.add(&ticket_event::Entity::insert_many(events.into_iter().map(new)));
    }

    fn finish(&mut self) {
        if !self.events.is_empty() {
            self.add_events(Vec::new());
        }
        if let Some(author) = self.author.filter(|_| self.keeps_position) {
            // In the last trip: whoever else of this account writes now waits for the commit alone.
            let position = person::Entity::update_many()
                .col_expr(person::Column::LastWrite, Expr::cust("(pg_current_xact_id()::text)::bigint"))
                .filter(person::Column::Id.eq(author));
            self.add(&position);
        }
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
        assert_eq!(together(&[update.clone(), insert.clone(), update.clone()]), statement(sql, &[1, 2, 3, 1, 2]));
    }
}
