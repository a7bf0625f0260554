//! What can be followed: a list of tickets, and one ticket.

use super::{
    person::Person,
    schema,
    thread::{Entry, Message, Standing},
    ticket::{TicketCounts, TicketRow},
    ticket_list::TicketFilter,
    vocabulary::{DateTime, QueueChangeKind, Role, TicketEventKind, TicketStatus},
};
use crate::network::feed::Topic;

/// The tickets that a filter lets through.
#[derive(Clone, PartialEq)]
pub struct QueueTopic {
    /// Which tickets.
    pub filter: TicketFilter,
}

/// What [`TicketQueue`] is asked with.
#[derive(cynic::QueryVariables)]
pub struct QueueVariables {
    filter: Option<TicketFilter>,
    after: Option<String>,
}

/// A list of tickets changes.
#[derive(cynic::QueryFragment, Debug)]
#[cynic(graphql_type = "Subscription", variables = "QueueVariables")]
pub struct TicketQueue {
    /// The change.
    #[arguments(filter: $filter, after: $after)]
    pub ticket_queue: QueueChange,
}

/// A ticket came, changed or went.
#[derive(cynic::QueryFragment, Clone, Debug)]
#[cynic(graphql_type = "TicketQueueChange")]
pub struct QueueChange {
    /// Where to go on from.
    pub cursor: String,
    /// Which of these.
    pub kind: QueueChangeKind,
    /// The ticket, as it is now.
    pub ticket: Option<TicketRow>,
    /// What happened to it.
    pub event: Option<QueueEvent>,
    /// All the viewer's tickets, counted.
    pub counts: TicketCounts,
}

/// What happened to a ticket, in short.
#[derive(cynic::QueryFragment, Clone, Debug)]
#[cynic(graphql_type = "TicketEvent")]
pub struct QueueEvent {
    /// What.
    pub kind: TicketEventKind,
    /// Who did it.
    pub actor: Actor,
    /// The state after, where it changed.
    pub to_status: Option<TicketStatus>,
}

/// Who did something, as far as its role.
#[derive(cynic::QueryFragment, Clone, Copy, Debug)]
#[cynic(graphql_type = "Person")]
pub struct Actor {
    /// Which side, and what it does there.
    pub role: Role,
}

impl Topic for QueueTopic {
    type Change = TicketQueue;

    fn variables(&self, after: Option<String>) -> QueueVariables {
        QueueVariables { filter: Some(self.filter.clone()), after }
    }

    fn cursor(change: &TicketQueue) -> String {
        change.ticket_queue.cursor.clone()
    }

    fn is_gap(change: &TicketQueue) -> bool {
        change.ticket_queue.kind == QueueChangeKind::Resync
    }
}

/// One ticket.
#[derive(Clone, PartialEq)]
pub struct ThreadTopic {
    /// Which.
    pub ticket_id: cynic::Id,
}

/// What [`TicketEvents`] is asked with.
#[derive(cynic::QueryVariables)]
pub struct EventsVariables {
    ticket_id: cynic::Id,
    after: Option<String>,
}

/// Something happens to a ticket.
#[derive(cynic::QueryFragment, Debug)]
#[cynic(graphql_type = "Subscription", variables = "EventsVariables")]
pub struct TicketEvents {
    /// What.
    #[arguments(ticketId: $ticket_id, after: $after)]
    pub ticket_events: LiveEntry,
}

/// Something happened to a ticket, and where it stands now.
#[derive(cynic::QueryFragment, Clone, Debug)]
#[cynic(graphql_type = "TicketEvent")]
pub struct LiveEntry {
    /// Where it stands in the feed.
    pub cursor: String,
    /// What happened.
    pub kind: TicketEventKind,
    /// When.
    pub at: DateTime,
    /// Who did it.
    pub actor: Person,
    /// What was written, where something was.
    pub message: Option<Message>,
    /// The state before, where it changed.
    pub from_status: Option<TicketStatus>,
    /// The state after, where it changed.
    pub to_status: Option<TicketStatus>,
    /// Where the ticket stands.
    pub ticket: Standing,
}

impl LiveEntry {
    /// What happened, and where the ticket stands.
    pub fn split(self) -> (Entry, Standing) {
        let Self { cursor, kind, at, actor, message, from_status, to_status, ticket } = self;
        (Entry { cursor, kind, at, actor, message, from_status, to_status }, ticket)
    }
}

impl Topic for ThreadTopic {
    type Change = TicketEvents;

    fn variables(&self, after: Option<String>) -> EventsVariables {
        EventsVariables { ticket_id: self.ticket_id.clone(), after }
    }

    fn cursor(change: &TicketEvents) -> String {
        change.ticket_events.cursor.clone()
    }

    fn is_gap(_: &TicketEvents) -> bool {
        false
    }
}
