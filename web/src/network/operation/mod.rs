//! What is asked of the API, one file for each part of it. Checked against `schema.graphql` when the client is compiled.

pub mod access_token;
pub mod account;
pub mod home;
pub mod live;
pub mod person;
pub mod queue;
pub mod registration;
pub mod sale;
pub mod session;
pub mod sold;
pub mod suggestion;
mod text;
pub mod thread;
pub mod ticket;
pub mod ticket_list;
mod user_error;
pub mod vocabulary;

pub use text::Operation;
pub use user_error::UserError;

/// The types of `schema.graphql`.
#[cynic::schema("guichet")]
#[allow(missing_docs, reason = "generated; described in schema.graphql")]
mod schema {}

/// How many rows a list asks for at a time; the most that the API gives.
pub const PAGE: i32 = 100;
