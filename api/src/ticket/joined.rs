//! What tickets and messages lead to, read with them in one statement: a join costs less than a statement for each kind of
//! row.

use crate::store::cells::{self, Cells, Column};
use sea_orm::{
    DbErr, JoinType,
    sea_query::{Alias, Expr, ExprTrait, SelectStatement},
};
use std::hash::Hash;

/// A table that columns are read from, and how it is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Source {
    /// A ticket: the list's own row.
    Ticket,
    /// Who opened it.
    Client,
    /// The sale it is about.
    Sale,
    /// What was sold.
    Product,
    /// Its newest message.
    LastMessage,
    /// Who wrote that.
    LastAuthor,
    /// A message: the list's own row.
    Message,
    /// Who wrote it.
    Author,
}

impl Source {
    /// What the statement calls it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ticket => "ticket",
            Self::Client => "client",
            Self::Sale => "sale",
            Self::Product => "product",
            Self::LastMessage => "last_message",
            Self::LastAuthor => "last_author",
            Self::Message => "message",
            Self::Author => "author",
        }
    }

    /// Its table, and what leads there: a source, and that one's column with the key.
    const fn way(self) -> Option<(&'static str, Self, &'static str)> {
        match self {
            Self::Ticket | Self::Message => None,
            Self::Client => Some(("person", Self::Ticket, "client_id")),
            Self::Sale => Some(("sale", Self::Ticket, "sale_id")),
            Self::Product => Some(("product", Self::Sale, "product_id")),
            Self::LastMessage => Some(("message", Self::Ticket, "last_message_id")),
            Self::LastAuthor => Some(("person", Self::LastMessage, "author_id")),
            Self::Author => Some(("person", Self::Message, "author_id")),
        }
    }

    fn join(self, statement: &mut SelectStatement, joined: &mut Vec<Self>) {
        let Some((table, from, key)) = self.way().filter(|_| !joined.contains(&self)) else { return };
        from.join(statement, joined);
        let column = |table: &'static str, column: &'static str| Expr::col((Alias::new(table), Alias::new(column)));
        let on = column(self.name(), "id").eq(column(from.name(), key));
        statement.join_as(JoinType::InnerJoin, Alias::new(table), Alias::new(self.name()), on);
        joined.push(self);
    }
}

/// A column of what a list leads to.
pub type Cell = (Source, &'static str);

/// What makes something of the cells of a row.
pub trait Make: Clone + Eq + Hash + Send + Sync + 'static {
    /// What is made.
    type Made: Clone + Send + Sync + 'static;

    /// What is read.
    fn cells(&self) -> &[Cell];

    /// Makes it of a row whose cells begin at this place.
    ///
    /// # Errors
    /// The base has something else there.
    fn make(&self, cells: Cells<'_>, first: usize) -> Result<Self::Made, DbErr>;
}

/// Adds these cells to a statement that gives the list's own rows under the name of their table.
pub fn select(cells: &[Cell], statement: &mut SelectStatement) {
    let mut joined = Vec::new();
    for (source, _) in cells {
        source.join(statement, &mut joined);
    }
    let columns: Vec<Column> = cells.iter().map(|(source, column)| (source.name(), *column)).collect();
    cells::select(&columns, statement);
}
