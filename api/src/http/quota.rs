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

    /// Takes so many operations, of one document so many of which were taken already.
    ///
    /// # Errors
    /// So many are not left; RATE_LIMITED says when they will be.
    pub fn take(&self, actor: Option<&Actor>, peer: IpAddr, operations: usize, taken: u32) -> Result<(), ServerError> {
        let Some(operations) = NonZeroU32::new(u32::try_from(operations).unwrap_or(u32::MAX)) else { return Ok(()) };
        match actor {
            Some(actor) => self.accounts.take(&Holder::of(actor), "account", operations, taken),
            None => self.addresses.take(&line_of(peer), "address", operations, taken),
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

    fn take(&self, key: &K, whose: &str, operations: NonZeroU32, taken: u32) -> Result<(), ServerError> {
        let Some((most, limiter)) = &self.limit else { return Ok(()) };
        if self.taken.fetch_add(1, Ordering::Relaxed) % SWEEP_EVERY == SWEEP_EVERY - 1 {
            limiter.retain_recent();
        }
        // More than may come at once can only be all of it.
        limiter.check_key_n(key, operations.min(*most)).unwrap_or(Ok(())).map_err(|refused| {
            // Whole seconds, rounded up: coming back after them works.
            let again = Duration::from_secs(60) * taken / most.get();
            let wait = (refused.wait_time_from(DefaultClock::default().now()) + again).as_secs() + 1;
            let message = format!("this {whose} may run {most} operations a minute: come back in {wait} s");
            rate_limited(message, u32::try_from(wait).unwrap_or(u32::MAX))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_visitor_has_what_its_address_has_left() {
        let quota = Quota::per_minute(0, 2);
        let (one, other) = (IpAddr::from([192, 0, 2, 7]), IpAddr::from([192, 0, 2, 8]));
        assert!(quota.take(None, one, 1, 0).is_ok() && quota.take(None, one, 1, 0).is_ok());
        assert!(quota.take(None, one, 1, 0).is_err());
        assert!(quota.take(None, other, 1, 0).is_ok());
        let unlimited = Quota::per_minute(0, 0);
        assert!((0..1000).all(|_| unlimited.take(None, one, 1, 0).is_ok()));
    }
}
