//! "Contains this text", as each engine answers it from its trigram index.

use guichet_domain::fold::MIN_SEARCH_LENGTH;
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

impl Searchable {
    const fn table(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Product => "product",
            Self::TicketPassage => "ticket_passage",
        }
    }

    /// The condition that a row of this table contains a folded text.
    ///
    /// A text of three characters or more is looked up in the index; a shorter one filters what others have found.
    #[must_use]
    pub fn contains(self, backend: DbBackend, folded: &str) -> Expr {
        let table = Alias::new(self.table());
        let indexed = folded.chars().count() >= MIN_SEARCH_LENGTH;
        if backend == DbBackend::Sqlite && indexed {
            Expr::col((table, Alias::new("id"))).in_subquery(self.matching(folded))
        } else {
            Expr::col((table, Alias::new("search_text")))
                .like(LikeExpr::new(format!("%{}%", escaped(folded))).escape('\\'))
        }
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
