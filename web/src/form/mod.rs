//! What forms share: inputs that are checked while one types, drafts that survive, and sending.

pub mod attempt;
pub mod draft;
mod input;
pub mod outbox;
mod submission;

pub use input::{Input, use_draft_input, use_input};
pub use submission::{Trouble, trouble_banner, use_submission};
