//! How many sockets and streams one account, its tools, or one address without an account has open on this node.

use crate::{account::Actor, store::line_of};
use guichet_domain::Asker;
use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// Whose a place is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Holder {
    /// Whoever has an account.
    Account(Asker),
    /// Whoever has not signed in, by where it comes from.
    Address(IpAddr),
    /// All who have not, together.
    Visitors,
}

impl Holder {
    /// Whoever acts, on whatever device or with whatever tool.
    #[must_use]
    pub const fn of(actor: &Actor) -> Self {
        Self::Account(actor.asker())
    }

    /// Whoever comes from this address.
    #[must_use]
    pub fn at(address: IpAddr) -> Self {
        Self::Address(line_of(address))
    }
}

/// The places that are taken. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Places(Arc<Mutex<HashMap<Holder, usize>>>);

impl Places {
    /// One more place for this holder, unless it has `most` already. 0 is no limit.
    #[must_use]
    pub fn take(&self, holder: Holder, most: usize) -> Option<Place> {
        let mut taken = self.lock();
        let count = taken.entry(holder).or_default();
        if most > 0 && *count >= most {
            return None;
        }
        *count += 1;
        Some(Place { holder, places: self.clone() })
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Holder, usize>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Given back when dropped.
#[derive(Debug)]
pub struct Place {
    /// Whose it is.
    pub holder: Holder,
    places: Places,
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = self.places.lock();
        if let Some(count) = taken.get_mut(&self.holder) {
            *count -= 1;
            if *count == 0 {
                taken.remove(&self.holder);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use guichet_domain::id::PersonId;

    #[test]
    fn each_has_so_many_places_and_leaves_nothing_behind() {
        let places = Places::default();
        let (one, other) = (Holder::Account(Asker::Person(PersonId(1))), Holder::at([192, 0, 2, 7].into()));
        let held: Vec<_> = (0..2).map(|_| places.take(one, 2).unwrap()).collect();
        assert!(places.take(one, 2).is_none() && places.take(other, 2).is_some());
        let unlimited: Vec<_> = (0..1000).map(|_| places.take(one, 0).unwrap()).collect();
        drop((held, unlimited));
        assert!(places.take(one, 1).is_some());
        assert!(places.lock().is_empty());
    }
}
