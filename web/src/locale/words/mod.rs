//! Which words there are.

mod account;
mod client;
mod common;
mod keys;
mod staff;
mod ticket;
mod tokens;

pub use account::Account;
pub use client::{Home, NewTicket, SignIn};
pub use common::{Common, Trouble};
pub use keys::Keys;
pub use staff::{Queue, Sale};
pub use ticket::{Thread, Ticket};
pub use tokens::Tokens;

use guichet_domain::Invalid;

/// Every word.
pub struct Words {
    /// What stands on every page.
    pub common: Common,
    /// What goes wrong.
    pub trouble: Trouble,
    /// What is wrong with an input, and what is expected instead.
    pub invalid: fn(Invalid) -> String,
    /// Signing in.
    pub sign_in: SignIn,
    /// What a ticket is.
    pub ticket: Ticket,
    /// A ticket with its messages.
    pub thread: Thread,
    /// What a client finds when it comes in.
    pub home: Home,
    /// Opening a ticket.
    pub new_ticket: NewTicket,
    /// One's own account.
    pub account: Account,
    /// The tokens with which tools act for a person.
    pub tokens: Tokens,
    /// The keys of the desk.
    pub keys: Keys,
    /// The staff's queue.
    pub queue: Queue,
    /// Registering a sale.
    pub sale: Sale,
}
