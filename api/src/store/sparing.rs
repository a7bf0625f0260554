//! What reads much of one client's at a time: searches that the index does not answer, for which all its texts are read, and what its
//! subscriptions missed.
//!
//! However much somebody wrote or asks for, one at a time is read for each, and of either kind so few in all that
//! other questions come in between.

use crate::keyed::Keyed;
use std::{hash::Hash, sync::Arc};
use tokio::sync::{Mutex, OwnedMutexGuard, OwnedSemaphorePermit, Semaphore};

/// Who reads now. Cheap to clone.
#[derive(Debug)]
pub struct Sparing<Who>(Arc<Turns<Who>>);

#[derive(Debug)]
struct Turns<Who> {
    of_each: Keyed<Who, Mutex<()>>,
    of_all: Arc<Semaphore>,
}

impl<Who> Clone for Sparing<Who> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

/// A turn to read, given back when dropped.
#[derive(Debug)]
pub struct SparingTurn {
    _own: Option<OwnedMutexGuard<()>>,
    _place: Option<OwnedSemaphorePermit>,
}

impl<Who: Eq + Hash> Sparing<Who> {
    /// For a base that is read through so many connections.
    pub fn among(readers: u32) -> Self {
        let at_once = usize::try_from(readers / 2).unwrap_or(1).max(1);
        Self(Arc::new(Turns { of_each: Keyed::default(), of_all: Arc::new(Semaphore::new(at_once)) }))
    }

    /// Waits for a turn, which this one takes, or nobody in particular.
    pub async fn turn(&self, who: Option<Who>) -> SparingTurn {
        let own = match who {
            Some(who) => Some(self.0.of_each.of(who, Mutex::default).lock_owned().await),
            None => None,
        };
        // It is never closed.
        SparingTurn { _own: own, _place: Arc::clone(&self.0.of_all).acquire_owned().await.ok() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::FutureExt;
    use guichet_domain::id::PersonId;

    #[tokio::test]
    async fn one_at_a_time_is_read_for_each_and_so_few_in_all() {
        let searches = Sparing::among(5);
        let client = |id| Some(PersonId(id));
        let first = searches.turn(client(1)).await;
        assert!(searches.turn(client(1)).now_or_never().is_none(), "its own is under way");
        assert!(searches.turn(None).now_or_never().is_some(), "others do not wait for it");
        let second = searches.turn(client(2)).await;
        assert!(searches.turn(client(3)).now_or_never().is_none(), "two of five connections are taken");
        drop(second);
        assert!(searches.turn(client(3)).now_or_never().is_some());
        drop(first);
        assert!(searches.turn(client(1)).now_or_never().is_some());
    }

    #[tokio::test]
    async fn whoever_waits_for_many_turns_is_one_among_those_who_wait() {
        let searches = Sparing::among(2);
        let under_way = searches.turn(None).await;
        let mut many: Vec<_> = (0..3).map(|_| Box::pin(searches.turn(Some(1)))).collect();
        assert!(many.iter_mut().all(|turn| turn.now_or_never().is_none()));
        let mut one = Box::pin(searches.turn(Some(2)));
        assert!((&mut one).now_or_never().is_none());
        drop(under_way);
        let first = many.remove(0).now_or_never().unwrap();
        drop(first);
        assert!(many.iter_mut().all(|turn| turn.now_or_never().is_none()));
        assert!(one.now_or_never().is_some(), "before the others of whoever waits for many");
    }
}
