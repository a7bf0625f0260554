//! The record of security events: written in the transaction of what it tells, read by the operator.

mod entry;
mod read;

pub use entry::Entry;
pub use read::{Filter, Recorded, Who, page};
