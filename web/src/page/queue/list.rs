//! The rows of the queue, and how the feed changes them in place.

mod reread;

use super::selection::{Place, Selection};
use crate::network::operation::{
    queue::{QueueEdge, QueuePage, TicketMatch},
    ticket::TicketRow,
    ticket_list::PageInfo,
};
use std::{cell::Cell, rc::Rc};

/// One row.
#[derive(Clone, Debug)]
pub struct Row {
    /// The ticket.
    pub ticket: TicketRow,
    /// The passages in which it was found, where something was searched for.
    pub matches: Vec<TicketMatch>,
    /// Whether the feed has just brought it.
    pub fresh: bool,
    /// How high it is on the page, in pixels; none until it has been there.
    pub height: Cell<Option<f64>>,
    /// By what it stands where it stands. The ticket may have gone on since.
    place: Place,
}

/// The rows that were read so far, kept as they are now. A clone shares the rows.
#[derive(Clone, Debug)]
pub struct QueueList {
    selection: Selection,
    rows: Vec<Rc<Row>>,
    page_info: PageInfo,
    /// What came above the place that is being read, and waits to be shown.
    held: Vec<TicketRow>,
    /// What the feed brought while another page was on its way: that page may have been read before.
    meanwhile: Vec<TicketRow>,
}

impl QueueList {
    /// Starts from a first page.
    pub fn new(selection: Selection, page: QueuePage) -> Self {
        let (rows, held, meanwhile) = Default::default();
        let mut list = Self { selection, rows, page_info: page.page_info.clone(), held, meanwhile };
        list.append(page, None);
        list
    }

    /// Which rows they are, in which order.
    pub const fn selection(&self) -> &Selection {
        &self.selection
    }

    /// The rows, in order.
    pub fn rows(&self) -> &[Rc<Row>] {
        &self.rows
    }

    /// How many new ones wait to be shown.
    pub fn held(&self) -> usize {
        self.held.len()
    }

    /// In which row a ticket stands, if it does.
    pub fn at(&self, number: i32) -> Option<usize> {
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

    /// Another page has come. What is shown or held already is newer, and so is what the feed brought since.
    pub fn append(&mut self, page: QueuePage, fold: Option<i32>) {
        for QueueEdge { node, matches } in page.edges {
            if self.at(node.number).is_none() && self.held.iter().all(|held| held.number != node.number) {
                self.rows.push(Rc::new(self.row(node, matches, false)));
            }
        }
        self.page_info = page.page_info;
        for ticket in std::mem::take(&mut self.meanwhile) {
            self.apply(ticket, fold);
        }
    }

    /// The feed brings a ticket as it is now: its row comes, changes, moves or goes. Nothing comes or goes above `fold`, the
    /// ticket of the first row in sight of whoever reads further down: what would, is held.
    pub fn apply(&mut self, ticket: TicketRow, fold: Option<i32>) {
        if self.more().is_some() {
            self.meanwhile.push(ticket.clone());
        }
        let at = self.at(ticket.number);
        if self.selection.is_search() {
            if let Some(row) = at.and_then(|at| self.rows.get_mut(at)) {
                Rc::make_mut(row).ticket = ticket;
            }
            return;
        }
        self.held.retain(|held| held.number != ticket.number);
        if !self.selection.holds(&ticket) {
            if let Some(at) = at {
                self.rows.remove(at);
            }
            return;
        }
        let place = self.selection.place(&ticket);
        let row = |at: usize| self.rows.get(at);
        let above =
            fold.and_then(|fold| row(self.at(fold)?)).is_some_and(|fold| self.selection.precedes(&place, &fold.place));
        let stays = above || at.and_then(row).is_some_and(|row| row.place == place);
        match at {
            Some(at) if stays => {
                if let Some(row) = self.rows.get_mut(at) {
                    Rc::make_mut(row).ticket = ticket;
                }
            }
            None if above => self.held.push(ticket),
            Some(at) => {
                self.rows.remove(at);
                self.insert(ticket, false);
            }
            None => self.insert(ticket, true),
        }
    }

    /// Shows what was held, and puts in its place what was kept out of it.
    pub fn show_held(&mut self) {
        for ticket in std::mem::take(&mut self.held) {
            self.insert(ticket, true);
        }
        let misplaced = |row: &&Rc<Row>| !self.selection.is_search() && self.selection.place(&row.ticket) != row.place;
        let misplaced: Vec<_> = self.rows.iter().filter(misplaced).map(|row| row.ticket.clone()).collect();
        for ticket in misplaced {
            self.rows.retain(|row| row.ticket.number != ticket.number);
            self.insert(ticket, false);
        }
    }

    fn insert(&mut self, ticket: TicketRow, fresh: bool) {
        let row = self.row(ticket, Vec::new(), fresh);
        let at = self.rows.partition_point(|other| self.selection.precedes(&other.place, &row.place));
        // Behind the last row that was read, it belongs to a page that was not.
        if at < self.rows.len() || self.more().is_none() {
            self.rows.insert(at, Rc::new(row));
        }
    }

    fn row(&self, ticket: TicketRow, matches: Vec<TicketMatch>, fresh: bool) -> Row {
        let place = self.selection.place(&ticket);
        Row { ticket, matches, fresh, height: Cell::new(None), place }
    }
}

#[cfg(test)]
mod tests {
    use super::{super::view::View, *};
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

    fn of(view: View) -> Selection {
        Selection { view, ..Selection::default() }
    }

    fn numbers(list: &QueueList) -> Vec<i32> {
        list.rows().iter().map(|row| row.ticket.number).collect()
    }

    #[test]
    fn what_is_to_handle_comes_last_and_goes_once_answered() {
        let mut list = QueueList::new(of(View::ToHandle), page(vec![ticket(1, 1), ticket(2, 2)], None));
        list.apply(ticket(3, 3), None);
        assert_eq!(numbers(&list), [1, 2, 3]);
        assert!(list.rows().iter().any(|row| row.ticket.number == 3 && row.fresh));
        list.apply(answered(ticket(1, 4)), None);
        assert_eq!(numbers(&list), [2, 3]);
    }

    #[test]
    fn a_ticket_that_changes_moves_to_its_place() {
        let mut list = QueueList::new(of(View::Open), page(vec![ticket(2, 2), ticket(1, 1)], None));
        list.apply(ticket(1, 5), None);
        assert_eq!(numbers(&list), [1, 2]);
        assert!(list.rows().iter().all(|row| !row.fresh));
    }

    #[test]
    fn a_change_behind_the_pages_that_were_read_waits_for_its_page() {
        let mut list = QueueList::new(of(View::ToHandle), page(vec![ticket(1, 1)], Some("1")));
        list.apply(ticket(9, 9), None);
        assert_eq!(numbers(&list), [1]);
        list.begin_more();
        list.apply(answered(ticket(2, 10)), None);
        list.append(page(vec![ticket(2, 2), ticket(9, 9)], None), None);
        assert_eq!(numbers(&list), [1, 9], "the page was read before ticket 2 was answered");
    }

    #[test]
    fn what_a_search_found_stays_where_it_is() {
        let search = Selection { search: "écran".to_owned(), ..Selection::default() };
        let mut list = QueueList::new(search, page(vec![ticket(1, 1), ticket(2, 2)], None));
        list.apply(answered(ticket(1, 5)), None);
        list.apply(ticket(3, 6), None);
        assert_eq!(numbers(&list), [1, 2]);
        assert!(list.rows().iter().any(|row| row.ticket.status == TicketStatus::InProgress));
    }

    #[test]
    fn nothing_moves_above_what_is_being_read_until_it_is_asked_for() {
        let rows = vec![ticket(4, 40), ticket(3, 30), ticket(2, 20), ticket(1, 10)];
        let mut list = QueueList::new(of(View::Open), page(rows, None));
        let fold = Some(3);
        list.apply(ticket(5, 50), fold);
        list.apply(ticket(1, 51), fold);
        list.apply(ticket(6, 25), fold);
        assert_eq!(numbers(&list), [4, 3, 6, 2, 1], "one came above, one changed in place, one came below");
        assert_eq!(list.held(), 1);
        list.apply(answered(ticket(5, 52)), fold);
        assert_eq!(list.held(), 0, "what is held goes as what is shown does");
        list.apply(ticket(7, 53), fold);
        list.show_held();
        assert_eq!(numbers(&list), [7, 1, 4, 3, 6, 2]);
        assert_eq!(list.held(), 0);
    }

    #[test]
    fn what_is_read_again_is_as_it_was_read_to_its_end() {
        let mut list = QueueList::new(of(View::Open), page(vec![ticket(4, 40), ticket(3, 30)], Some("3")));
        list.append(page(vec![ticket(2, 20), ticket(1, 10)], Some("1")), None);
        list.reread(page(vec![ticket(5, 50), ticket(3, 30)], Some("3")), None);
        assert_eq!((numbers(&list), list.more()), (vec![5, 3], Some("3")), "of those behind nothing is known");
        list.reread(page(vec![ticket(6, 60), ticket(3, 30), ticket(2, 20), ticket(1, 10)], None), Some(3));
        assert_eq!((numbers(&list), list.held(), list.more()), (vec![3, 2, 1], 1, None), "nothing moves that is read");
    }

    #[test]
    fn what_is_held_is_not_read_again_with_a_page() {
        let mut list = QueueList::new(of(View::Open), page(vec![ticket(3, 30), ticket(2, 20)], Some("2")));
        list.apply(ticket(1, 40), Some(2));
        list.begin_more();
        list.append(page(vec![ticket(1, 10)], None), Some(2));
        assert_eq!((numbers(&list), list.held()), (vec![3, 2], 1));
    }
}
