//! The server of Guichet: use cases, store, live feed, GraphQL, HTTP, and the command line.
//!
//! Modules depend one way: `http` → `graphql` → the use cases → `feed` → `store`.

pub mod account;
pub mod app;
pub mod audit;
pub mod backup;
pub mod catalogue;
pub mod check;
pub mod clock;
pub mod command;
pub mod demo;
pub mod error;
pub mod feed;
pub mod gauge;
pub mod graphql;
pub mod http;
mod keyed;
pub mod random;
pub mod sale;
pub mod settings;
pub mod store;
pub mod sweep;
pub mod ticket;

pub use app::App;
pub use error::Error;
pub use settings::Settings;
