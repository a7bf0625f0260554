//! One statement for all who ask at the same time. While it is under way, those who come wait and share the next: an answer
//! is never older than its question, nobody waits for a clock, and a crowd costs hardly more than one.

use std::{
    collections::HashMap,
    fmt,
    hash::Hash,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::sync::oneshot;
use tracing::Instrument;

/// Reads something for many keys at once.
pub trait Gathered: Send + Sync + 'static {
    /// What is asked for.
    type Key: Copy + Eq + Hash + Send;
    /// What is found.
    type Found: Clone + Send;
    /// Why nothing could be read.
    type Error: Clone + Send;

    /// Reads what there is.
    fn read(
        &self,
        keys: Vec<Self::Key>,
    ) -> impl Future<Output = Result<HashMap<Self::Key, Self::Found>, Self::Error>> + Send;
}

/// Asks on behalf of many. Cheap to clone.
pub struct Gather<G: Gathered>(Arc<Shared<G>>);

struct Shared<G: Gathered> {
    base: G,
    waiting: Mutex<Waiting<G>>,
}

type Asker<G> = oneshot::Sender<Result<Option<<G as Gathered>::Found>, <G as Gathered>::Error>>;

struct Waiting<G: Gathered> {
    askers: HashMap<G::Key, Vec<Asker<G>>>,
    is_asking: bool,
}

impl<G: Gathered> Gather<G> {
    /// Reads from here.
    pub fn of(base: G) -> Self {
        let waiting = Mutex::new(Waiting { askers: HashMap::new(), is_asking: false });
        Self(Arc::new(Shared { base, waiting }))
    }

    /// What there is of this key.
    ///
    /// # Errors
    /// As the reading fails; `None` in its place when the runtime stops.
    pub async fn ask(&self, key: G::Key) -> Result<Option<G::Found>, Option<G::Error>> {
        let (asker, answer) = oneshot::channel();
        let begins = {
            let mut waiting = self.0.waiting();
            waiting.askers.entry(key).or_default().push(asker);
            !std::mem::replace(&mut waiting.is_asking, true)
        };
        if begins {
            // Logged as the first one's, like whatever is asked for several at once.
            tokio::spawn(Arc::clone(&self.0).serve().in_current_span());
        }
        answer.await.map_err(|_| None)?.map_err(Some)
    }
}

impl<G: Gathered> Shared<G> {
    async fn serve(self: Arc<Self>) {
        loop {
            // Whoever is ready to ask comes along.
            tokio::task::yield_now().await;
            let askers = {
                let mut waiting = self.waiting();
                waiting.is_asking = !waiting.askers.is_empty();
                if !waiting.is_asking {
                    return;
                }
                std::mem::take(&mut waiting.askers)
            };
            let found = self.base.read(askers.keys().copied().collect()).await;
            for (key, askers) in askers {
                let answer = found.as_ref().map(|found| found.get(&key));
                for asker in askers {
                    // It may have gone.
                    let _ = asker.send(answer.map(|found| found.cloned()).map_err(Clone::clone));
                }
            }
        }
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting<G>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<G: Gathered> Clone for Gather<G> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<G: Gathered> fmt::Debug for Gather<G> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Gather")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::future::join_all;
    use std::sync::atomic::{AtomicUsize, Ordering};

    /// Finds even numbers, and fails at seven.
    struct Evens(Arc<AtomicUsize>);

    impl Gathered for Evens {
        type Key = u32;
        type Found = String;
        type Error = &'static str;

        async fn read(&self, keys: Vec<u32>) -> Result<HashMap<u32, String>, &'static str> {
            self.0.fetch_add(1, Ordering::Relaxed);
            tokio::task::yield_now().await;
            if keys.contains(&7) {
                return Err("seven");
            }
            Ok(keys.into_iter().filter(|key| key % 2 == 0).map(|key| (key, key.to_string())).collect())
        }
    }

    #[tokio::test]
    async fn a_crowd_is_answered_in_a_few_readings_each_with_its_own() {
        let readings = Arc::new(AtomicUsize::new(0));
        let gather = Gather::of(Evens(Arc::clone(&readings)));
        let answers = join_all((0..100).map(|n| gather.ask(n % 6))).await;
        for (n, answer) in (0..100).map(|n| n % 6).zip(answers) {
            assert_eq!(answer, Ok((n % 2 == 0).then(|| n.to_string())));
        }
        assert!(readings.load(Ordering::Relaxed) < 5, "{readings:?}");
        let before = readings.load(Ordering::Relaxed);
        assert_eq!(gather.ask(2).await, Ok(Some("2".to_owned())));
        assert_eq!(readings.load(Ordering::Relaxed), before + 1, "what is asked later is read later");
        assert_eq!(gather.ask(7).await, Err(Some("seven")));
        assert_eq!(gather.ask(4).await, Ok(Some("4".to_owned())));
    }
}
