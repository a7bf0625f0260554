//! Tickets: opened by clients, answered by staff, resolved by either.

mod candidates;
pub mod find;
pub mod index;
pub mod joined;
pub mod list;
pub mod list_of_client;
pub mod matches;
pub mod messages;
pub mod open;
mod passage;
mod record;
pub mod reply;
pub mod resolve;
pub mod search;
pub mod searching;
pub mod timeline;
