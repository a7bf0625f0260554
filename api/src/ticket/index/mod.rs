//! The index of the search of tickets: which of them may hold a word.
//!
//! For each three characters that follow each other in a text there is a posting list: the tickets that hold them (`search_posting`),
//! apart for heads, for what a ticket is about, and for messages. A ticket that may hold a word is in all lists of its pieces;
//! whether it does, reading it tells. So the index may know too much, never too little.
//!
//! Lists are brought up to date some moments after a text was written, for many texts at once. Until then it stands in
//! `search_waiting`, by triggers, and is read itself.

mod block;
mod changes;
mod check;
mod look_up;
mod postings;
mod rarity;
mod term;
mod texts;
mod ticket_set;
mod update;
mod waiting;

pub use check::check;
pub use look_up::Found;
pub use rarity::Rarity;
pub use update::{catch_up, has_replaced, run};
pub use waiting::Waiting;
