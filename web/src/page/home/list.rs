//! A client's tickets as they are now.

use crate::network::operation::{
    home::MyTickets,
    ticket::TicketRow,
    ticket_list::TicketPage,
    vocabulary::{DateTime, Party},
};
use std::rc::Rc;
use yew::Reducible;

/// Whether the client is to answer.
pub fn waits_for_me(ticket: &TicketRow) -> bool {
    ticket.waiting_on == Some(Party::Client)
}

/// Where a ticket stands among the others: the latest comes first.
fn place(ticket: &TicketRow) -> (&DateTime, i32) {
    (&ticket.last_activity_at, ticket.number)
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
        let at = self.rows.partition_point(|other| place(other) > place(&row));
        self.rows.insert(at, row);
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
                let page = &read.tickets;
                let end = page.nodes.last().filter(|_| page.page_info.has_next_page).map(place);
                let is_behind = |row: &TicketRow| end.is_some_and(|end| place(row) < end);
                // What was read behind the first page stays, where nothing is missing between.
                let mut behind = std::mem::take(&mut list.rows);
                if behind.first().is_some_and(is_behind) {
                    behind.clear();
                }
                behind.retain(is_behind);
                if behind.is_empty() {
                    list.read_to(page);
                }
                list.add_missing(page.nodes.iter().chain(&read.waiting.nodes).cloned());
                list.add_missing(behind);
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
