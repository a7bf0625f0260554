//! What came of a run.

use super::{
    Plan,
    readers::Seen,
    writers::{Mark, Written},
};
use crate::engine::Engine;
use std::fmt;

/// The figures, and all that is not as it has to be.
#[derive(Debug)]
pub struct Report {
    engine: Engine,
    seed: u64,
    /// How often the server was killed.
    pub kills: u32,
    /// How often PostgreSQL crashed.
    pub stops: u32,
    pub(super) acknowledged: Vec<Mark>,
    pub(super) abandoned: Vec<Mark>,
    pub(super) retried: u64,
    pub(super) hung_up: u64,
    pub(super) internal: u64,
    pub(super) readers: Vec<Seen>,
    pub(super) losses: Vec<Mark>,
    pub(super) doubles: Vec<Mark>,
    pub(super) findings: Vec<String>,
}

impl Report {
    pub(super) const fn new(plan: &Plan) -> Self {
        Self {
            engine: plan.engine,
            seed: plan.seed,
            kills: 0,
            stops: 0,
            acknowledged: Vec::new(),
            abandoned: Vec::new(),
            retried: 0,
            hung_up: 0,
            internal: 0,
            readers: Vec::new(),
            losses: Vec::new(),
            doubles: Vec::new(),
            findings: Vec::new(),
        }
    }

    pub(super) fn take(&mut self, written: Written) {
        self.acknowledged.extend(written.acknowledged);
        self.abandoned.extend(written.abandoned);
        self.retried += written.retried;
        self.hung_up += written.hung_up;
        self.internal += written.internal;
    }

    /// How many writes were acknowledged.
    #[must_use]
    pub const fn acknowledged(&self) -> usize {
        self.acknowledged.len()
    }

    /// How often readers came back.
    #[must_use]
    pub fn returns(&self) -> u64 {
        self.readers.iter().map(|reader| reader.returns).sum()
    }

    fn resyncs(&self) -> u64 {
        self.readers.iter().map(|reader| reader.resyncs.len() as u64).sum()
    }

    /// Whether nothing was lost, nothing doubled, and everything agrees.
    #[must_use]
    pub const fn is_clean(&self) -> bool {
        self.losses.is_empty() && self.doubles.is_empty() && self.findings.is_empty() && self.internal == 0
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let engine = match self.engine {
            Engine::Sqlite => "SQLite",
            Engine::Postgres => "PostgreSQL",
        };
        writeln!(f, "{engine}, seed {}", self.seed)?;
        let events: usize = self.readers.iter().map(|reader| reader.cursors.len()).sum();
        for (figure, what) in [
            (self.kills.into(), "kills of the server"),
            (self.stops.into(), "crashes of PostgreSQL"),
            (self.acknowledged.len() as u64, "writes acknowledged"),
            (self.retried, "tries beyond the first"),
            (self.hung_up, "tries whose asker hung up"),
            (self.abandoned.len() as u64, "writes abandoned without an answer"),
            (self.internal, "answers INTERNAL"),
            (self.losses.len() as u64, "losses"),
            (self.doubles.len() as u64, "doubles"),
            (events as u64, "events seen by readers"),
            (self.returns(), "returns of readers with their cursor"),
            (self.resyncs(), "orders to list again, each after more than a thousand missed events"),
            (self.findings.len() as u64, "contradictions"),
        ] {
            writeln!(f, "{figure:>9}  {what}")?;
        }
        for loss in self.losses.iter().take(20) {
            writeln!(f, "lost: {loss:?}")?;
        }
        for double in self.doubles.iter().take(20) {
            writeln!(f, "twice: {double:?}")?;
        }
        for finding in self.findings.iter().take(20) {
            writeln!(f, "{finding}")?;
        }
        Ok(())
    }
}
