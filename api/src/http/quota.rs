//! How often one account, its tools, or one address without an account may ask for something.
//!
//! Each node counts for itself: this is what keeps one caller from taking a node away from the others. Tries of passwords,
//! where every single one counts, are counted in the base (`account/throttle.rs`).

use super::{error::rate_limited, places::Holder};
use crate::{account::Actor, store::line_of};
use async_graphql::ServerError;
use governor::{
    Quota as Rate, RateLimiter,
    clock::{Clock, DefaultClock},
    state::keyed::DefaultKeyedStateStore,
};
use std::{
    hash::Hash,
    net::IpAddr,
    num::NonZeroU32,
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

/// How many operations are taken between two looks at who has not asked for long.
const SWEEP_EVERY: u32 = 10_000;

/// What everybody has left.
#[derive(Debug)]
pub struct Quota {
    accounts: Bucket<Holder>,
    addresses: Bucket<IpAddr>,
}

impl Quota {
    /// So many operations a minute for an account, and for an address from which somebody asks without one. They may
    /// come all at once, and are then given back evenly. 0 is no limit.
    #[must_use]
    pub fn per_minute(account: u32, address: u32) -> Self {
        Self { accounts: Bucket::new(account), addresses: Bucket::new(address) }
    }

    /// Takes so many operations, of one document of which so many were `taken` already and so many `more` will be.
    ///
    /// # Errors
    /// So many are not left; RATE_LIMITED says when all of the document's will be.
    pub fn take(
        &self,
        actor: Option<&Actor>,
        peer: IpAddr,
        operations: usize,
        taken: u32,
        more: impl FnOnce() -> usize,
    ) -> Result<(), ServerError> {
        match actor {
            Some(actor) => self.accounts.take(&Holder::of(actor), "account", operations, taken, more),
            None => self.addresses.take(&line_of(peer), "address", operations, taken, more),
        }
    }
}

type Limiter<K> = RateLimiter<K, DefaultKeyedStateStore<K>, DefaultClock>;

#[derive(Debug)]
struct Bucket<K: Hash + Eq + Clone> {
    limit: Option<(NonZeroU32, Limiter<K>)>,
    taken: AtomicU32,
}

impl<K: Hash + Eq + Clone> Bucket<K> {
    fn new(per_minute: u32) -> Self {
        let limit = NonZeroU32::new(per_minute).map(|most| (most, RateLimiter::keyed(Rate::per_minute(most))));
        Self { limit, taken: AtomicU32::new(0) }
    }

    fn take(
        &self,
        key: &K,
        whose: &str,
        operations: usize,
        taken: u32,
        more: impl FnOnce() -> usize,
    ) -> Result<(), ServerError> {
        let Some((most, limiter)) = &self.limit else { return Ok(()) };
        // More than may come at once can only be all of it.
        let left = most.get().saturating_sub(taken);
        let at_most = |operations: usize, left: u32| u32::try_from(operations).unwrap_or(u32::MAX).min(left);
        let Some(operations) = NonZeroU32::new(at_most(operations, left)) else { return Ok(()) };
        if self.taken.fetch_add(1, Ordering::Relaxed) % SWEEP_EVERY == SWEEP_EVERY - 1 {
            limiter.retain_recent();
        }
        limiter.check_key_n(key, operations).unwrap_or(Ok(())).map_err(|refused| {
            // Whole seconds, rounded up: coming back after them works.
            let others = taken + at_most(more(), left - operations.get());
            let again = Duration::from_secs(60) * others / most.get();
            let wait = (refused.wait_time_from(DefaultClock::default().now()) + again).as_secs() + 1;
            let message = format!("this {whose} may run {most} operations a minute: come back in {wait} s");
            rate_limited(message, u32::try_from(wait).unwrap_or(u32::MAX))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::answer::Answer;

    #[test]
    fn a_visitor_has_what_its_address_has_left() {
        let quota = Quota::per_minute(0, 2);
        let (one, other) = (IpAddr::from([192, 0, 2, 7]), IpAddr::from([192, 0, 2, 8]));
        let is_taken = |quota: &Quota, peer| quota.take(None, peer, 1, 0, || 0).is_ok();
        assert!(is_taken(&quota, one) && is_taken(&quota, one));
        assert!(!is_taken(&quota, one));
        assert!(is_taken(&quota, other));
        let unlimited = Quota::per_minute(0, 0);
        assert!((0..1000).all(|_| is_taken(&unlimited, one)));
    }

    #[test]
    fn the_wait_that_is_told_is_for_the_whole_document() {
        let (quota, peer) = (Quota::per_minute(0, 60), IpAddr::from([192, 0, 2, 7]));
        let told = |operations, taken, more: usize| {
            let refused = quota.take(None, peer, operations, taken, || more).unwrap_err();
            Answer::refused(refused, "").retry_after()
        };
        quota.take(None, peer, 60, 0, || 0).unwrap();
        assert_eq!(told(1, 0, 0), Some(1));
        assert_eq!(told(1, 0, 29), Some(30));
        assert_eq!(told(29, 1, 0), Some(30));
        // Of more than there can be, all that there can be.
        assert_eq!(told(1, 0, 1_000), Some(60));
        assert_eq!(told(1_000, 1, 0), Some(60));
    }

    #[test]
    fn a_document_of_more_than_there_can_be_takes_all_of_it() {
        let peer = IpAddr::from([192, 0, 2, 7]);
        for most in [1, 20] {
            let quota = Quota::per_minute(0, most);
            assert!(quota.take(None, peer, 1, 0, || 29).is_ok() && quota.take(None, peer, 29, 1, || 0).is_ok());
            assert!(quota.take(None, peer, 1, 0, || 0).is_err());
        }
    }
}
