//! One statement for all who ask at the same time: whoever asks first lets those come along who are ready to ask as well. Nobody waits
//! for a clock, an answer is never older than its question, and a crowd costs hardly more than one.

#[cfg(test)]
mod tests;

use futures::{FutureExt, future::Shared};
use sea_orm::DbErr;
use std::{
    any::{Any, TypeId},
    collections::{HashMap, HashSet},
    fmt,
    hash::Hash,
    mem,
    panic::AssertUnwindSafe,
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
            // It begins once this one was polled again, as whoever waits is, or went away. Logged as the first one's, like whatever is asked for
            // several at once.
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
            // Whoever panics ends what it read, and nobody else's turn.
            let read = AssertUnwindSafe(self.read(keys.into_iter().collect())).catch_unwind().await;
            let read = read.unwrap_or_else(|_| Err(DbErr::Custom("a reading panicked".to_owned())));
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
