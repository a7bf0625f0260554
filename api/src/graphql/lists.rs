//! Where lists, searches and suggestions are read.

use super::RequestContext;
use crate::{
    App,
    store::{Questions, Replica, Store},
    ticket::searching::{Memory, Searching},
};

/// A base, or a replica of it, and the questions that are gathered for it.
#[derive(Debug)]
pub struct Reading {
    /// The base.
    pub store: Store,
    /// Gathered for all requests that ask it.
    pub questions: Questions,
    /// What is kept in memory for those who search it.
    pub memory: Memory,
}

impl Reading {
    fn of(store: &Store) -> Self {
        Self { store: store.clone(), questions: Questions::new(store), memory: Memory::default() }
    }
}

/// The base, and its replica where there is one.
#[derive(Debug)]
pub struct Lists {
    base: Reading,
    replica: Option<(Replica, Reading)>,
}

impl Lists {
    /// What this server has.
    #[must_use]
    pub fn new(app: &App) -> Self {
        let replica = app.replica.clone().map(|replica| (replica.clone(), Reading::of(replica.store())));
        Self { base: Reading::of(&app.store), replica }
    }

    /// What decides: never the replica, which may be behind.
    #[must_use]
    pub const fn base(&self) -> &Reading {
        &self.base
    }

    /// What this request reads: the replica, when whoever asks may find there all that it wrote.
    pub async fn of(&self, request: &RequestContext) -> &Reading {
        let Some((replica, reading)) = &self.replica else { return &self.base };
        let Some(last) = request.last_write else { return &self.base };
        // Once for the request: a cursor of the feed must not be newer than the list beside it.
        let holds = *request.reads_replica.get_or_init(|| replica.holds(last)).await;
        if holds { reading } else { &self.base }
    }

    /// The same, to be searched. What the base was like says nothing of a replica.
    pub async fn searched<'l>(&'l self, request: &'l RequestContext) -> Searching<'l> {
        let reading = self.of(request).await;
        let revision = request.revision.as_ref().filter(|_| std::ptr::eq(reading, &self.base));
        Searching { store: &reading.store, memory: &reading.memory, revision }
    }
}
