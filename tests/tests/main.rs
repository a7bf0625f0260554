//! The integration, conformance and browser tests of Guichet.

mod access_token;
mod account;
mod bounds;
mod browser;
mod catalogue;
mod contract;
mod feed;
mod headers;
mod idempotency;
mod log;
mod manual;
mod node;
mod operator;
mod paging;
mod permission;
mod policy;
mod quota;
mod sale;
mod search;
mod search_matches;
mod session;
mod statements;
mod story;
mod ticket;
mod token;
mod transport;
