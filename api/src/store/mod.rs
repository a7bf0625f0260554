//! The database: connections, transactions, pages, search conditions.

pub mod cells;
mod connect;
mod draft;
pub mod gather;
pub mod hash;
pub mod idempotency;
mod origin;
pub mod page;
mod passing;
mod pulse;
pub mod question;
mod replica;
pub mod revision;
pub mod rows;
pub mod scope;
pub mod search;
pub mod statement;
pub mod suggestions;
pub mod ticket_counts;
pub mod ticket_filter;
mod turn;
mod tx;
pub mod wake;

pub use connect::{STATEMENTS, Store};
pub use draft::Draft;
pub use origin::Origin;
pub use passing::is_passing;
pub use pulse::Pulse;
pub use question::Questions;
pub use replica::{Position, Replica};
pub use revision::Revision;
pub use rows::Rows;
pub use scope::Scope;
pub use suggestions::Suggestions;
pub use ticket_filter::TicketFilter;
pub use tx::Tx;
