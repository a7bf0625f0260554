//! A copy of the base on another server, a little behind it: for reading lists, never for deciding anything.
//!
//! Whoever wrote something must find it in what it reads next, on whichever node. Hence each transaction of a person leaves
//! its number on the account (`person.last_write`), and the person's lists come from the replica once all transactions up
//! to that number have arrived there. Nothing is kept on the node but how far the replica was when it was last asked.

use super::{Store, base::Base};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr, Statement};
use std::{
    collections::VecDeque,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicI64, Ordering},
    },
    time::Duration,
};
use tokio::time::Instant;

/// How often the replica is asked how far it is.
const EVERY: Duration = Duration::from_secs(1);
/// A replica that has been behind for longer is not read.
const PATIENCE: Duration = Duration::from_secs(10);

/// The number of a transaction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position(pub i64);

/// A replica. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Replica {
    /// The base, read from the replica.
    store: Store,
    primary: Store,
    state: Arc<State>,
}

#[derive(Debug, Default)]
struct State {
    /// It answers, and is not far behind.
    usable: AtomicBool,
    /// All transactions below have arrived.
    arrived: AtomicI64,
}

impl Replica {
    /// A replica of `primary`, which is watched from now on, and read from once it answers.
    #[must_use]
    pub fn follow(primary: &Store, replica: Base) -> Self {
        let store = primary.reading_from(replica);
        let replica = Self { primary: primary.clone(), store, state: Arc::default() };
        tokio::spawn(replica.clone().watch());
        replica
    }

    /// The base, read from the replica.
    #[must_use]
    pub const fn store(&self) -> &Store {
        &self.store
    }

    /// Whether it can be read by somebody who wrote this last.
    pub async fn holds(&self, last: Position) -> bool {
        if !self.state.usable.load(Ordering::Relaxed) {
            return false;
        }
        // It only goes forward.
        if last.0 < self.state.arrived.load(Ordering::Relaxed) {
            return true;
        }
        self.arrived().await.is_ok_and(|arrived| last < arrived)
    }

    async fn arrived(&self) -> Result<Position, DbErr> {
        // It may fall silent, too.
        let arrived = self.store.pulse().answered(settled(&self.store.reader())).await;
        match &arrived {
            Ok(arrived) => {
                self.state.arrived.fetch_max(arrived.0, Ordering::Relaxed);
            }
            Err(error) => {
                tracing::warn!(%error, "the replica does not answer: lists come from the primary");
                self.state.usable.store(false, Ordering::Relaxed);
            }
        }
        arrived
    }

    async fn watch(self) {
        // What the base had of late, and when; and as of when the replica has it.
        let mut had: VecDeque<(Position, Instant)> = VecDeque::new();
        let mut as_of: Option<Instant> = None;
        let mut ticks = tokio::time::interval(EVERY);
        ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            let now = Instant::now();
            let primary = self.primary.unless_lost(settled(&self.primary.reader())).await;
            let (Ok(primary), Ok(arrived)) = (primary, self.arrived().await) else { continue };
            had.push_back((primary, now));
            while let Some((_, at)) = had.pop_front_if(|(base, at)| *base <= arrived || at.elapsed() >= PATIENCE) {
                as_of = Some(at);
            }
            let usable = as_of.is_some_and(|at| at.elapsed() < PATIENCE);
            if self.state.usable.swap(usable, Ordering::Relaxed) && !usable {
                tracing::warn!("the replica is far behind: lists come from the primary");
            }
        }
    }
}

/// The number below which every transaction has ended, as this server sees it.
async fn settled(server: &DatabaseConnection) -> Result<Position, DbErr> {
    let sql = "SELECT (pg_snapshot_xmin(pg_current_snapshot())::text)::bigint";
    let row = server.query_one_raw(Statement::from_string(server.get_database_backend(), sql)).await?;
    let row = row.ok_or_else(|| DbErr::RecordNotFound("a snapshot".to_owned()))?;
    row.try_get_by_index(0).map(Position)
}
