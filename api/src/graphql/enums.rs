//! The domain's enums under their GraphQL names.

use async_graphql::Enum;

/// What an account may do. Sellers and technicians, the staff, may do the same things.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "guichet_domain::Role")]
pub enum Role {
    /// A customer, who opens assistance requests.
    Client,
    /// A member of staff at the counter, who creates clients and registers sales.
    Seller,
    /// A member of staff who answers assistance requests.
    Technician,
}

/// What a personal access token may be used for.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "guichet_domain::AccessTokenScope")]
pub enum AccessTokenScope {
    /// Queries and subscriptions. A mutation is FORBIDDEN, and nothing of its document runs.
    Read,
    /// Mutations as well, but for those that manage the account.
    Write,
}

/// One of the two sides of a ticket.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "guichet_domain::Party")]
pub enum Party {
    /// The client who opened it.
    Client,
    /// Any seller or technician.
    Staff,
}

/// Where a ticket stands in its course.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "guichet_domain::TicketStatus")]
pub enum TicketStatus {
    /// Opened by the client; staff has not answered yet.
    Open,
    /// Staff has answered at least once.
    InProgress,
    /// Closed for good by the client or staff: no answer, no reopening.
    Resolved,
}

/// How urgent a ticket is.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "guichet_domain::Priority")]
pub enum Priority {
    /// It can wait.
    Low,
    /// What every ticket starts with.
    Normal,
    /// It goes before the others.
    High,
    /// It can't wait.
    Urgent,
}

/// What may be done to a ticket.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "guichet_domain::TicketAction")]
pub enum TicketAction {
    /// Add a message with `replyToTicket`.
    Reply,
    /// Close it for good with `resolveTicket`.
    Resolve,
}

/// What one row of a ticket's history tells.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "guichet_domain::TicketEventKind")]
pub enum TicketEventKind {
    /// The client opened the ticket, with its first message.
    Opened,
    /// A message was added.
    MessagePosted,
    /// The status changed: the first answer of staff, or the resolution.
    StatusChanged,
    /// The priority changed; to what, the ticket says.
    PriorityChanged,
}

/// What a list of tickets is ordered by; ties by the ticket's number.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "crate::ticket::list::OrderBy")]
pub enum TicketOrderField {
    /// When something last happened to it.
    LastActivity,
    /// When it was opened.
    Opened,
    /// How urgent it is, from LOW to URGENT.
    Priority,
    /// How well it answers `search`, the best with DESC: its own number first, then by how many words stand in title and
    /// serial number, then in product and client, then in messages alone. Without a search, as LAST_ACTIVITY.
    Relevance,
}

/// Where in a ticket a search found something.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum TicketMatchField {
    /// In its number.
    Number,
    /// In its title.
    Title,
    /// In one of its messages.
    Message,
    /// In the reference of the product it is about.
    ProductReference,
    /// In the designation of the product it is about.
    ProductDesignation,
    /// In the serial number of the article it is about.
    SerialNumber,
    /// In the client's first and last name; for staff.
    ClientName,
    /// In the client's e-mail address; for staff.
    ClientEmail,
}

/// Which end of a list comes first.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum OrderDirection {
    /// The least, or the oldest, first.
    Asc,
    /// The greatest, or the newest, first.
    Desc,
}

/// What an event does to a queue.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum QueueChangeKind {
    /// The ticket was not in the queue and is now.
    Entered,
    /// The ticket was in the queue and stays.
    Updated,
    /// The ticket was in the queue and is no longer.
    Left,
    /// Too much was missed, the reader was too slow, or its cursor is ahead of the feed: list again, and subscribe again from
    /// the list's `feedCursor`. The subscription itself goes on from this change's cursor, which a list may not have reached.
    Resync,
}
