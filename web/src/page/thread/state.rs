//! A thread as it is now: what was read, and what the feed brought since.

use crate::network::operation::{
    live::LiveEntry,
    thread::{Entry, Ticket, Timeline},
};
use std::rc::Rc;
use yew::Reducible;

/// A thread as it is now.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ThreadState {
    /// The ticket with the entries that were read so far, the oldest first; none where there is no such ticket.
    pub ticket: Option<Rc<Ticket>>,
}

/// What happens to a thread.
#[expect(clippy::large_enum_variant, reason = "moved once, into the state that keeps it")]
pub enum ThreadAction {
    /// It was read, with its last entries.
    Read(Option<Ticket>),
    /// Entries before those were read.
    ReadEarlier(Timeline),
    /// The feed brought an entry.
    Arrived(LiveEntry),
}

impl Reducible for ThreadState {
    type Action = ThreadAction;

    fn reduce(self: Rc<Self>, action: ThreadAction) -> Rc<Self> {
        let known = self.ticket.as_deref();
        let ticket = match action {
            ThreadAction::Read(read) => read.map(|read| keep_earlier(known, read)),
            ThreadAction::ReadEarlier(earlier) => known.cloned().map(|ticket| prepend(ticket, earlier)),
            ThreadAction::Arrived(live) => known.cloned().map(|ticket| append(ticket, live)),
        };
        Rc::new(Self { ticket: ticket.map(Rc::new) })
    }
}

/// What was read again, after the earlier entries that were read before.
fn keep_earlier(known: Option<&Ticket>, mut read: Ticket) -> Ticket {
    let known = known.filter(|known| known.id == read.id);
    let first = read.timeline.nodes.first().map(|entry| entry.cursor.clone());
    let (Some(known), Some(first)) = (known, first) else { return read };
    if let Some(at) = known.timeline.nodes.iter().position(|entry| entry.cursor == first).filter(|at| *at > 0) {
        let mut entries: Vec<Entry> = known.timeline.nodes.iter().take(at).cloned().collect();
        entries.append(&mut read.timeline.nodes);
        read.timeline = Timeline { nodes: entries, page_info: known.timeline.page_info.clone() };
    }
    read
}

fn prepend(mut ticket: Ticket, mut earlier: Timeline) -> Ticket {
    earlier.nodes.append(&mut ticket.timeline.nodes);
    ticket.timeline = earlier;
    ticket
}

fn append(mut ticket: Ticket, live: LiveEntry) -> Ticket {
    let (arrived, standing) = live.split();
    if ticket.timeline.nodes.iter().all(|entry| entry.cursor != arrived.cursor) {
        ticket.timeline.nodes.push(arrived);
    }
    ticket.stand(standing);
    ticket
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::operation::{
        person::{Client, Person},
        sale::{Product, SoldArticle},
        thread::{ClientHistory, MessageKey, PastTickets, Standing},
        ticket_list::PageInfo,
        vocabulary::{
            Date, DateTime, EmailAddress, Party, Priority, Role, SerialNumber, TicketEventKind, TicketStatus,
        },
    };

    fn at() -> DateTime {
        DateTime("2026-11-24T10:00:00Z".to_owned())
    }

    fn entry(cursor: &str) -> Entry {
        let actor =
            Person { id: "p".into(), role: Role::Client, first_name: "Claire".into(), last_name: "Morel".into() };
        let kind = TicketEventKind::MessagePosted;
        Entry { cursor: cursor.to_owned(), kind, at: at(), actor, message: None, from_status: None, to_status: None }
    }

    fn timeline(cursors: &[&str], has_previous_page: bool) -> Timeline {
        let page_info = PageInfo { has_next_page: false, has_previous_page, start_cursor: None, end_cursor: None };
        Timeline { nodes: cursors.iter().map(|cursor| entry(cursor)).collect(), page_info }
    }

    fn standing(status: TicketStatus) -> Standing {
        let last_message = MessageKey { id: "m".into() };
        let waiting_on = Some(Party::Staff);
        Standing { status, waiting_on, last_activity_at: at(), last_message, available_actions: Vec::new() }
    }

    fn ticket(timeline: Timeline) -> Ticket {
        let product = Product { id: "p".into(), reference: "R".to_owned(), designation: "D".to_owned(), on_sale: true };
        Ticket {
            id: "t".into(),
            number: 1,
            title: "Title".to_owned(),
            priority: Priority::Normal,
            client: Client {
                id: "c".into(),
                first_name: "Claire".to_owned(),
                last_name: "Morel".to_owned(),
                email: EmailAddress("claire@example.org".to_owned()),
            },
            sale: SoldArticle {
                id: "s".into(),
                product,
                serial_number: SerialNumber("AB12CD34EF56GH7".to_owned()),
                sold_on: Date("2026-11-03".to_owned()),
            },
            opened_at: at(),
            status: TicketStatus::Open,
            waiting_on: Some(Party::Staff),
            last_activity_at: at(),
            last_message: MessageKey { id: "m".into() },
            available_actions: Vec::new(),
            history: ClientHistory { tickets: PastTickets { nodes: Vec::new() } },
            timeline,
        }
    }

    fn after(actions: Vec<ThreadAction>) -> Vec<String> {
        let state = actions.into_iter().fold(Rc::new(ThreadState::default()), Reducible::reduce);
        let entries = state.ticket.iter().flat_map(|ticket| ticket.timeline.nodes.iter());
        entries.map(|entry| entry.cursor.clone()).collect()
    }

    #[test]
    fn an_entry_that_arrives_twice_shows_once() {
        let arrived = |cursor| {
            let Entry { cursor, kind, at, actor, message, from_status, to_status } = entry(cursor);
            let ticket = standing(TicketStatus::InProgress);
            ThreadAction::Arrived(LiveEntry { cursor, kind, at, actor, message, from_status, to_status, ticket })
        };
        let read = ThreadAction::Read(Some(ticket(timeline(&["1"], false))));
        assert_eq!(after(vec![read, arrived("2"), arrived("2"), arrived("3")]), ["1", "2", "3"]);
    }

    #[test]
    fn reading_again_keeps_the_earlier_entries() {
        let actions = vec![
            ThreadAction::Read(Some(ticket(timeline(&["3", "4"], true)))),
            ThreadAction::ReadEarlier(timeline(&["1", "2"], false)),
            ThreadAction::Read(Some(ticket(timeline(&["4", "5"], true)))),
        ];
        assert_eq!(after(actions), ["1", "2", "3", "4", "5"]);
    }
}
