//! The texts that the index is made of.

use super::term::{Place, Term};
use guichet_domain::id::{MessageId, TicketId};
use guichet_entity::{person, product, sale, ticket, ticket_passage};
use sea_orm::{
    ColumnTrait, FromQueryResult,
    sea_query::{ExprTrait, Query, SelectStatement},
};

/// A passage of a ticket; with its head, what the ticket is about.
#[derive(Debug, FromQueryResult)]
pub struct Text {
    pub ticket_id: TicketId,
    pub message_id: Option<MessageId>,
    pub search_text: String,
    pub product_text: Option<String>,
    pub person_text: Option<String>,
}

/// That a ticket stands in a list.
pub type Posting = (Term, i64);

impl Text {
    /// All passages of all tickets.
    pub fn select() -> SelectStatement {
        let mut select = joined();
        select
            .column((ticket_passage::Entity, ticket_passage::Column::TicketId))
            .column((ticket_passage::Entity, ticket_passage::Column::MessageId))
            .column((ticket_passage::Entity, ticket_passage::Column::SearchText))
            .expr_as(product::Column::SearchText.into_expr(), "product_text")
            .expr_as(person::Column::SearchText.into_expr(), "person_text");
        select
    }

    /// Where in its ticket it stands.
    pub const fn place(&self) -> Place {
        if self.message_id.is_some() { Place::Body } else { Place::Head }
    }

    /// What the ticket is about.
    pub fn about(&self) -> impl Iterator<Item = &str> {
        self.product_text.iter().chain(&self.person_text).map(String::as_str)
    }

    /// How many bytes all of it takes in memory, about.
    pub fn bytes(&self) -> usize {
        2 * size_of::<Self>() + self.search_text.len() + self.about().map(str::len).sum::<usize>()
    }

    /// Where it puts its ticket, some more than once.
    pub fn postings(&self) -> impl Iterator<Item = Posting> {
        let about = self.about().map(|text| (Place::About, text));
        let all = std::iter::once((self.place(), self.search_text.as_str())).chain(about);
        all.flat_map(|(place, text)| Term::all(place, text)).map(|term| (term, self.ticket_id.0))
    }
}

/// Passages, and heads with their tickets, sales, products and clients.
pub fn joined() -> SelectStatement {
    let is_head = ticket_passage::Column::MessageId.is_null();
    let of_passage = ticket::Column::Id.into_expr().eq(ticket_passage::Column::TicketId.into_expr());
    Query::select()
        .from(ticket_passage::Entity)
        .left_join(ticket::Entity, of_passage.and(is_head))
        .left_join(sale::Entity, sale::Column::Id.into_expr().eq(ticket::Column::SaleId.into_expr()))
        .left_join(product::Entity, product::Column::Id.into_expr().eq(sale::Column::ProductId.into_expr()))
        .left_join(person::Entity, person::Column::Id.into_expr().eq(ticket::Column::ClientId.into_expr()))
        .to_owned()
}
