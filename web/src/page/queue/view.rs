//! The views of the queue: which tickets, in which order.

use super::selection::Sort;
use crate::network::operation::{
    ticket::{TicketCounts, TicketRow},
    ticket_list::TicketFilter,
    vocabulary::{Party, TicketStatus},
};

/// One view of the queue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum View {
    /// What waits for staff, what has waited longest first.
    #[default]
    ToHandle,
    /// What staff has not answered yet.
    Open,
    /// What staff has answered.
    InProgress,
    /// What waits for the client.
    WaitingClient,
    /// What is over.
    Resolved,
}

impl View {
    /// Every view, in the order of the tabs.
    pub const ALL: [Self; 5] = [Self::ToHandle, Self::Open, Self::InProgress, Self::WaitingClient, Self::Resolved];

    /// The name of its tab.
    pub const fn key(self) -> &'static str {
        match self {
            Self::ToHandle => "to-handle",
            Self::Open => "open",
            Self::InProgress => "in-progress",
            Self::WaitingClient => "waiting-client",
            Self::Resolved => "resolved",
        }
    }

    /// The view whose tab has this name.
    pub fn of_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|view| view.key() == key)
    }

    /// What the API is asked for.
    pub fn filter(self) -> TicketFilter {
        let in_state = |status| TicketFilter { status: Some(vec![status]), ..TicketFilter::default() };
        match self {
            Self::ToHandle => TicketFilter::waiting_on(Party::Staff),
            Self::Open => in_state(TicketStatus::Open),
            Self::InProgress => in_state(TicketStatus::InProgress),
            Self::WaitingClient => TicketFilter::waiting_on(Party::Client),
            Self::Resolved => in_state(TicketStatus::Resolved),
        }
    }

    /// In which order, unless another is asked for.
    pub const fn sort(self) -> Sort {
        match self {
            Self::ToHandle => Sort::Waiting,
            Self::Open | Self::InProgress | Self::WaitingClient | Self::Resolved => Sort::Latest,
        }
    }

    /// The same as [`filter`](Self::filter), for a ticket that the feed brings.
    pub fn holds(self, ticket: &TicketRow) -> bool {
        match self {
            Self::ToHandle => ticket.waiting_on == Some(Party::Staff),
            Self::Open => ticket.status == TicketStatus::Open,
            Self::InProgress => ticket.status == TicketStatus::InProgress,
            Self::WaitingClient => ticket.waiting_on == Some(Party::Client),
            Self::Resolved => ticket.status == TicketStatus::Resolved,
        }
    }

    /// How many tickets it has.
    pub const fn count(self, counts: &TicketCounts) -> i32 {
        match self {
            Self::ToHandle => counts.waiting_on_staff,
            Self::Open => counts.open,
            Self::InProgress => counts.in_progress,
            Self::WaitingClient => counts.waiting_on_client,
            Self::Resolved => counts.resolved,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_view_is_found_by_its_tab() {
        for view in View::ALL {
            assert_eq!(View::of_key(view.key()), Some(view));
        }
        assert_eq!(View::of_key("elsewhere"), None);
    }
}
