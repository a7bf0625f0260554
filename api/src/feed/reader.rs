//! The one reader of a node.

use super::{
    Change, Cursor, Nats,
    answers::Kept,
    loaded::{self, Loaded},
    log,
    tally::Tally,
    wake,
};
use crate::{
    clock,
    keyed::Keyed,
    store::{
        Scope, Store,
        ticket_counts::{TicketCounts, count_tickets},
    },
};
use chrono::{DateTime, Utc};
use guichet_domain::Asker;
use metrics::gauge;
use sea_orm::DbErr;
use std::{
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, broadcast};

/// How many changes a slow subscriber may fall behind before it is told to list again.
const BACKLOG: usize = 1024;
/// How many events are read at once.
const BATCH: u64 = 256;
/// How much is worked out at a time for subscriptions of one asker: enough that what they ask for is asked together.
const TELLINGS: usize = 64;
/// What is read.
const EVERYBODYS: log::Of = log::Of::Viewer(Scope::Everything);
/// How often the feed is read without a wake-up.
const HEARTBEAT: Duration = Duration::from_secs(2);

/// A turn to work out what is told; given back when dropped.
#[derive(Debug)]
pub struct Telling {
    _turn: Option<OwnedSemaphorePermit>,
}

/// The live feed of this node. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Feed {
    store: Store,
    /// The same base, as what happened is read from it.
    reading: Store,
    changes: broadcast::Sender<Arc<Change>>,
    tally: Tally,
    /// What was told of its changes.
    answers: Kept,
    /// Whose changes are worked out now for one of its subscriptions alone.
    tellings: Arc<Keyed<Asker, Semaphore>>,
}

impl Feed {
    /// Starts reading from now on. Other nodes are woken through NATS, where there is one.
    ///
    /// # Errors
    /// The base did not answer.
    pub async fn start(store: Store, nats: Option<Nats>) -> Result<Self, DbErr> {
        let changes = broadcast::Sender::new(BACKLOG);
        let reading = store.for_feed();
        let feed = Self {
            changes,
            store,
            reading,
            tally: Tally::default(),
            answers: Kept::default(),
            tellings: Arc::default(),
        };
        let start = log::head(&feed.store.reader(), Scope::Everything).await?;
        wake::start(&feed.store, nats);
        tokio::spawn(feed.clone().run(start));
        Ok(feed)
    }

    /// The base that the feed reads.
    #[must_use]
    pub const fn store(&self) -> &Store {
        &self.store
    }

    /// The newest position of the feed that a viewer may know of. A list read afterwards holds all that happened up to it.
    ///
    /// # Errors
    /// The base did not answer.
    pub async fn head(&self, scope: Scope) -> Result<Cursor, DbErr> {
        log::head(&self.store.reader(), scope).await
    }

    /// How many of the tickets that a viewer may see stand where at this moment.
    ///
    /// # Errors
    /// The base did not answer.
    pub async fn counts(&self, scope: Scope) -> Result<TicketCounts, DbErr> {
        match scope {
            Scope::Everything => self.tally.counts(&self.store).await,
            Scope::OwnedBy(_) => count_tickets(&self.store.reader(), scope).await,
        }
    }

    /// Waits for a turn to work out what one subscription of this asker is told and no other: however many it has, so many at a
    /// time ask the base.
    pub async fn telling(&self, asker: Asker) -> Telling {
        // It is never closed.
        Telling { _turn: self.tellings.of(asker, || Semaphore::new(TELLINGS)).acquire_owned().await.ok() }
    }

    /// Every change from now on.
    pub(super) fn subscribe(&self) -> broadcast::Receiver<Arc<Change>> {
        self.changes.subscribe()
    }

    async fn run(self, mut cursor: Cursor) {
        let mut wake = self.store.wake().listen();
        // From here on it follows what is passed, and costs nothing.
        if let Err(error) = self.store.unless_lost(self.tally.counts(&self.store)).await {
            tracing::warn!(%error, "the requests could not be counted");
        }
        let mut measured = Instant::now();
        loop {
            wake.mark_unchanged();
            match self.advance(cursor).await {
                // Nothing could be passed: either nothing happened, or it waits.
                Ok(now) if now == cursor && measured.elapsed() >= HEARTBEAT => {
                    measured = Instant::now();
                    self.measure(cursor).await;
                }
                Ok(now) => cursor = now,
                Err(error) => {
                    tracing::warn!(%error, "could not read the feed, trying again");
                    self.store.pulse().doubt();
                }
            }
            // The sender lives as long as the store, which this task holds.
            let _ = tokio::time::timeout(HEARTBEAT, wake.changed()).await;
        }
    }

    /// Tells how long the oldest event waits that nobody may pass yet.
    async fn measure(&self, cursor: Cursor) {
        match self.store.unless_lost(log::seen(&self.reading.reader(), cursor, 1)).await {
            Ok(seen) => tell_lag(seen.first().map(|seen| seen.event.at)),
            Err(error) => tracing::debug!(%error, "the feed's lag could not be measured"),
        }
    }

    /// Hands on all that was settled since `cursor`.
    async fn advance(&self, mut cursor: Cursor) -> Result<Cursor, DbErr> {
        loop {
            // Where nobody listens, there is nobody to load for.
            let (events, loaded) = match self.changes.receiver_count() {
                0 => (self.store.answered(log::after(&self.reading, EVERYBODYS, cursor, BATCH)).await?, Vec::new()),
                _ => {
                    let loaded = self.store.answered(loaded::after(&self.reading, EVERYBODYS, cursor, BATCH)).await?;
                    (loaded.iter().map(|loaded| loaded.event.clone()).collect(), loaded)
                }
            };
            let Some(last) = events.last() else { return Ok(cursor) };
            if loaded.is_empty() && self.changes.receiver_count() > 0 {
                // Somebody has come meanwhile.
                continue;
            }
            // What comes from here on wakes the reader again.
            let is_all = (events.len() as u64) < BATCH;
            self.tally.pass(&self.store, cursor, &events);
            cursor = Cursor::of(last);
            tell_lag(Some(last.at));
            if !loaded.is_empty() {
                self.hand_on(loaded, self.tally.at(cursor)).await;
            }
            if is_all {
                return Ok(cursor);
            }
        }
    }

    async fn hand_on(&self, loaded: Vec<Loaded>, counts: Option<TicketCounts>) {
        gauge!("guichet_feed_readers").set(count(self.changes.receiver_count()));
        for change in Change::all_of(&self.store, loaded, counts, Some(&self.answers)) {
            // Without subscribers by now, nobody misses it.
            let _ = self.changes.send(change);
        }
        gauge!("guichet_feed_backlog").set(count(self.changes.len()));
    }
}

/// Since when something waits, if anything does.
fn tell_lag(since: Option<DateTime<Utc>>) {
    let lag = since.map_or(Duration::ZERO, |since| (clock::now() - since).to_std().unwrap_or_default());
    gauge!("guichet_feed_lag_seconds").set(lag.as_secs_f64());
}

fn count(number: usize) -> f64 {
    f64::from(u32::try_from(number).unwrap_or(u32::MAX))
}
