//! How rare terms are.

use super::term::Term;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

/// Of how many terms it is known.
const KNOWN: usize = 1 << 14;

/// In how many tickets of a bucket terms stand, where searches have met them: it changes little, and nothing depends on it but which
/// lists are read first. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Rarity(Arc<Mutex<HashMap<Term, usize, foldhash::fast::RandomState>>>);

impl Rarity {
    /// What is known of these terms, in their order; nothing unless it is of all of them.
    pub fn of(&self, terms: impl Iterator<Item = Term>) -> Option<Vec<usize>> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        terms.map(|term| known.get(&term).copied()).collect()
    }

    /// Says in how many tickets of a bucket terms were met.
    pub fn met(&self, terms: impl Iterator<Item = (Term, usize)>) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= KNOWN {
            known.clear();
        }
        known.extend(terms);
    }
}
