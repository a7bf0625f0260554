//! Personal access tokens: what people's tools act with.

pub mod create;
mod last_uses;
pub mod list;
pub mod revoke;
mod secret;

pub use last_uses::LastUses;
pub use secret::Secret;
