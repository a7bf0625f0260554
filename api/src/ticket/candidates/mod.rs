//! Among which tickets a page of a search is: the index says which may be found, and they are read in the order of the list,
//! a few more than the page has, until the page is full.

mod walk;

use super::{index::Found, list::TicketList, search::Search, searching::Searching};
use crate::store::{
    page::{Ordering, Page, Position, Slice},
    ticket_filter::Lead,
};
use guichet_domain::id::TicketId;
use sea_orm::DbErr;
use std::collections::VecDeque;
use walk::{Walk, sorted};

/// How many candidates are read at once at most.
const READ: usize = 500;

/// The tickets among which those of a list are.
#[derive(Clone, Debug)]
pub enum Among {
    /// All of them.
    All,
    /// Some.
    These {
        /// What was searched for is known to stand in these.
        found: Vec<TicketId>,
        /// In these it may.
        candidates: Vec<TicketId>,
        /// It may stand in what these are about: the others hold it in their own texts or not at all.
        about: Vec<TicketId>,
    },
}

impl Among {
    fn those_of(found: &Found, candidates: Vec<TicketId>) -> Self {
        let about = candidates.iter().copied().filter(|ticket| found.is_about(ticket.0)).collect();
        Self::These { found: Vec::new(), candidates, about }
    }
}

/// The tickets that a page of a search may hold, as the index knows.
struct Candidates<'a> {
    base: Searching<'a>,
    list: &'a TicketList,
    ordering: &'a Ordering,
    found: Found,
    way: Way,
}

/// How they are found, one after the other.
enum Way {
    /// Met in the order of the list.
    Walk(Walk),
    /// They were few enough to be sorted.
    Sorted(VecDeque<i64>),
    /// The most relevant first, where each may stand at best. So many may stand before the page.
    ByWorth { before: usize, positions: VecDeque<Position> },
    /// All at once.
    Together,
}

/// The next candidates, and what comes after them.
struct More {
    tickets: Vec<TicketId>,
    next: Next,
}

/// What comes after some candidates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Next {
    /// None.
    Nothing,
    /// Some, all of them after those.
    After,
    /// Some, of which none stands before this position.
    AtBest(Position),
}

/// Reads a page among as many candidates as it takes to fill it.
///
/// # Errors
/// The base did not answer.
pub(super) async fn fill<Row, Read: Future<Output = Result<Slice<(Position, Row)>, DbErr>>>(
    base: Searching<'_>,
    list: &TicketList,
    lead: Lead,
    ordering: &Ordering,
    page: &Page,
    read: impl Fn(Among) -> Read,
) -> Result<Slice<Row>, DbErr> {
    let Some(search) = list.indexed_search() else { return Ok(read(Among::All).await?.map(|(_, row)| row)) };
    let mut candidates = Candidates::of(base, list, lead, ordering, page, search).await?;
    let size = page.size() as usize;
    // One tells whether the list goes on, and some may not hold what the index thinks.
    let mut count = size + size / 8 + 2;
    let (mut seen, mut known, mut goes_on) = (0, Vec::new(), false);
    loop {
        let More { tickets, next } = candidates.more(count).await?;
        seen += tickets.len();
        let mut among = Among::those_of(&candidates.found, tickets);
        if let Among::These { found, .. } = &mut among {
            *found = known;
        }
        let mut slice = read(among).await?;
        // One that was found before may be on the next page by now.
        let end = if page.is_from_the_back() { &mut slice.has_previous } else { &mut slice.has_next };
        *end |= goes_on;
        goes_on = *end;
        let is_full = match next {
            Next::Nothing => true,
            Next::After => goes_on,
            Next::AtBest(best) => goes_on && slice.rows.last().is_none_or(|(last, _)| *last > best),
        };
        if is_full {
            return Ok(slice.map(|(_, row)| row));
        }
        known = slice.rows.iter().map(|(position, _)| TicketId(position.id)).collect();
        count = match next {
            Next::AtBest(_) => seen,
            // As many as it takes when they hold it as often as so far, and some more.
            Next::Nothing | Next::After => {
                (size + 1).saturating_sub(known.len()) * seen * 5 / 4 / known.len().max(1) + 8
            }
        };
        if known.len() * 2 < seen {
            let before = candidates.found.all.len().max(1);
            candidates.rule_out().await?;
            count = count * candidates.found.all.len() / before + 8;
        }
        count = count.min(READ);
    }
}

/// All tickets that a search may find.
///
/// # Errors
/// The base did not answer.
pub(super) async fn all(base: Searching<'_>, search: &Search) -> Result<Among, DbErr> {
    let mut found = begin(base, search).await?;
    found.look_up_rest(base.store).await?;
    Ok(Among::those_of(&found, ids(found.all.iter())))
}

/// The ticket with the number that the search may be; of the index, what waits for it.
async fn begin(base: Searching<'_>, search: &Search) -> Result<Found, DbErr> {
    let mut found = Found::begin(base, &search.indexed().collect::<Vec<_>>()).await?;
    insert_named(&mut found, search);
    Ok(found)
}

fn insert_named(found: &mut Found, search: &Search) {
    if let Some(number) = search.number().filter(|number| *number > 0) {
        found.all.insert(number);
    }
}

impl<'a> Candidates<'a> {
    async fn of(
        base: Searching<'a>,
        list: &'a TicketList,
        lead: Lead,
        ordering: &'a Ordering,
        page: &Page,
        search: &Search,
    ) -> Result<Self, DbErr> {
        let mut found = begin(base, search).await?;
        let is_by_relevance = list.relevance_of().is_some();
        if is_by_relevance {
            found.look_up_rest(base.store).await?;
        }
        let way = if !is_by_relevance {
            Way::Walk(Walk::along(base, list, lead, page).await?)
        } else if list.descending && !page.is_from_the_back() {
            let positions = search.by_worth(&found);
            let before = positions.partition_point(|at| page.after().is_some_and(|after| *at >= after));
            Way::ByWorth { before, positions: positions.into() }
        } else {
            Way::Together
        };
        Ok(Self { base, list, ordering, found, way })
    }

    /// The next of them, so many.
    async fn more(&mut self, count: usize) -> Result<More, DbErr> {
        let Self { base, list, ordering, found, way } = self;
        if let Way::Walk(walk) = way {
            let is_all = walk.until(*base, list, ordering, found, count).await?;
            if !is_all && walk.waiting.len() < count {
                // Those that were met come first.
                let sorted = sorted(base.store, list, ordering, found, &walk.page).await?;
                *way = Way::Sorted(walk.waiting.drain(..).chain(sorted).collect());
            } else {
                let tickets = first(&mut walk.waiting, count);
                let next = if is_all && walk.waiting.is_empty() { Next::Nothing } else { Next::After };
                return Ok(More { tickets, next });
            }
        }
        Ok(match way {
            Way::Walk(_) | Way::Together => More { tickets: ids(found.all.iter()), next: Next::Nothing },
            Way::Sorted(sorted) => {
                let tickets = first(sorted, count);
                More { tickets, next: if sorted.is_empty() { Next::Nothing } else { Next::After } }
            }
            Way::ByWorth { before, positions } => {
                let count = std::mem::take(before).saturating_add(count).min(positions.len());
                let tickets = ids(positions.drain(..count).map(|position| position.id));
                More { tickets, next: positions.front().map_or(Next::Nothing, |next| Next::AtBest(*next)) }
            }
        })
    }

    /// Rules out of those that were not read what more of the index rules out.
    async fn rule_out(&mut self) -> Result<(), DbErr> {
        self.found.look_up_spare(self.base.store).await?;
        if let Some(search) = &self.list.search {
            // Written as it was typed, its number need not be in it.
            insert_named(&mut self.found, search);
        }
        let all = &self.found.all;
        match &mut self.way {
            Way::Walk(Walk { waiting, .. }) | Way::Sorted(waiting) => waiting.retain(|ticket| all.contains(*ticket)),
            Way::ByWorth { positions, .. } => positions.retain(|position| all.contains(position.id)),
            Way::Together => {}
        }
        Ok(())
    }
}

fn first(waiting: &mut VecDeque<i64>, count: usize) -> Vec<TicketId> {
    ids(waiting.drain(..count.min(waiting.len())))
}

fn ids(tickets: impl IntoIterator<Item = i64>) -> Vec<TicketId> {
    tickets.into_iter().map(TicketId).collect()
}
