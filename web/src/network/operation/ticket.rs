//! A ticket as lists show it, and what can be done to it.

use super::{
    UserError,
    person::{Client, Person},
    sale::SoldArticle,
    schema,
    vocabulary::{DateTime, Party, Priority, TicketStatus},
};

/// One row of a list of tickets.
#[derive(cynic::QueryFragment, Clone, Debug, PartialEq)]
#[cynic(graphql_type = "Ticket")]
pub struct TicketRow {
    /// Opaque and global.
    pub id: cynic::Id,
    /// What people say on the phone.
    pub number: i32,
    /// What it is about.
    pub title: String,
    /// Its state.
    pub status: TicketStatus,
    /// Who has to act.
    pub waiting_on: Option<Party>,
    /// How urgent it is.
    pub priority: Priority,
    /// Who opened it.
    pub client: Client,
    /// The article it is about.
    pub sale: SoldArticle,
    /// When it was opened.
    pub opened_at: DateTime,
    /// When something last happened.
    pub last_activity_at: DateTime,
    /// The last message.
    pub last_message: LastMessage,
}

/// The last message of a ticket.
#[derive(cynic::QueryFragment, Clone, Debug, PartialEq)]
#[cynic(graphql_type = "Message")]
pub struct LastMessage {
    /// Opaque and global.
    pub id: cynic::Id,
    /// Who wrote it.
    pub author: Person,
    /// When.
    pub posted_at: DateTime,
}

/// How many tickets there are in each state.
#[derive(cynic::QueryFragment, Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cynic(graphql_type = "TicketCounts")]
pub struct TicketCounts {
    /// Open.
    pub open: i32,
    /// In progress.
    pub in_progress: i32,
    /// In progress, the client is to answer.
    pub waiting_on_client: i32,
    /// Staff is to answer.
    pub waiting_on_staff: i32,
    /// Resolved.
    pub resolved: i32,
}

/// What [`OpenTicket`] is asked with.
#[derive(cynic::QueryVariables)]
pub struct OpenTicketVariables {
    /// The ticket to open.
    pub input: OpenTicketInput,
}

/// The ticket to open.
#[derive(cynic::InputObject, Clone)]
pub struct OpenTicketInput {
    /// The article it is about.
    pub sale_id: cynic::Id,
    /// What it is about, in a line.
    pub title: String,
    /// The first message.
    pub body: String,
    /// The same for each attempt at the same ticket, so that it is opened once.
    pub idempotency_key: Option<String>,
}

/// Opens a ticket.
#[derive(cynic::QueryFragment, Debug)]
#[cynic(graphql_type = "Mutation", variables = "OpenTicketVariables")]
pub struct OpenTicket {
    /// The outcome.
    #[arguments(input: $input)]
    pub open_ticket: TicketOpened,
}

/// The outcome of [`OpenTicket`].
#[derive(cynic::QueryFragment, Debug)]
#[cynic(graphql_type = "OpenTicketPayload")]
pub struct TicketOpened {
    /// The ticket.
    pub ticket: Option<Opened>,
    /// What was wrong.
    pub errors: Vec<UserError>,
}

/// A ticket that was just opened.
#[derive(cynic::QueryFragment, Debug)]
#[cynic(graphql_type = "Ticket")]
pub struct Opened {
    /// Where it is.
    pub number: i32,
}

/// What [`ReplyToTicket`] is asked with.
#[derive(cynic::QueryVariables)]
pub struct ReplyVariables {
    /// The message to post.
    pub input: ReplyToTicketInput,
}

/// The message to post.
#[derive(cynic::InputObject, Clone)]
pub struct ReplyToTicketInput {
    /// Under which ticket.
    pub ticket_id: cynic::Id,
    /// What it says.
    pub body: String,
    /// The last message that the writer saw.
    pub expected_last_message_id: Option<cynic::Id>,
    /// The same for each attempt at the same message, so that it is posted once.
    pub idempotency_key: Option<String>,
}

/// Posts a message.
#[derive(cynic::QueryFragment, Debug)]
#[cynic(graphql_type = "Mutation", variables = "ReplyVariables")]
pub struct ReplyToTicket {
    /// The outcome.
    #[arguments(input: $input)]
    pub reply_to_ticket: Replied,
}

/// The outcome of [`ReplyToTicket`].
#[derive(cynic::QueryFragment, Debug)]
#[cynic(graphql_type = "ReplyToTicketPayload")]
pub struct Replied {
    /// What was wrong.
    pub errors: Vec<UserError>,
}

/// What [`ResolveTicket`] is asked with.
#[derive(cynic::QueryVariables)]
pub struct ResolveVariables {
    /// The ticket to resolve.
    pub input: ResolveTicketInput,
}

/// The ticket to resolve.
#[derive(cynic::InputObject)]
pub struct ResolveTicketInput {
    /// Which.
    pub ticket_id: cynic::Id,
}

/// Resolves a ticket, for good.
#[derive(cynic::QueryFragment, Debug)]
#[cynic(graphql_type = "Mutation", variables = "ResolveVariables")]
pub struct ResolveTicket {
    /// The outcome.
    #[arguments(input: $input)]
    pub resolve_ticket: Resolved,
}

/// The outcome of [`ResolveTicket`].
#[derive(cynic::QueryFragment, Debug)]
#[cynic(graphql_type = "ResolveTicketPayload")]
pub struct Resolved {
    /// What was wrong.
    pub errors: Vec<UserError>,
}
