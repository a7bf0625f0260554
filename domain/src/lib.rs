//! The rules of Guichet, as plain values and functions: no I/O, no async, no database.
//!
//! The server decides with them; the web client asks the same code so that a slip shows while one types.

pub mod access;
pub mod access_token;
pub mod audit;
pub mod credential;
pub mod email;
pub mod excerpt;
pub mod fold;
pub mod id;
pub mod invalid;
pub mod password;
pub mod person;
pub mod sale;
pub mod serial_number;
pub mod text;
pub mod ticket;
pub mod ticket_search;
mod unicode;

pub use access::{Permission, Relation};
pub use access_token::AccessTokenScope;
pub use audit::AuditKind;
pub use credential::{Asker, Credential};
pub use email::EmailAddress;
pub use invalid::{Invalid, Reason};
pub use password::NewPassword;
pub use person::{Party, Role};
pub use serial_number::SerialNumber;
pub use text::{AccessTokenName, MessageBody, PersonName, ProductDesignation, ProductReference, TicketTitle};
pub use ticket::{Priority, TicketAction, TicketEventKind, TicketState, TicketStatus};
