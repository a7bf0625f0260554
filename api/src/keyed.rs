//! Something for each of many, for as long as somebody holds it.

use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Arc, Mutex, PoisonError, Weak},
};

/// After how many more of them those are looked for that nobody holds any longer.
const SWEEP_EVERY: usize = 1_000;

/// What is held, by whom it belongs to.
#[derive(Debug)]
pub struct Keyed<K, V>(Mutex<Held<K, V>>);

#[derive(Debug)]
struct Held<K, V> {
    by_key: HashMap<K, Weak<V>>,
    sweep_at: usize,
}

impl<K, V> Default for Keyed<K, V> {
    fn default() -> Self {
        Self(Mutex::new(Held { by_key: HashMap::new(), sweep_at: SWEEP_EVERY }))
    }
}

impl<K: Eq + Hash, V> Keyed<K, V> {
    /// The one of this key: the same for all who ask while anybody holds it.
    pub fn of(&self, key: K, make: impl FnOnce() -> V) -> Arc<V> {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = held.by_key.get(&key).and_then(Weak::upgrade) {
            return known;
        }
        if held.by_key.len() >= held.sweep_at {
            held.by_key.retain(|_, value| value.strong_count() > 0);
            held.sweep_at = held.by_key.len() + SWEEP_EVERY;
        }
        let made = Arc::new(make());
        held.by_key.insert(key, Arc::downgrade(&made));
        made
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_same_while_somebody_holds_it_and_leaves_nothing_behind() {
        let keyed = Keyed::default();
        let first = keyed.of(1, || "first");
        assert!(Arc::ptr_eq(&first, &keyed.of(1, || "another")));
        drop(first);
        assert_eq!(*keyed.of(1, || "another"), "another");
        for n in 0..10_000 {
            keyed.of(n, || "gone at once");
        }
        assert!(keyed.0.lock().unwrap().by_key.len() <= SWEEP_EVERY + 1);
    }
}
