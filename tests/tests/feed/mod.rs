//! The live feed.

mod concurrency;
mod queue;
mod thread;
