//! The search of tickets: every word, in any order, anywhere in a ticket.

use crate::store::{Scope, search::Searchable};
use guichet_domain::fold::{MIN_SEARCH_LENGTH, words};
use guichet_entity::{person, ticket, ticket_passage};
use sea_orm::{
    ColumnTrait, Condition, DbBackend,
    sea_query::{Expr, ExprTrait, Query, SelectStatement},
};

/// The folded words that a ticket must hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Search {
    words: Vec<String>,
    number: Option<i64>,
}

impl Search {
    /// What a person typed; `None` when it asks for nothing.
    #[must_use]
    pub fn parse(typed: &str) -> Option<Self> {
        let words = words(typed);
        let number = match words.as_slice() {
            [word] => word.trim_start_matches('#').parse().ok(),
            _ => None,
        };
        (!words.is_empty()).then_some(Self { words, number })
    }

    /// Words that the trigram index can look up; the shorter ones only filter what these find.
    fn is_indexed(word: &str) -> bool {
        word.chars().count() >= MIN_SEARCH_LENGTH
    }

    /// As a condition on `ticket`. Clients search their own texts, staff the client's names and address as well.
    #[must_use]
    pub fn condition(&self, backend: DbBackend, scope: Scope) -> Condition {
        let mut any = Condition::any();
        if let Some(number) = self.number {
            any = any.add(ticket::Column::Id.eq(number));
        }
        // Short words alone would read the whole table to find nearly all of it.
        if self.words.iter().any(|word| Self::is_indexed(word)) {
            let all = self.words.iter().fold(Condition::all(), |all, word| all.add(holds(backend, scope, word)));
            any = any.add(all);
        }
        // An empty disjunction would hold for every ticket.
        if any.is_empty() { any.add(ticket::Column::Id.is_null()) } else { any }
    }

    /// How well a ticket answers, as a whole number: its number counts most, then words in its head.
    #[must_use]
    pub fn relevance(&self, backend: DbBackend) -> Expr {
        let score = |condition: Expr, points: i32| Expr::case(condition, points).finally(0);
        let mut sum: Expr = match self.number {
            Some(number) => score(ticket::Column::Id.eq(number), 100).into(),
            None => Expr::val(0),
        };
        for word in &self.words {
            sum = sum.add(score(in_head(backend, word), 1));
        }
        sum.cast_as("BIGINT")
    }
}

fn id() -> Expr {
    Expr::col((ticket::Entity, ticket::Column::Id))
}

fn holds(backend: DbBackend, scope: Scope, word: &str) -> Condition {
    let any = Condition::any().add(id().in_subquery(passages(backend, word)));
    match scope {
        Scope::OwnedBy(_) => any,
        Scope::Everything => any.add(
            ticket::Column::ClientId.in_subquery(
                Query::select()
                    .column(person::Column::Id)
                    .from(person::Entity)
                    .and_where(Searchable::Person.contains(backend, word))
                    .to_owned(),
            ),
        ),
    }
}

fn passages(backend: DbBackend, word: &str) -> SelectStatement {
    Query::select()
        .column(ticket_passage::Column::TicketId)
        .from(ticket_passage::Entity)
        .and_where(Searchable::TicketPassage.contains(backend, word))
        .to_owned()
}

fn in_head(backend: DbBackend, word: &str) -> Expr {
    id().in_subquery(passages(backend, word).and_where(ticket_passage::Column::MessageId.is_null()).to_owned())
}
