//! "Contains this text", decided by reading rows, or for people looked up in a trigram index.

use guichet_domain::fold::{MAX_SEARCH_LENGTH, MAX_SEARCH_WORDS, MIN_SEARCH_LENGTH, words};
use sea_orm::{
    DbBackend,
    sea_query::{Alias, Expr, ExprTrait, Func, LikeExpr, Query, SelectStatement},
};

/// A table with a `search_text` column.
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

/// Whether an index can look up a folded text; a shorter one only filters what others have found.
#[must_use]
pub fn is_indexed(folded: &str) -> bool {
    folded.chars().count() >= MIN_SEARCH_LENGTH
}

/// The condition that a person's texts hold a folded one, looked up in the index where that can.
#[must_use]
pub fn is_person_with(backend: DbBackend, folded: &str) -> Expr {
    if backend == DbBackend::Sqlite && is_indexed(folded) {
        Expr::col(("person", "id")).in_subquery(people_matching(folded))
    } else {
        Expr::col(("person", "search_text")).like(LikeExpr::new(format!("%{}%", escaped(folded))).escape('\\'))
    }
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}

/// FTS5: the people whose text holds the phrase, which for the trigram tokenizer is a substring.
fn people_matching(folded: &str) -> SelectStatement {
    let phrase = format!("\"{}\"", folded.replace('"', "\"\""));
    Query::select()
        .column("rowid")
        .from("person_search")
        .and_where(Expr::cust_with_values("person_search MATCH ?", [phrase]))
        .to_owned()
}

impl Searchable {
    const fn table(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Product => "product",
            Self::TicketPassage => "ticket_passage",
        }
    }

    /// The condition that a row of this table holds a folded text: for rows that are already found. Texts are compared as they
    /// are, a fraction of the time that a pattern takes.
    #[must_use]
    pub fn reads(self, backend: DbBackend, folded: &str) -> Expr {
        let place = match backend {
            DbBackend::Postgres => "strpos",
            _ => "instr",
        };
        let text = Expr::col((Alias::new(self.table()), Alias::new("search_text")));
        Func::cust(place).arg(text).arg(folded).gt(0)
    }

    /// Which of these folded texts a row of this table holds: one bit each, the first the lowest.
    #[must_use]
    pub fn held(self, backend: DbBackend, folded: &[&str]) -> Expr {
        folded.iter().zip(0..).fold(Expr::val(0_i64), |sum, (text, bit)| {
            sum.add(Expr::case(self.reads(backend, text), 1_i64 << bit).finally(0_i64))
        })
    }
}
