//! The search of tickets: every word, in any order, anywhere in a ticket.
//!
//! A ticket's own texts are folded into `ticket_passage`. What it is about and whose it is are read where they stand, in
//! `product` and `person`: a new designation or address is found at once, and the old one no longer. Here is what a search
//! means; among all tickets, the index (`ticket/index`) says which are worth reading.

use super::index::Found;
use crate::{
    Error,
    store::{
        Scope,
        hash::sha256,
        page::Position,
        search::{Searchable, bounded_words, is_indexed},
    },
};
use guichet_domain::{
    fold::{MAX_SEARCH_LENGTH, MAX_SEARCH_WORDS},
    ticket_search::TicketSearch,
};
use guichet_entity::{person, product, sale, ticket, ticket_passage};
use sea_orm::{
    ColumnTrait, Condition, DbBackend,
    sea_query::{Expr, ExprTrait, Query, SelectStatement},
};

/// What a ticket's own number is worth: more than all words together.
const NUMBER: i64 = 1_000;
/// What a word in the product's or the client's texts is worth. One in a message only is worth nothing more.
const ABOUT: i64 = 1;
/// What a word in its title, number or serial number is worth: more than all that may stand in the product's and the client's.
const HEAD: i64 = ABOUT * (MAX_SEARCH_WORDS as i64 + 1);

/// The folded words that a ticket must hold.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Search {
    words: Vec<String>,
    number: Option<i64>,
}

impl Search {
    /// What a person typed; `None` when it asks for nothing.
    ///
    /// # Errors
    /// It is longer, or has more words, than a search may have.
    pub fn parse(typed: &str) -> Result<Option<Self>, Error> {
        if bounded_words(typed).is_none() {
            return Err(Error::BadRequest(format!(
                "`search` takes at most {MAX_SEARCH_LENGTH} characters and {MAX_SEARCH_WORDS} different words"
            )));
        }
        let TicketSearch { words, number } = TicketSearch::parse(typed);
        Ok((!words.is_empty()).then_some(Self { words, number }))
    }

    /// The words that find tickets; shorter ones filter what these find. Without any, only a number finds.
    pub(super) fn indexed(&self) -> impl Iterator<Item = &str> {
        self.words.iter().map(String::as_str).filter(|word| is_indexed(word))
    }

    /// The ticket number that was typed, when nothing else was.
    pub(super) const fn number(&self) -> Option<i64> {
        self.number
    }

    /// Tells this search from another one, in the cursors of a list that is ordered by it.
    pub(super) fn name(&self) -> String {
        sha256(&self.words.join("\n")).chars().take(12).collect()
    }

    /// As a condition on `ticket`, decided by reading each. Clients search their own texts, staff the client's names and
    /// address as well. What a ticket is about is read where that `may_be_about` it.
    #[must_use]
    pub fn condition(&self, backend: DbBackend, scope: Scope, may_be_about: Option<Expr>) -> Condition {
        let mut any = Condition::any();
        if let Some(number) = self.number {
            any = any.add(ticket::Column::Id.eq(number));
        }
        // Short words alone would find nearly everything.
        if self.indexed().next().is_some() {
            let all = self.words.iter().map(|word| {
                // Of short words the index knows nothing.
                let may_be_about = may_be_about.clone().filter(|_| is_indexed(word));
                let about = Condition::all().add_option(may_be_about).add(is_about(backend, scope, word));
                Condition::any().add(Expr::exists(passages(backend, word))).add(about)
            });
            any = any.add(all.fold(Condition::all(), Condition::add::<Condition>));
        }
        // An empty disjunction would hold for every ticket.
        if any.is_empty() { any.add(ticket::Column::Id.is_null()) } else { any }
    }

    /// How well a ticket answers, as a whole number: its own number counts most, then words by where they stand.
    #[must_use]
    pub fn relevance(&self, backend: DbBackend, scope: Scope) -> Expr {
        let mut sum: Expr = match self.number {
            Some(number) => Expr::case(ticket::Column::Id.eq(number), NUMBER).finally(0_i64).into(),
            None => Expr::val(0_i64),
        };
        for word in self.indexed() {
            let in_head =
                Expr::exists(passages(backend, word).and_where(ticket_passage::Column::MessageId.is_null()).take());
            sum = sum.add(Expr::case(in_head, HEAD).case(is_about(backend, scope, word), ABOUT).finally(0_i64));
        }
        sum.cast_as("BIGINT")
    }

    /// The tickets that the index found, the best first, where each would stand at best: less may be true of it than the index
    /// thinks.
    pub(super) fn by_worth(&self, found: &Found) -> Vec<Position> {
        let mut positions: Vec<_> = found.by_worth(HEAD, ABOUT).map(|(key, id)| Position { key, id }).collect();
        if let Some(number) = self.number {
            positions.retain(|position| position.id != number);
            positions.push(Position { key: i64::MAX, id: number });
        }
        positions.sort_unstable_by(|a, b| b.cmp(a));
        positions
    }
}

/// The passages of a ticket that hold a word.
fn passages(backend: DbBackend, word: &str) -> SelectStatement {
    Query::select()
        .expr(Expr::val(1))
        .from(ticket_passage::Entity)
        .and_where(ticket_passage::Column::TicketId.into_expr().eq(ticket::Column::Id.into_expr()))
        .and_where(Searchable::TicketPassage.reads(backend, word))
        .take()
}

/// Whether a ticket is about a product that a word names or, for staff, of a client whom it names.
fn is_about(backend: DbBackend, scope: Scope, word: &str) -> Condition {
    let product = Query::select()
        .expr(Expr::val(1))
        .from(sale::Entity)
        .inner_join(product::Entity, sale::Column::ProductId.into_expr().eq(product::Column::Id.into_expr()))
        .and_where(sale::Column::Id.into_expr().eq(ticket::Column::SaleId.into_expr()))
        .and_where(Searchable::Product.reads(backend, word))
        .take();
    let any = Condition::any().add(Expr::exists(product));
    match scope {
        Scope::OwnedBy(_) => any,
        Scope::Everything => {
            let client = Query::select()
                .expr(Expr::val(1))
                .from(person::Entity)
                .and_where(person::Column::Id.into_expr().eq(ticket::Column::ClientId.into_expr()))
                .and_where(Searchable::Person.reads(backend, word))
                .take();
            any.add(Expr::exists(client))
        }
    }
}
