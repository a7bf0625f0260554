//! One statement for all who ask at the same time: whoever asks first lets those come along who are ready to ask as well. Nobody waits
//! for a clock, an answer is never older than its question, and a crowd costs hardly more than one.

use futures::{FutureExt, future::Shared};
use sea_orm::DbErr;
use std::{
    any::{Any, TypeId},
    collections::{HashMap, HashSet},
    fmt,
    hash::Hash,
    mem,
    sync::{Arc, Mutex, PoisonError},
};
use tokio::{sync::oneshot, task::yield_now};
use tracing::Instrument;

/// How many keys are read at once.
const MOST: usize = 1000;

/// What is asked for, and what it is found by.
pub trait Gathered<Key>: Send + Sync + 'static {
    /// What is found.
    type Found: Clone + Send + Sync + 'static;

    /// Whether those who come while others are read wait until that is done, and are read together then: where nothing takes much longer
    /// than anything else.
    const IN_TURN: bool = false;

    /// Reads what there is.
    fn read(&self, keys: &[Key]) -> impl Future<Output = Result<HashMap<Key, Self::Found>, DbErr>> + Send;
}

/// Asks on behalf of many. Cheap to clone.
pub struct Gather<Base>(Arc<Inner<Base>>);

struct Inner<Base> {
    base: Base,
    /// What was found is at hand for whoever asks later.
    keeps: bool,
    /// A [`Line`] for each kind of key.
    lines: Mutex<HashMap<TypeId, Box<dyn Any + Send>>>,
}

/// Those who ask for the same kind of thing.
struct Line<Key, Found> {
    waiting: Option<Batch<Key, Found>>,
    /// Somebody will read what waits.
    is_served: bool,
    kept: HashMap<Key, Found>,
}

/// What is read together.
struct Batch<Key, Found> {
    keys: HashSet<Key>,
    tell: oneshot::Sender<Read<Key, Found>>,
    told: Shared<oneshot::Receiver<Read<Key, Found>>>,
}

/// What was read, for all who asked: they know at the same moment, and what they ask next is read together again.
type Read<Key, Found> = Arc<Result<HashMap<Key, Found>, DbErr>>;

impl<Base> Gather<Base> {
    /// Reads from here whenever it is asked.
    pub fn of(base: Base) -> Self {
        Self::new(base, false)
    }

    /// Reads from here what it was not asked for before.
    pub fn keeping(base: Base) -> Self {
        Self::new(base, true)
    }

    fn new(base: Base, keeps: bool) -> Self {
        Self(Arc::new(Inner { base, keeps, lines: Mutex::default() }))
    }

    /// Keeps what was found already, where anything is kept.
    pub fn have<Key>(&self, key: Key, found: Base::Found)
    where
        Key: Clone + Eq + Hash + Send + Sync + 'static,
        Base: Gathered<Key>,
    {
        if self.0.keeps {
            self.0.at(|line| line.kept.insert(key, found));
        }
    }

    /// What there is of this key.
    ///
    /// # Errors
    /// The base did not answer, or the server stops.
    pub async fn ask<Key>(&self, key: Key) -> Result<Option<Base::Found>, DbErr>
    where
        Key: Clone + Eq + Hash + Send + Sync + 'static,
        Base: Gathered<Key>,
    {
        let joined = self.0.at(|line| match line.kept.get(&key) {
            Some(found) => Err(found.clone()),
            None => Ok(line.join(key.clone())),
        });
        let (told, begins) = match joined {
            Ok(joined) => joined,
            Err(kept) => return Ok(Some(kept)),
        };
        if begins {
            // It begins once this one was asked again, or went away. Logged as the first one's, like whatever is asked for several at once.
            let (begin, begun) = oneshot::channel::<()>();
            tokio::spawn(Arc::clone(&self.0).serve(begun).in_current_span());
            yield_now().await;
            drop(begin);
        }
        let read = told.await.map_err(|_| DbErr::Custom("the server stops".to_owned()))?;
        Ok(read.as_ref().as_ref().map_err(Clone::clone)?.get(&key).cloned())
    }
}

impl<Base> Inner<Base> {
    async fn serve<Key>(self: Arc<Self>, begun: oneshot::Receiver<()>)
    where
        Key: Clone + Eq + Hash + Send + Sync + 'static,
        Base: Gathered<Key>,
    {
        // Whoever would begin may have gone.
        let _ = begun.await;
        while let Some(Batch { keys, tell, .. }) = self.at(|line| line.take(Base::IN_TURN)) {
            let read = self.read(keys.into_iter().collect()).await;
            if let (true, Ok(found)) = (self.keeps, &read) {
                self.at(|line| line.kept.extend(found.clone()));
            }
            // Nobody may wait for it any more.
            let _ = tell.send(Arc::new(read));
            if !Base::IN_TURN {
                return;
            }
            // Whoever is ready to ask comes along.
            yield_now().await;
        }
    }

    async fn read<Key>(&self, keys: Vec<Key>) -> Result<HashMap<Key, Base::Found>, DbErr>
    where
        Key: Eq + Hash,
        Base: Gathered<Key>,
    {
        let mut found = HashMap::new();
        for keys in keys.chunks(MOST) {
            found.extend(self.base.read(keys).await?);
        }
        Ok(found)
    }

    /// Does something to the line of those who ask for this kind of thing.
    fn at<Key, Done>(&self, act: impl FnOnce(&mut Line<Key, Base::Found>) -> Done) -> Done
    where
        Key: Send + Sync + 'static,
        Base: Gathered<Key>,
    {
        let mut lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        let line = lines.entry(TypeId::of::<Key>()).or_insert_with(|| Box::new(Line::<Key, Base::Found>::default()));
        match line.downcast_mut() {
            Some(line) => act(line),
            None => unreachable!("each line is kept under the type of its keys"),
        }
    }
}

impl<Key, Found> Default for Line<Key, Found> {
    fn default() -> Self {
        Self { waiting: None, is_served: false, kept: HashMap::new() }
    }
}

impl<Key: Eq + Hash, Found> Line<Key, Found> {
    /// Waits with the others for what will be read. Says whether somebody has to begin.
    fn join(&mut self, key: Key) -> (Shared<oneshot::Receiver<Read<Key, Found>>>, bool) {
        let batch = self.waiting.get_or_insert_with(Batch::default);
        batch.keys.insert(key);
        (batch.told.clone(), !mem::replace(&mut self.is_served, true))
    }

    /// Those who wait. Who comes next finds somebody who reads then as well, or begins.
    fn take(&mut self, in_turn: bool) -> Option<Batch<Key, Found>> {
        self.is_served = in_turn && self.waiting.is_some();
        self.waiting.take()
    }
}

impl<Key, Found> Default for Batch<Key, Found> {
    fn default() -> Self {
        let (tell, told) = oneshot::channel();
        Self { keys: HashSet::new(), tell, told: told.shared() }
    }
}

impl<Base> Clone for Gather<Base> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<Base> fmt::Debug for Gather<Base> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Gather")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::future::join_all;
    use std::sync::atomic::{AtomicUsize, Ordering};

    /// Finds even numbers, and fails at seven; and letters that are read in turn.
    #[derive(Default)]
    struct Evens {
        readings: AtomicUsize,
        at_once: AtomicUsize,
        most_at_once: AtomicUsize,
    }

    impl Evens {
        async fn pass(&self) {
            self.readings.fetch_add(1, Ordering::Relaxed);
            let at_once = self.at_once.fetch_add(1, Ordering::Relaxed) + 1;
            self.most_at_once.fetch_max(at_once, Ordering::Relaxed);
            for _ in 0..5 {
                yield_now().await;
            }
            self.at_once.fetch_sub(1, Ordering::Relaxed);
        }
    }

    impl Gathered<u32> for Arc<Evens> {
        type Found = String;

        async fn read(&self, keys: &[u32]) -> Result<HashMap<u32, String>, DbErr> {
            self.pass().await;
            if keys.contains(&7) {
                return Err(DbErr::Custom("seven".to_owned()));
            }
            Ok(keys.iter().filter(|key| *key % 2 == 0).map(|key| (*key, key.to_string())).collect())
        }
    }

    impl Gathered<char> for Arc<Evens> {
        type Found = char;
        const IN_TURN: bool = true;

        async fn read(&self, keys: &[char]) -> Result<HashMap<char, char>, DbErr> {
            self.pass().await;
            Ok(keys.iter().map(|key| (*key, key.to_ascii_uppercase())).collect())
        }
    }

    fn evens() -> (Arc<Evens>, impl Fn() -> usize) {
        let evens = Arc::new(Evens::default());
        let counted = Arc::clone(&evens);
        (evens, move || counted.readings.load(Ordering::Relaxed))
    }

    #[tokio::test]
    async fn a_crowd_is_answered_in_one_reading_each_with_its_own() {
        let (evens, readings) = evens();
        let gather = Gather::of(evens);
        let answers = join_all((0..100_u32).map(|n| gather.ask(n % 6))).await;
        for (n, answer) in (0..100_u32).map(|n| n % 6).zip(answers) {
            assert_eq!(answer, Ok((n % 2 == 0).then(|| n.to_string())));
        }
        assert_eq!(readings(), 1);
        assert_eq!(gather.ask(2_u32).await, Ok(Some("2".to_owned())));
        assert_eq!(readings(), 2, "what is asked later is read later");
        assert_eq!(gather.ask(7_u32).await, Err(DbErr::Custom("seven".to_owned())));
        assert_eq!(gather.ask(4_u32).await, Ok(Some("4".to_owned())));
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
    async fn what_one_asks_for_at_a_time_is_read_together_on_many_processors_too() {
        let (evens, readings) = evens();
        let gather = Gather::of(evens);
        let ask_twice = async |n: u32| {
            let found = gather.ask(n).await;
            (found, gather.ask(n + 2).await)
        };
        for round in 1..=100 {
            let told = |n: u32| Ok(Some(n.to_string()));
            let all = join_all((0..60).map(|n| ask_twice(n * 2))).await;
            assert!(all.into_iter().zip((0..).step_by(2)).all(|(found, n)| found == (told(n), told(n + 2))));
            assert_eq!(readings(), 2 * round);
        }
    }

    #[tokio::test]
    async fn whoever_begins_may_go_away() {
        let (evens, readings) = evens();
        let gather = Gather::of(evens);
        let mut first = Box::pin(gather.ask(2_u32));
        assert!((&mut first).now_or_never().is_none());
        let mut second = Box::pin(gather.ask(4_u32));
        assert!((&mut second).now_or_never().is_none());
        drop(first);
        assert_eq!(second.await, Ok(Some("4".to_owned())));
        assert_eq!(readings(), 1);
    }

    #[tokio::test]
    async fn who_comes_while_others_are_read_waits_where_that_is_in_turn() {
        for (in_turn, expected) in [(true, 1), (false, 2)] {
            let (evens, _) = evens();
            let gather = Gather::of(Arc::clone(&evens));
            let ask = async |n: u8| {
                if in_turn {
                    assert_eq!(gather.ask(char::from(b'a' + n)).await, Ok(Some(char::from(b'A' + n))));
                } else {
                    assert_eq!(gather.ask(u32::from(n)).await, Ok(n.is_multiple_of(2).then(|| n.to_string())));
                }
            };
            let later = async |n| {
                while evens.at_once.load(Ordering::Relaxed) == 0 {
                    yield_now().await;
                }
                ask(n).await;
            };
            futures::join!(ask(1), ask(2), later(3), later(4));
            assert_eq!(evens.most_at_once.load(Ordering::Relaxed), expected);
            assert_eq!(evens.readings.load(Ordering::Relaxed), 2);
        }
    }

    #[tokio::test]
    async fn what_is_kept_is_not_read_again() {
        let (evens, readings) = evens();
        let (keeping, forgetting) = (Gather::keeping(Arc::clone(&evens)), Gather::of(evens));
        for gather in [&keeping, &forgetting] {
            gather.have(8_u32, "eight".to_owned());
            gather.ask(2_u32).await.unwrap();
        }
        assert_eq!(readings(), 2);
        assert_eq!(keeping.ask(8_u32).await, Ok(Some("eight".to_owned())));
        assert_eq!(keeping.ask(2_u32).await, Ok(Some("2".to_owned())));
        assert_eq!(readings(), 2);
        assert_eq!(forgetting.ask(8_u32).await, Ok(Some("8".to_owned())));
        assert_eq!(readings(), 3);
    }
}
