//! What staff sees first: one view of all tickets, and how many there are in each state.

use super::{
    PAGE, schema,
    ticket::TicketCounts,
    ticket_list::{TicketFilter, TicketOrder, TicketPage},
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

    /// The first page of the tickets that hold these words, in whatever state, the best match first.
    pub fn holding(words: String) -> Self {
        Self { search: Some(words), ..Self::filtered(TicketFilter::default(), TicketOrder::BEST_MATCH) }
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
    pub tickets: TicketPage,
    /// The counts.
    pub ticket_counts: TicketCounts,
}
