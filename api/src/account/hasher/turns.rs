//! The turns of those who have signed in.
//!
//! What they have hashed waits here rather than in the queue: of each account one password at a time, and as many in all as are
//! hashed at once. So the places of the queue are for those who want in, however much somebody inside asks for.

use crate::keyed::Keyed;
use guichet_domain::id::PersonId;
use tokio::sync::{Mutex, OwnedMutexGuard, Semaphore, SemaphorePermit};

/// Whose turn it is.
#[derive(Debug)]
pub struct Turns {
    of_each: Keyed<PersonId, Mutex<()>>,
    of_all: Semaphore,
}

/// A turn, given back when dropped.
pub struct Turn<'h> {
    _own: OwnedMutexGuard<()>,
    _place: Option<SemaphorePermit<'h>>,
}

impl Turns {
    /// For so many passwords at the same time.
    pub fn among(at_once: usize) -> Self {
        Self { of_each: Keyed::default(), of_all: Semaphore::new(at_once) }
    }

    /// Waits for the turn of this account.
    pub async fn of(&self, account: PersonId) -> Turn<'_> {
        let own = self.of_each.of(account, Mutex::default).lock_owned().await;
        // It is never closed.
        Turn { _own: own, _place: self.of_all.acquire().await.ok() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::FutureExt;

    #[tokio::test]
    async fn each_account_has_one_at_a_time_and_all_of_them_as_many_as_are_hashed_at_once() {
        let turns = Turns::among(2);
        let first = turns.of(PersonId(1)).await;
        assert!(turns.of(PersonId(1)).now_or_never().is_none(), "its own is under way");
        let second = turns.of(PersonId(2)).now_or_never().expect("others do not wait for it");
        assert!(turns.of(PersonId(3)).now_or_never().is_none(), "both places are taken");
        drop((first, second));
        assert!(turns.of(PersonId(1)).now_or_never().is_some() && turns.of(PersonId(3)).now_or_never().is_some());
    }
}
