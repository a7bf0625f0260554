//! What staff sees first: one view of all tickets, and how many there are in each state.

use super::{
    PAGE, schema,
    ticket::{TicketCounts, TicketRow},
    ticket_list::{PageInfo, TicketFilter, TicketOrder},
};

/// What [`Queue`] is asked with.
#[derive(cynic::QueryVariables, Clone, Debug, PartialEq)]
pub struct QueuePageVariables {
    filter: TicketFilter,
    search: Option<String>,
    order: TicketOrder,
    first: i32,
    after: Option<String>,
}

impl QueuePageVariables {
    /// The first page of the tickets that a filter lets through.
    pub fn filtered(filter: TicketFilter, order: TicketOrder) -> Self {
        Self { filter, search: None, order, first: PAGE, after: None }
    }

    /// The first page of the tickets that hold these words and that a filter lets through, the best match first.
    pub fn holding(words: String, filter: TicketFilter) -> Self {
        Self { search: Some(words), ..Self::filtered(filter, TicketOrder::BEST_MATCH) }
    }

    /// The page after this cursor instead.
    #[must_use]
    pub fn after(self, cursor: String) -> Self {
        Self { after: Some(cursor), ..self }
    }
}

/// A page of tickets, and all of them counted.
#[derive(cynic::QueryFragment, Debug)]
#[cynic(graphql_type = "Query", variables = "QueuePageVariables")]
pub struct Queue {
    /// The page.
    #[arguments(filter: $filter, search: $search, orderBy: $order, first: $first, after: $after)]
    pub tickets: QueuePage,
    /// The counts.
    pub ticket_counts: TicketCounts,
}

/// A page of tickets, with the passages in which each was found.
#[derive(cynic::QueryFragment, Clone, Debug, PartialEq)]
#[cynic(graphql_type = "TicketConnection")]
pub struct QueuePage {
    /// The rows.
    pub edges: Vec<QueueEdge>,
    /// Whether there are more.
    pub page_info: PageInfo,
    /// From where to follow what changes.
    pub feed_cursor: String,
}

/// A ticket, and the passages in which it was found.
#[derive(cynic::QueryFragment, Clone, Debug, PartialEq)]
#[cynic(graphql_type = "TicketEdge")]
pub struct QueueEdge {
    /// The ticket.
    pub node: TicketRow,
    /// The passages, the best first; none where nothing was searched for.
    pub matches: Vec<TicketMatch>,
}

/// A passage in which a ticket was found.
#[derive(cynic::QueryFragment, Clone, Debug, PartialEq)]
pub struct TicketMatch {
    /// Where it stands.
    pub field: TicketMatchField,
    /// The passage as it was written, around what was found.
    pub excerpt: Vec<ExcerptPart>,
    /// Whether there is more before.
    pub is_cut_before: bool,
    /// Whether there is more behind.
    pub is_cut_after: bool,
}

/// A part of a passage.
#[derive(cynic::QueryFragment, Clone, Debug, PartialEq)]
pub struct ExcerptPart {
    /// Plain text.
    pub text: String,
    /// Whether it is what was found.
    pub is_match: bool,
}

/// Where in a ticket something was found.
#[derive(cynic::Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum TicketMatchField {
    /// In its number.
    Number,
    /// In its title.
    Title,
    /// In one of its messages.
    Message,
    /// In the product's reference.
    ProductReference,
    /// In the product's designation.
    ProductDesignation,
    /// In the serial number.
    SerialNumber,
    /// In the client's names.
    ClientName,
    /// In the client's address.
    ClientEmail,
}
