//! Lists of tickets: a client's own, or a queue of staff.

use super::{
    schema,
    ticket::TicketRow,
    vocabulary::{DateTime, OrderDirection, Party, Priority, TicketOrderField, TicketStatus},
};

/// Which tickets; what is left out does not matter.
#[derive(cynic::InputObject, Clone, Debug, Default, PartialEq)]
pub struct TicketFilter {
    /// In one of these states.
    #[cynic(skip_serializing_if = "Option::is_none")]
    pub status: Option<Vec<TicketStatus>>,
    /// Where this side has to act.
    #[cynic(skip_serializing_if = "Option::is_none")]
    pub waiting_on: Option<Party>,
    /// Of one of these urgencies.
    #[cynic(skip_serializing_if = "Option::is_none")]
    pub priority: Option<Vec<Priority>>,
    /// Of this client.
    #[cynic(skip_serializing_if = "Option::is_none")]
    pub client_id: Option<cynic::Id>,
    /// About this product.
    #[cynic(skip_serializing_if = "Option::is_none")]
    pub product_id: Option<cynic::Id>,
    /// Opened then or later.
    #[cynic(skip_serializing_if = "Option::is_none")]
    pub opened_from: Option<DateTime>,
    /// Opened before then.
    #[cynic(skip_serializing_if = "Option::is_none")]
    pub opened_to: Option<DateTime>,
}

impl TicketFilter {
    /// Those where this side has to act.
    pub fn waiting_on(party: Party) -> Self {
        Self { waiting_on: Some(party), ..Self::default() }
    }
}

/// In which order.
#[derive(cynic::InputObject, Clone, Copy, Debug, PartialEq, Eq)]
pub struct TicketOrder {
    /// By what.
    pub field: TicketOrderField,
    /// Which end first.
    pub direction: OrderDirection,
}

impl TicketOrder {
    /// What changed last comes first.
    pub const LATEST: Self = Self { field: TicketOrderField::LastActivity, direction: OrderDirection::Desc };
    /// What has waited longest comes first.
    pub const LONGEST_WAIT: Self = Self { field: TicketOrderField::LastActivity, direction: OrderDirection::Asc };
    /// What was opened last comes first.
    pub const NEWEST: Self = Self { field: TicketOrderField::Opened, direction: OrderDirection::Desc };
    /// What is most urgent comes first.
    pub const MOST_URGENT: Self = Self { field: TicketOrderField::Priority, direction: OrderDirection::Desc };
    /// What answers a search best comes first.
    pub const BEST_MATCH: Self = Self { field: TicketOrderField::Relevance, direction: OrderDirection::Desc };
}

/// One page of a list of tickets.
#[derive(cynic::QueryFragment, Clone, Debug, PartialEq)]
#[cynic(graphql_type = "TicketConnection")]
pub struct TicketPage {
    /// The rows.
    pub nodes: Vec<TicketRow>,
    /// Whether there are more.
    pub page_info: PageInfo,
    /// From where to follow what changes.
    pub feed_cursor: String,
}

/// What stands around a page.
#[derive(cynic::QueryFragment, Clone, Debug, PartialEq, Eq)]
pub struct PageInfo {
    /// Whether there are more behind.
    pub has_next_page: bool,
    /// Whether there are more before.
    pub has_previous_page: bool,
    /// Before which to go on.
    pub start_cursor: Option<String>,
    /// After which to go on.
    pub end_cursor: Option<String>,
}
