//! Whether a base holds together: what its engine promises, what its tickets tell, how they are counted, what its searches look
//! into.

mod engine;
mod history;
mod search;
mod tickets;

use crate::{feed::tally, store::Store, ticket::index};
use guichet_domain::id::TicketId;
use sea_orm::DbErr;
use std::fmt;

/// Something that should not be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The ticket, where it is about one.
    pub ticket: Option<TicketId>,
    /// What.
    pub what: String,
}

impl Finding {
    fn of_base(what: impl Into<String>) -> Self {
        Self { ticket: None, what: what.into() }
    }

    fn of_ticket(ticket: TicketId, what: impl Into<String>) -> Self {
        Self { ticket: Some(ticket), what: what.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.ticket {
            Some(ticket) => write!(f, "ticket {ticket}: {}", self.what),
            None => f.write_str(&self.what),
        }
    }
}

/// Checks all of a base as it stands at one moment, also while it is served, and tells each finding to `tell`. Gives the
/// number of tickets.
///
/// # Errors
/// The base did not answer.
pub async fn check(store: &Store, tell: &mut impl FnMut(Finding)) -> Result<u64, DbErr> {
    let snapshot = store.snapshot().await?;
    engine::check(&snapshot, tell).await?;
    let tickets = tickets::check(&snapshot, tell).await?;
    if let Some([written, counted]) = tally::check(&snapshot).await? {
        tell(Finding::of_base(format!("the counters are kept as {written:?}, and were {counted:?}")));
    }
    search::check(&snapshot, tell).await?;
    index::check(&snapshot, &mut |ticket| tell(Finding::of_ticket(ticket, "the search may not find it"))).await?;
    snapshot.rollback().await?;
    search::check_people_index(store, tell).await?;
    Ok(tickets)
}

/// Checks what the engine promises alone.
///
/// # Errors
/// The base did not answer.
pub async fn check_engine(store: &Store, tell: &mut impl FnMut(Finding)) -> Result<(), DbErr> {
    engine::check(&store.reader(), tell).await
}
