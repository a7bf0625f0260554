//! What the desk shows, as the address says it: which tickets, in which order.

use super::view::View;
use crate::{
    network::operation::{
        queue::QueuePageVariables,
        ticket::TicketRow,
        ticket_list::{TicketFilter, TicketOrder},
        vocabulary::{DateTime, Priority},
    },
    router::{Address, CLIENT, Route},
};
use guichet_domain as domain;

/// The names of the parts behind the `?`.
const VIEW: &str = "onglet";
const SEARCH: &str = "recherche";
const SORT: &str = "tri";
const URGENT: &str = "priorite";

/// What stands behind [`URGENT`].
const HIGH: &str = "haute";

/// Which tickets, in which order. What goes without saying is not in the address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// The view.
    pub view: View,
    /// The words to look for, in whatever view; empty for none.
    pub search: String,
    /// The order, unless it is that of the view.
    pub sort: Option<Sort>,
    /// Only what is of high priority or more.
    pub urgent: bool,
    /// What this client opened, in whatever view.
    pub client: Option<String>,
}

/// An order that is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// What has waited longest comes first.
    Waiting,
    /// What changed last comes first.
    Latest,
    /// What was opened last comes first.
    Newest,
    /// What is most urgent comes first.
    Priority,
}

impl Sort {
    /// Every order.
    pub const ALL: [Self; 4] = [Self::Waiting, Self::Latest, Self::Newest, Self::Priority];

    /// Its name in the address.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Waiting => "attente",
            Self::Latest => "activite",
            Self::Newest => "ouverture",
            Self::Priority => "priorite",
        }
    }

    /// The order of this name.
    pub fn of_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sort| sort.key() == key)
    }

    const fn order(self) -> TicketOrder {
        match self {
            Self::Waiting => TicketOrder::LONGEST_WAIT,
            Self::Latest => TicketOrder::LATEST,
            Self::Newest => TicketOrder::NEWEST,
            Self::Priority => TicketOrder::MOST_URGENT,
        }
    }

    /// Whether the least comes first.
    const fn ascends(self) -> bool {
        match self {
            Self::Waiting => true,
            Self::Latest | Self::Newest | Self::Priority => false,
        }
    }
}

/// Where a ticket stands among the others: the API orders by the same.
pub type Place = (domain::Priority, DateTime, i32);

impl Selection {
    /// What an address asks for.
    pub fn of(address: &Address) -> Self {
        Self {
            view: address.value(VIEW).and_then(|key| View::of_key(&key)).unwrap_or_default(),
            search: address.value(SEARCH).unwrap_or_default(),
            sort: address.value(SORT).and_then(|key| Sort::of_key(&key)),
            urgent: address.value(URGENT).is_some_and(|value| value == HIGH),
            client: address.value(CLIENT),
        }
    }

    /// The address that asks for it, with a ticket beside where one is open.
    pub fn address(&self, number: Option<i32>) -> Address {
        let route = number.map_or(Route::Queue, |number| Route::QueueTicket { number });
        Address::from(route)
            .with(VIEW, Some(self.view.key()).filter(|_| self.view != View::default()))
            .with(SEARCH, Some(self.search.as_str()).filter(|words| !words.is_empty()))
            .with(SORT, self.sort.map(Sort::key))
            .with(URGENT, self.urgent.then_some(HIGH))
            .with(CLIENT, self.client.as_deref())
    }

    /// Whether something is searched for: what was found stays where it is.
    pub fn is_search(&self) -> bool {
        !self.search.is_empty()
    }

    /// Whether it is taken from all tickets, whatever the view.
    pub fn is_everywhere(&self) -> bool {
        self.is_search() || self.client.is_some()
    }

    /// Whether all of a view is shown.
    pub fn is_whole_view(&self) -> bool {
        !self.is_everywhere() && !self.urgent
    }

    /// The order in force.
    pub fn sort(&self) -> Sort {
        self.sort.unwrap_or(if self.client.is_some() { Sort::Latest } else { self.view.sort() })
    }

    /// What the API is asked for its first page.
    pub fn variables(&self) -> QueuePageVariables {
        let filter = TicketFilter {
            priority: self.urgent.then(|| vec![Priority::High, Priority::Urgent]),
            client_id: self.client.as_deref().map(cynic::Id::new),
            ..if self.is_everywhere() { TicketFilter::default() } else { self.view.filter() }
        };
        // Of a search that is not looked for, what goes on beside shows: the counts, and what is new.
        if self.is_search() && self.limit().is_none() {
            QueuePageVariables::holding(self.search.clone(), filter)
        } else {
            QueuePageVariables::filtered(filter, self.sort().order())
        }
    }

    /// Whether a ticket that the feed brings belongs, by the same rule.
    pub fn holds(&self, ticket: &TicketRow) -> bool {
        let urgent = !self.urgent || domain::Priority::from(ticket.priority) >= domain::Priority::High;
        urgent
            && match &self.client {
                Some(client) => client == ticket.client.id.inner(),
                None => self.view.holds(ticket),
            }
    }

    /// Where a ticket stands.
    pub fn place(&self, ticket: &TicketRow) -> Place {
        let (priority, at) = match self.sort() {
            Sort::Waiting | Sort::Latest => (domain::Priority::Low, ticket.last_activity_at.clone()),
            Sort::Newest => (domain::Priority::Low, ticket.opened_at.clone()),
            Sort::Priority => (ticket.priority.into(), DateTime(String::new())),
        };
        (priority, at, ticket.number)
    }

    /// Whether one place comes before another.
    pub fn precedes(&self, one: &Place, other: &Place) -> bool {
        if self.sort().ascends() { one < other } else { one > other }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_is_found_by_its_name() {
        for sort in Sort::ALL {
            assert_eq!(Sort::of_key(sort.key()), Some(sort));
        }
        assert_eq!(Sort::of_key("hasard"), None);
    }

    #[test]
    fn each_view_has_an_order_of_its_own_until_another_is_asked_for() {
        let asked = |view, sort| Selection { view, sort, ..Selection::default() }.sort();
        assert_eq!(asked(View::ToHandle, None), Sort::Waiting);
        assert_eq!(asked(View::Resolved, None), Sort::Latest);
        assert_eq!(asked(View::ToHandle, Some(Sort::Priority)), Sort::Priority);
    }
}
