//! The live feed.

mod audience;
mod catch_up;
mod concurrency;
mod queue;
mod thread;
