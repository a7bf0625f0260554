//! One ticket with its history.

use super::{
    person::{Client, Person},
    sale::SoldArticle,
    schema,
    ticket_list::PageInfo,
    vocabulary::{DateTime, Party, Priority, TicketAction, TicketEventKind, TicketStatus},
};

/// What [`Thread`] is asked with.
#[derive(cynic::QueryVariables)]
pub struct ThreadVariables {
    /// Which ticket.
    pub number: i32,
    /// How many of the last entries.
    pub last: i32,
    /// Before which entry.
    pub before: Option<String>,
}

/// One ticket with its last entries, or none that the viewer may see.
#[derive(cynic::QueryFragment, Clone, Debug, PartialEq)]
#[cynic(graphql_type = "Query", variables = "ThreadVariables")]
pub struct Thread {
    /// The ticket.
    #[arguments(number: $number)]
    pub ticket: Option<Ticket>,
}

/// One ticket with its last entries.
#[derive(cynic::QueryFragment, Clone, Debug, PartialEq)]
#[cynic(variables = "ThreadVariables")]
pub struct Ticket {
    /// Opaque and global.
    pub id: cynic::Id,
    /// What people say on the phone.
    pub number: i32,
    /// What it is about.
    pub title: String,
    /// How urgent it is.
    pub priority: Priority,
    /// Who opened it.
    pub client: Client,
    /// The article it is about.
    pub sale: SoldArticle,
    /// When it was opened.
    pub opened_at: DateTime,
    /// Its state.
    pub status: TicketStatus,
    /// Who has to act.
    pub waiting_on: Option<Party>,
    /// When something last happened.
    pub last_activity_at: DateTime,
    /// The last message.
    pub last_message: MessageKey,
    /// What the viewer may do now.
    pub available_actions: Vec<TicketAction>,
    /// What else its client asked.
    #[cynic(alias, rename = "client")]
    pub history: ClientHistory,
    /// What happened, the oldest first.
    #[arguments(last: $last, before: $before)]
    pub timeline: Timeline,
}

impl Ticket {
    /// Whether the viewer may do this now.
    pub fn allows(&self, action: TicketAction) -> bool {
        self.available_actions.contains(&action)
    }

    /// It stands somewhere else now.
    pub fn stand(&mut self, standing: Standing) {
        let Standing { status, waiting_on, last_activity_at, last_message, available_actions } = standing;
        self.status = status;
        self.waiting_on = waiting_on;
        self.last_activity_at = last_activity_at;
        self.last_message = last_message;
        self.available_actions = available_actions;
    }
}

/// A client and what it asked.
#[derive(cynic::QueryFragment, Clone, Debug, PartialEq)]
#[cynic(graphql_type = "Client")]
pub struct ClientHistory {
    /// The latest of its tickets.
    #[arguments(first: 20)]
    pub tickets: PastTickets,
}

/// Tickets, the latest first.
#[derive(cynic::QueryFragment, Clone, Debug, PartialEq)]
#[cynic(graphql_type = "TicketConnection")]
pub struct PastTickets {
    /// The rows.
    pub nodes: Vec<PastTicket>,
}

/// A ticket among others of its client.
#[derive(cynic::QueryFragment, Clone, Debug, PartialEq)]
#[cynic(graphql_type = "Ticket")]
pub struct PastTicket {
    /// What people say on the phone.
    pub number: i32,
    /// What it is about.
    pub title: String,
    /// Its state.
    pub status: TicketStatus,
    /// The article it is about.
    pub sale: SaleKey,
}

/// Names an article that was sold.
#[derive(cynic::QueryFragment, Clone, Debug, PartialEq)]
#[cynic(graphql_type = "Sale")]
pub struct SaleKey {
    /// Opaque and global.
    pub id: cynic::Id,
}

/// What changes of a ticket with each entry.
#[derive(cynic::QueryFragment, Clone, Debug, PartialEq)]
#[cynic(graphql_type = "Ticket")]
pub struct Standing {
    /// Its state.
    pub status: TicketStatus,
    /// Who has to act.
    pub waiting_on: Option<Party>,
    /// When something last happened.
    pub last_activity_at: DateTime,
    /// The last message.
    pub last_message: MessageKey,
    /// What the viewer may do now.
    pub available_actions: Vec<TicketAction>,
}

/// Names a message.
#[derive(cynic::QueryFragment, Clone, Debug, PartialEq)]
#[cynic(graphql_type = "Message")]
pub struct MessageKey {
    /// Opaque and global.
    pub id: cynic::Id,
}

/// A part of a ticket's history.
#[derive(cynic::QueryFragment, Clone, Debug, PartialEq)]
#[cynic(graphql_type = "TicketEventConnection")]
pub struct Timeline {
    /// What happened, the oldest first.
    pub nodes: Vec<Entry>,
    /// Whether there is more before.
    pub page_info: PageInfo,
}

/// One row of a ticket's history.
#[derive(cynic::QueryFragment, Clone, Debug, PartialEq)]
#[cynic(graphql_type = "TicketEvent")]
pub struct Entry {
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
}

/// What was written.
#[derive(cynic::QueryFragment, Clone, Debug, PartialEq)]
pub struct Message {
    /// Opaque and global.
    pub id: cynic::Id,
    /// The text, as it was typed.
    pub body: String,
}
