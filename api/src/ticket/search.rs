//! The search of tickets: every word, in any order, anywhere in a ticket.
//!
//! A ticket's own texts are folded into `ticket_passage`. What it is about and whose it is are searched where they stand,
//! in `product` and `person`: a new designation or address is found at once, and the old one no longer.

use crate::{
    Error,
    store::{
        Scope,
        hash::sha256,
        search::{Searchable, bounded_words, is_indexed},
    },
};
use guichet_domain::fold::{MAX_SEARCH_LENGTH, MAX_SEARCH_WORDS};
use guichet_entity::{person, product, sale, ticket, ticket_passage};
use sea_orm::{
    ColumnTrait, Condition, DbBackend,
    sea_query::{Expr, ExprTrait, Query, SelectStatement, UnionType},
};

/// What a ticket's own number is worth: more than all words together.
const NUMBER: i32 = 1_000;
/// What a word in its title, number or serial number is worth.
const HEAD: i32 = 2;
/// What a word in the product's or the client's texts is worth. One in a message only is worth nothing more.
const ABOUT: i32 = 1;

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
        let Some(words) = bounded_words(typed) else {
            return Err(Error::BadRequest(format!(
                "`search` takes at most {MAX_SEARCH_LENGTH} characters and {MAX_SEARCH_WORDS} different words"
            )));
        };
        let number = match words.as_slice() {
            [word] => word.trim_start_matches('#').parse().ok(),
            _ => None,
        };
        Ok((!words.is_empty()).then_some(Self { words, number }))
    }

    /// The words that find tickets. Without any, only a number does.
    pub(super) fn indexed(&self) -> impl Iterator<Item = &str> {
        self.words.iter().map(String::as_str).filter(|word| is_indexed(word))
    }

    /// The words that are too short to find anything, and filter what the others find.
    fn short(&self) -> impl Iterator<Item = &str> {
        self.words.iter().map(String::as_str).filter(|word| !is_indexed(word))
    }

    /// The ticket number that was typed, when nothing else was.
    pub(super) const fn number(&self) -> Option<i64> {
        self.number
    }

    /// Tells this search from another one, in the cursors of a list that is ordered by it.
    pub(super) fn name(&self) -> String {
        sha256(&self.words.join("\n")).chars().take(12).collect()
    }

    /// As a condition on `ticket`. Clients search their own texts, staff the client's names and address as well.
    #[must_use]
    pub fn condition(&self, backend: DbBackend, scope: Scope) -> Condition {
        let mut any = Condition::any();
        if let Some(number) = self.number {
            any = any.add(ticket::Column::Id.eq(number));
        }
        // Short words alone would read the whole table to find nearly all of it.
        if self.indexed().next().is_some() {
            let found = self.indexed().map(|word| id().in_subquery(tickets_with(backend, scope, word)).into());
            let filtered = self.short().map(|word| holds(scope, word));
            any = any.add(found.chain(filtered).fold(Condition::all(), Condition::add::<Condition>));
        }
        // An empty disjunction would hold for every ticket.
        if any.is_empty() { any.add(ticket::Column::Id.is_null()) } else { any }
    }

    /// How well a ticket answers, as a whole number: its own number counts most, then words by where they stand.
    #[must_use]
    pub fn relevance(&self, backend: DbBackend, scope: Scope) -> Expr {
        let mut sum: Expr = match self.number {
            Some(number) => Expr::case(ticket::Column::Id.eq(number), NUMBER).finally(0).into(),
            None => Expr::val(0),
        };
        for word in self.indexed() {
            let in_head = passages(backend, word).and_where(ticket_passage::Column::MessageId.is_null()).to_owned();
            let about = any_of(about(backend, scope, word));
            sum = sum.add(Expr::case(id().in_subquery(in_head), HEAD).case(id().in_subquery(about), ABOUT).finally(0));
        }
        sum.cast_as("BIGINT")
    }
}

fn id() -> Expr {
    Expr::col((ticket::Entity, ticket::Column::Id))
}

/// The tickets that hold a word anywhere, by the indexes: one list, which the engine makes once.
fn tickets_with(backend: DbBackend, scope: Scope, word: &str) -> SelectStatement {
    any_of(std::iter::once(passages(backend, word)).chain(about(backend, scope, word)))
}

/// What any of these selects, of which there is at least one.
fn any_of(selects: impl IntoIterator<Item = SelectStatement>) -> SelectStatement {
    let mut selects = selects.into_iter();
    let mut all = selects.next().unwrap_or_default();
    for select in selects {
        all.union(UnionType::All, select);
    }
    all
}

/// The tickets whose own texts hold a word.
fn passages(backend: DbBackend, word: &str) -> SelectStatement {
    Query::select()
        .column(ticket_passage::Column::TicketId)
        .from(ticket_passage::Entity)
        .and_where(Searchable::TicketPassage.contains(backend, word))
        .to_owned()
}

/// The tickets about a product that a word names or, for staff, of a client whom it names.
fn about(backend: DbBackend, scope: Scope, word: &str) -> Vec<SelectStatement> {
    let products = Query::select()
        .column(product::Column::Id)
        .from(product::Entity)
        .and_where(Searchable::Product.contains(backend, word))
        .to_owned();
    let sales = Query::select()
        .column(sale::Column::Id)
        .from(sale::Entity)
        .and_where(sale::Column::ProductId.in_subquery(products))
        .to_owned();
    let about_product = tickets_where(ticket::Column::SaleId.in_subquery(sales));
    match scope {
        Scope::OwnedBy(_) => vec![about_product],
        Scope::Everything => {
            let clients = Query::select()
                .column(person::Column::Id)
                .from(person::Entity)
                .and_where(Searchable::Person.contains(backend, word))
                .to_owned();
            vec![about_product, tickets_where(ticket::Column::ClientId.in_subquery(clients))]
        }
    }
}

fn tickets_where(condition: Expr) -> SelectStatement {
    Query::select().column(ticket::Column::Id).from(ticket::Entity).and_where(condition).to_owned()
}

/// Whether this ticket, found by another word, holds a short one: read from its own rows.
fn holds(scope: Scope, word: &str) -> Condition {
    let in_passage = Query::select()
        .expr(Expr::val(1))
        .from(ticket_passage::Entity)
        .and_where(Expr::col((ticket_passage::Entity, ticket_passage::Column::TicketId)).eq(id()))
        .and_where(Searchable::TicketPassage.reads(word))
        .to_owned();
    let in_product = Query::select()
        .expr(Expr::val(1))
        .from(sale::Entity)
        .inner_join(product::Entity, sale::Column::ProductId.into_expr().eq(product::Column::Id.into_expr()))
        .and_where(sale::Column::Id.into_expr().eq(ticket::Column::SaleId.into_expr()))
        .and_where(Searchable::Product.reads(word))
        .to_owned();
    let any = Condition::any().add(Expr::exists(in_passage)).add(Expr::exists(in_product));
    match scope {
        Scope::OwnedBy(_) => any,
        Scope::Everything => {
            let in_client = Query::select()
                .expr(Expr::val(1))
                .from(person::Entity)
                .and_where(person::Column::Id.into_expr().eq(ticket::Column::ClientId.into_expr()))
                .and_where(Searchable::Person.reads(word))
                .to_owned();
            any.add(Expr::exists(in_client))
        }
    }
}
