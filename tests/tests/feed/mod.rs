//! The live feed.

mod catch_up;
mod concurrency;
mod queue;
mod thread;
