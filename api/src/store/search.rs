//! "Contains this text", as each engine answers it from its trigram index.

use guichet_domain::fold::{MAX_SEARCH_LENGTH, MAX_SEARCH_WORDS, MIN_SEARCH_LENGTH, words};
use sea_orm::{
    DbBackend,
    sea_query::{Alias, Expr, ExprTrait, LikeExpr, Query, SelectStatement},
};

/// A table with a `search_text` column and a trigram index over it.
#[derive(Clone, Copy, Debug)]
pub enum Searchable {
    /// Clients and staff: e-mail and names.
    Person,
    /// Reference and designation.
    Product,
    /// Heads and messages of tickets.
    TicketPassage,
}

/// The folded words that were typed; `None` for more than a search may have.
#[must_use]
pub fn bounded_words(typed: &str) -> Option<Vec<String>> {
    if typed.chars().count() > MAX_SEARCH_LENGTH {
        return None;
    }
    Some(words(typed)).filter(|words| words.len() <= MAX_SEARCH_WORDS)
}

/// Whether the index can look up a folded text; a shorter one only filters what others have found.
#[must_use]
pub fn is_indexed(folded: &str) -> bool {
    folded.chars().count() >= MIN_SEARCH_LENGTH
}

impl Searchable {
    const fn table(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Product => "product",
            Self::TicketPassage => "ticket_passage",
        }
    }

    /// The condition that a row of this table contains a folded text, looked up in the index where that can.
    #[must_use]
    pub fn contains(self, backend: DbBackend, folded: &str) -> Expr {
        if backend == DbBackend::Sqlite && is_indexed(folded) {
            Expr::col((Alias::new(self.table()), Alias::new("id"))).in_subquery(self.matching(folded))
        } else {
            self.reads(folded)
        }
    }

    /// The same condition, decided by reading the row: for rows that are already found.
    #[must_use]
    pub fn reads(self, folded: &str) -> Expr {
        Expr::col((Alias::new(self.table()), Alias::new("search_text")))
            .like(LikeExpr::new(format!("%{}%", escaped(folded))).escape('\\'))
    }

    /// FTS5: the rows whose text holds the phrase, which for the trigram tokenizer is a substring.
    fn matching(self, folded: &str) -> SelectStatement {
        let index = Alias::new(format!("{}_search", self.table()));
        Query::select()
            .column(Alias::new("rowid"))
            .from(index)
            .and_where(Expr::cust_with_values(
                format!("{}_search MATCH ?", self.table()),
                [format!("\"{}\"", folded.replace('"', "\"\""))],
            ))
            .to_owned()
    }
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}
