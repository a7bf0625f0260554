//! What the operations of one asker may cost together while they are under way: until their answers have left.
//!
//! An answer is about as large as its operation costs. Whoever asks for many large ones at once, or does not read them, waits
//! for its own. Likewise what each asker watches: a subscription may have an event in hand at any moment.

use super::{error::rate_limited, places::Holder};
use crate::keyed::Keyed;
use async_graphql::ServerError;
use std::{sync::Arc, time::Duration};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::timeout,
};

/// How long an operation waits for others of the same asker to end.
const PATIENCE: Duration = Duration::from_secs(10);
/// How many of them wait at most.
const WAITING: usize = 64;
/// When to come back, in seconds, after that.
const RETRY_AFTER: u32 = 5;

/// What everybody has under way.
#[derive(Debug)]
pub struct Budget {
    most: u32,
    patience: Duration,
    under_way: Keyed<Holder, UnderWay>,
}

/// What one asker has.
#[derive(Debug)]
struct UnderWay {
    left: Arc<Semaphore>,
    waiting: Semaphore,
}

/// A share of what its asker has; given back when dropped.
#[derive(Debug)]
pub struct Share {
    _taken: OwnedSemaphorePermit,
    /// Others of its asker find the same for as long.
    _of: Arc<UnderWay>,
}

impl Budget {
    /// So much for each asker.
    #[must_use]
    pub fn of(most: usize) -> Self {
        let most = most.min(Semaphore::MAX_PERMITS);
        Self { most: u32::try_from(most).unwrap_or(u32::MAX), patience: PATIENCE, under_way: Keyed::default() }
    }

    /// Takes so much of the asker's, if it is left: what goes on for long is not waited for.
    ///
    /// # Errors
    /// RATE_LIMITED.
    pub fn take_now(&self, holder: Holder, cost: usize) -> Result<Share, ServerError> {
        let all = self.of_holder(holder);
        let taken = Arc::clone(&all.left).try_acquire_many_owned(self.of_all(cost)).map_err(|_| {
            rate_limited("as much as may be watched at a time is: end other subscriptions first", RETRY_AFTER)
        })?;
        Ok(Share { _taken: taken, _of: all })
    }

    /// Waits until so much of the asker's is left. An operation that costs more than all of it waits for all.
    ///
    /// # Errors
    /// RATE_LIMITED, when its other operations take too long, or too many wait for them already.
    pub async fn take(&self, holder: Holder, cost: usize) -> Result<Share, ServerError> {
        let (all, cost) = (self.of_holder(holder), self.of_all(cost));
        let refused = || {
            let message = "as much as may be under way at a time is: read the answers to what was asked before";
            rate_limited(message, RETRY_AFTER)
        };
        let taken = match Arc::clone(&all.left).try_acquire_many_owned(cost) {
            Ok(taken) => taken,
            Err(_) => {
                let _waiting = all.waiting.try_acquire().map_err(|_| refused())?;
                let taken = timeout(self.patience, Arc::clone(&all.left).acquire_many_owned(cost)).await;
                taken.map_err(|_| refused())?.map_err(|_| refused())?
            }
        };
        Ok(Share { _taken: taken, _of: all })
    }

    fn of_holder(&self, holder: Holder) -> Arc<UnderWay> {
        self.under_way.of(holder, || UnderWay {
            left: Arc::new(Semaphore::new(usize::try_from(self.most).unwrap_or_default())),
            waiting: Semaphore::new(WAITING),
        })
    }

    /// What costs more than all that there is takes all.
    fn of_all(&self, cost: usize) -> u32 {
        u32::try_from(cost).unwrap_or(u32::MAX).min(self.most)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::FutureExt;
    use guichet_domain::{Asker, id::PersonId};

    #[tokio::test]
    async fn each_has_so_much_under_way_and_waits_for_its_own_alone() {
        let budget = Budget { patience: Duration::from_millis(50), ..Budget::of(100) };
        let [one, other] = [1, 2].map(|id| Holder::Account(Asker::Person(PersonId(id))));
        let first = budget.take(one, 60).await.unwrap();
        let second = budget.take(one, 40).await.unwrap();
        assert!(budget.take(one, 1).now_or_never().is_none());
        assert!(budget.take_now(one, 1).is_err() && budget.take_now(other, 1).is_ok());
        assert!(budget.take(other, 1_000).now_or_never().is_some(), "as much as there is");
        drop(first);
        assert!(budget.take(one, 60).now_or_never().is_some());
        let refused = budget.take(one, 61).await.unwrap_err();
        assert_eq!(crate::graphql::mask::code_of(&refused), Some("RATE_LIMITED"));
        let waiting: Vec<_> = (0..WAITING).map(|_| Box::pin(budget.take(one, 100))).collect();
        let mut waiting = futures::future::join_all(waiting);
        assert!((&mut waiting).now_or_never().is_none());
        assert!(budget.take(one, 100).now_or_never().unwrap().is_err(), "so many wait, and no more");
        drop(second);
    }
}
