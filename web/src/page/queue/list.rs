//! The rows of the queue, and how the feed changes them in place.

use super::view::View;
use crate::network::operation::{
    queue::{QueueEdge, QueuePage, TicketMatch},
    ticket::TicketRow,
    ticket_list::PageInfo,
};
use std::cmp::Ordering;

/// What the rows are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// A view of the queue: tickets come and go.
    View(View),
    /// What a search found: tickets change where they stand, and neither come nor go.
    Search(String),
}

/// One row.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The ticket.
    pub ticket: TicketRow,
    /// The passages in which it was found, where something was searched for.
    pub matches: Vec<TicketMatch>,
    /// Whether the feed has just brought it.
    pub fresh: bool,
}

impl From<QueueEdge> for Row {
    fn from(QueueEdge { node: ticket, matches }: QueueEdge) -> Self {
        Self { ticket, matches, fresh: false }
    }
}

/// The rows that were read so far, kept as they are now.
#[derive(Clone, Debug, PartialEq)]
pub struct QueueList {
    content: Content,
    rows: Vec<Row>,
    page_info: PageInfo,
    /// What the feed brought while another page was on its way: that page may have been read before.
    meanwhile: Vec<TicketRow>,
}

impl QueueList {
    /// Starts from a first page.
    pub fn new(content: Content, page: QueuePage) -> Self {
        let rows = page.edges.into_iter().map(Row::from).collect();
        Self { content, rows, page_info: page.page_info, meanwhile: Vec::new() }
    }

    /// What the rows are.
    pub const fn content(&self) -> &Content {
        &self.content
    }

    /// The rows, in order.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// In which row a ticket stands, if it does.
    pub fn place(&self, number: i32) -> Option<usize> {
        self.rows.iter().position(|row| row.ticket.number == number)
    }

    /// After which cursor there are more rows, if there are.
    pub fn more(&self) -> Option<&str> {
        self.page_info.end_cursor.as_deref().filter(|_| self.page_info.has_next_page)
    }

    /// Another page is asked for.
    pub fn begin_more(&mut self) {
        self.meanwhile.clear();
    }

    /// Another page has come. What is shown already is newer, and so is what the feed brought since.
    pub fn append(&mut self, page: QueuePage) {
        for edge in page.edges {
            if self.position(&edge.node).is_none() {
                self.rows.push(edge.into());
            }
        }
        self.page_info = page.page_info;
        for ticket in std::mem::take(&mut self.meanwhile) {
            self.apply(ticket);
        }
    }

    /// The feed brings a ticket as it is now: its row comes, changes, moves or goes.
    pub fn apply(&mut self, ticket: TicketRow) {
        if self.more().is_some() {
            self.meanwhile.push(ticket.clone());
        }
        let at = self.position(&ticket);
        match &self.content {
            Content::Search(_) => {
                if let Some(row) = at.and_then(|at| self.rows.get_mut(at)) {
                    row.ticket = ticket;
                }
            }
            Content::View(view) => {
                let view = *view;
                if let Some(at) = at {
                    self.rows.remove(at);
                }
                if view.holds(&ticket) {
                    self.insert(view, Row { ticket, matches: Vec::new(), fresh: at.is_none() });
                }
            }
        }
    }

    fn insert(&mut self, view: View, row: Row) {
        let place = self.rows.partition_point(|other| in_order(view, &other.ticket, &row.ticket) == Ordering::Less);
        // Behind the last row that was read, it belongs to a page that was not.
        if place < self.rows.len() || self.more().is_none() {
            self.rows.insert(place, row);
        }
    }

    fn position(&self, ticket: &TicketRow) -> Option<usize> {
        self.rows.iter().position(|row| row.ticket.id == ticket.id)
    }
}

fn in_order(view: View, one: &TicketRow, other: &TicketRow) -> Ordering {
    let oldest_first = (&one.last_activity_at, one.number).cmp(&(&other.last_activity_at, other.number));
    match view {
        View::ToHandle => oldest_first,
        View::Open | View::InProgress | View::WaitingClient | View::Resolved => oldest_first.reverse(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::operation::{
        person::{Client, Person},
        sale::{Product, SoldArticle},
        ticket::LastMessage,
        vocabulary::{Date, DateTime, EmailAddress, Party, Priority, Role, SerialNumber, TicketStatus},
    };

    fn ticket(number: i32, minute: u32) -> TicketRow {
        let at = DateTime(format!("2026-11-24T10:{minute:02}:00Z"));
        let name = || ("Claire".to_owned(), "Morel".to_owned());
        let (first_name, last_name) = name();
        let client =
            Client { id: "c".into(), first_name, last_name, email: EmailAddress("claire@example.org".to_owned()) };
        let (first_name, last_name) = name();
        let author = Person { id: "c".into(), role: Role::Client, first_name, last_name };
        let product = Product { id: "p".into(), reference: "R".to_owned(), designation: "D".to_owned(), on_sale: true };
        TicketRow {
            id: number.to_string().into(),
            number,
            title: "Title".to_owned(),
            status: TicketStatus::Open,
            waiting_on: Some(Party::Staff),
            priority: Priority::Normal,
            client,
            sale: SoldArticle {
                id: "s".into(),
                product,
                serial_number: SerialNumber("AB12CD34EF56GH7".to_owned()),
                sold_on: Date("2026-11-03".to_owned()),
            },
            opened_at: at.clone(),
            last_activity_at: at.clone(),
            last_message: LastMessage { id: "m".into(), author, posted_at: at },
        }
    }

    fn answered(mut ticket: TicketRow) -> TicketRow {
        ticket.status = TicketStatus::InProgress;
        ticket.waiting_on = Some(Party::Client);
        ticket
    }

    fn page(nodes: Vec<TicketRow>, end_cursor: Option<&str>) -> QueuePage {
        let page_info = PageInfo {
            has_next_page: end_cursor.is_some(),
            has_previous_page: false,
            start_cursor: None,
            end_cursor: end_cursor.map(str::to_owned),
        };
        let edges = nodes.into_iter().map(|node| QueueEdge { node, matches: Vec::new() }).collect();
        QueuePage { edges, page_info, feed_cursor: "f".to_owned() }
    }

    fn numbers(list: &QueueList) -> Vec<i32> {
        list.rows().iter().map(|row| row.ticket.number).collect()
    }

    #[test]
    fn what_is_to_handle_comes_last_and_goes_once_answered() {
        let mut list = QueueList::new(Content::View(View::ToHandle), page(vec![ticket(1, 1), ticket(2, 2)], None));
        list.apply(ticket(3, 3));
        assert_eq!(numbers(&list), [1, 2, 3]);
        assert!(list.rows().iter().any(|row| row.ticket.number == 3 && row.fresh));
        list.apply(answered(ticket(1, 4)));
        assert_eq!(numbers(&list), [2, 3]);
    }

    #[test]
    fn a_ticket_that_changes_moves_to_its_place() {
        let mut list = QueueList::new(Content::View(View::Open), page(vec![ticket(2, 2), ticket(1, 1)], None));
        list.apply(ticket(1, 5));
        assert_eq!(numbers(&list), [1, 2]);
        assert!(list.rows().iter().all(|row| !row.fresh));
    }

    #[test]
    fn a_change_behind_the_pages_that_were_read_waits_for_its_page() {
        let mut list = QueueList::new(Content::View(View::ToHandle), page(vec![ticket(1, 1)], Some("1")));
        list.apply(ticket(9, 9));
        assert_eq!(numbers(&list), [1]);
        list.begin_more();
        list.apply(answered(ticket(2, 10)));
        list.append(page(vec![ticket(2, 2), ticket(9, 9)], None));
        assert_eq!(numbers(&list), [1, 9], "the page was read before ticket 2 was answered");
    }

    #[test]
    fn what_a_search_found_stays_where_it_is() {
        let search = Content::Search("écran".to_owned());
        let mut list = QueueList::new(search, page(vec![ticket(1, 1), ticket(2, 2)], None));
        list.apply(answered(ticket(1, 5)));
        list.apply(ticket(3, 6));
        assert_eq!(numbers(&list), [1, 2]);
        assert!(list.rows().iter().any(|row| row.ticket.status == TicketStatus::InProgress));
    }
}
