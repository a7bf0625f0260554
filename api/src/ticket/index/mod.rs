//! The index of the search of tickets: which of them may hold a word.
//!
//! For each three characters that follow each other in a text there is a bitmap of the tickets that hold them
//! (`search_bitmap`), apart for heads, for what a ticket is about, and for messages. A ticket that may hold a word is in all
//! bitmaps of its pieces; whether it does, reading it tells. So the index may know too much, never too little.
//!
//! Bitmaps are brought up to date some moments after a text was written, for many texts at once. Until then it stands in
//! `search_backlog`, by triggers, and is read itself.

mod backlog;
mod bitmap;
mod changes;
mod check;
mod look_up;
mod rows;
mod term;
mod texts;
mod update;

pub use backlog::Backlog;
pub use check::check;
pub use look_up::Found;
pub use update::{catch_up, run};
