//! The database: connections, transactions, pages, search conditions.

mod connect;
pub mod hash;
pub mod idempotency;
pub mod page;
pub mod rows;
pub mod scope;
pub mod search;
mod tx;
pub mod wake;

pub use connect::Store;
pub use rows::Rows;
pub use scope::Scope;
pub use tx::Tx;
