//! One ticket with all that was said, for both sides.

mod article;
mod beside;
mod body;
mod composer;
mod entry;
mod history;
mod outgoing;
mod resolve;
mod standing;
mod state;
mod use_thread;

pub use beside::Thread;
pub use body::Body;
pub use outgoing::outgoing;
pub use standing::standing;
pub use use_thread::{ThreadHandle, use_thread};
