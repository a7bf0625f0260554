//! The tables of Guichet as SeaORM entities: one table, one file. `revision`, a counter that is asked for in other statements, has none.
//!
//! Column values are the domain's own types. Nothing here decides anything.

pub mod access_token;
pub mod audit_event;
pub mod idempotency_key;
pub mod message;
pub mod person;
pub mod product;
pub mod refresh_token;
pub mod sale;
pub mod search_posting;
pub mod search_waiting;
pub mod session;
pub mod signing_key;
pub mod throttle;
pub mod ticket;
pub mod ticket_event;
pub mod ticket_passage;
pub mod ticket_tally;
