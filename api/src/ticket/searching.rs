//! What a search of tickets asks.

use super::index::{Rarity, Waiting};
use crate::{
    feed::Recent,
    store::{Revision, Store},
};

/// What is kept in memory of a base, or of a replica of it, for those who search its tickets. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    /// The tickets to which something happened last.
    pub recent: Recent,
    /// The texts that the index does not know yet.
    pub waiting: Waiting,
    /// How rare the pieces of words are.
    pub rarity: Rarity,
}

/// A base that is searched.
#[derive(Clone, Copy, Debug)]
pub struct Searching<'s> {
    /// The base.
    pub store: &'s Store,
    /// What is kept of it in memory.
    pub memory: &'s Memory,
    /// What it was like when somebody began to ask: what is kept of that revision need not be read. None where nobody looked.
    pub revision: Option<&'s Revision>,
}
