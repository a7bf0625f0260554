//! A client's tickets as they are now.

use crate::network::operation::{home::MyTickets, ticket::TicketRow, ticket_list::TicketPage, vocabulary::Party};
use std::rc::Rc;
use yew::Reducible;

/// Whether the client is to answer.
pub fn waits_for_me(ticket: &TicketRow) -> bool {
    ticket.waiting_on == Some(Party::Client)
}

/// The tickets that were read so far, the latest first, kept as they are now.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MyTicketList {
    rows: Vec<TicketRow>,
    more: Option<String>,
}

/// What happens to the list.
#[expect(clippy::large_enum_variant, reason = "moved once, into the state that keeps it")]
pub enum ListAction {
    /// It was read.
    Read(Rc<MyTickets>),
    /// Another page was read.
    ReadMore(TicketPage),
    /// A ticket came or changed.
    Changed(TicketRow),
    /// A ticket went.
    Left(cynic::Id),
}

impl MyTicketList {
    /// The rows, the latest first.
    pub fn rows(&self) -> &[TicketRow] {
        &self.rows
    }

    /// After which cursor there are more, if there are.
    pub fn more(&self) -> Option<&str> {
        self.more.as_deref()
    }

    /// What is there already came from the feed, or with a list that was read later: it stays.
    fn add_missing(&mut self, rows: impl IntoIterator<Item = TicketRow>) {
        for row in rows {
            if self.rows.iter().all(|known| known.id != row.id) {
                self.put(row);
            }
        }
    }

    /// Puts a row in its place. Sorting them all would weigh more, in code.
    fn put(&mut self, row: TicketRow) {
        let newer = |other: &TicketRow| (&other.last_activity_at, other.number) > (&row.last_activity_at, row.number);
        let place = self.rows.partition_point(newer);
        self.rows.insert(place, row);
    }

    fn read_to(&mut self, page: &TicketPage) {
        self.more = page.page_info.end_cursor.clone().filter(|_| page.page_info.has_next_page);
    }
}

impl Reducible for MyTicketList {
    type Action = ListAction;

    fn reduce(self: Rc<Self>, action: ListAction) -> Rc<Self> {
        let mut list = Rc::unwrap_or_clone(self);
        match action {
            ListAction::Read(read) => {
                list.rows.clear();
                list.read_to(&read.tickets);
                list.add_missing(read.tickets.nodes.iter().chain(&read.waiting.nodes).cloned());
            }
            ListAction::ReadMore(page) => {
                list.read_to(&page);
                list.add_missing(page.nodes);
            }
            ListAction::Changed(ticket) => {
                list.rows.retain(|row| row.id != ticket.id);
                list.put(ticket);
            }
            ListAction::Left(id) => list.rows.retain(|row| row.id != id),
        }
        Rc::new(list)
    }
}
