//! Accounts: signing in and out, one's own password, address and access tokens, accounts of clients and staff.

pub mod access_token;
pub mod acquaintance;
mod actor;
mod authenticate;
pub mod change_email;
pub mod change_password;
pub mod create_client;
pub mod create_staff;
pub mod disable;
pub mod erase_client;
pub mod export_client;
pub mod hasher;
mod live_credentials;
pub mod overreach;
mod person;
pub mod refresh_session;
pub mod reset_password;
mod session;
pub mod sign_in;
pub mod sign_out;
pub mod signing_key;
pub mod standing;
pub mod suggest_clients;
pub mod throttle;
pub mod token;

pub use actor::Actor;
pub use authenticate::{Authenticated, authenticate};
pub use live_credentials::LiveCredentials;
pub(crate) use person::search_text;
pub use person::{find, find_by_email};
pub use session::{SESSION_DAYS, SignedIn};
