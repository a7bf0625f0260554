//! Among which tickets a page of a search is: the index says which may be found, and they are read in the order of the list,
//! a few more than the page has, until the page is full.

use super::{
    index::Found,
    list::{TicketList, are},
    search::Search,
};
use crate::store::{
    Store,
    page::{self, Ordering, Page, Position, Slice},
};
use guichet_domain::id::TicketId;
use sea_orm::{DbErr, QueryFilter};

/// As many tickets are walked past in the time that one takes to be looked up.
const WALKED_PER_LOOK: u64 = 32;
/// How many tickets of the list are walked past at first to meet candidates.
const WALKED: u64 = 1_000;
/// How many at most before it is looked up how many candidates there are at all.
const WALKED_BLINDLY: u64 = 4_000;
/// How many candidates are read at once at most.
const READ: usize = 1_000;

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
    list: &'a TicketList,
    ordering: &'a Ordering,
    page: &'a Page,
    found: Found,
    way: Way,
}

/// How the first of them are found.
enum Way {
    /// Met in the order of the list: those known by now, or, when that is whole, all there are.
    Walk { is_whole: bool },
    /// They were few enough to be sorted.
    Sorted(Vec<TicketId>),
    /// The most relevant first, where each may stand at best. So many may stand before the page.
    ByWorth { before: usize, positions: Vec<Position> },
    /// All at once.
    Together,
}

/// The first candidates, and what comes after them.
struct First {
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
    store: &Store,
    list: &TicketList,
    ordering: &Ordering,
    page: &Page,
    read: impl Fn(Among) -> Read,
) -> Result<Slice<Row>, DbErr> {
    let Some(search) = list.indexed_search() else { return Ok(read(Among::All).await?.map(|(_, row)| row)) };
    let mut candidates = Candidates::of(store, list, ordering, page, search).await?;
    let size = page.size() as usize;
    // One tells whether the list goes on, and some may not hold what the index thinks.
    let mut count = size + size / 8 + 2;
    let (mut seen, mut known, mut goes_on) = (0, Vec::new(), false);
    loop {
        let First { mut tickets, next } = candidates.first(store, seen + count).await?;
        let mut among = Among::those_of(&candidates.found, tickets.split_off(seen.min(tickets.len())));
        if let Among::These { found, candidates, .. } = &mut among {
            *found = known;
            seen += candidates.len();
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
        count = count.min(READ);
    }
}

/// All tickets that a search may find.
///
/// # Errors
/// The base did not answer.
pub(super) async fn all(store: &Store, search: &Search) -> Result<Among, DbErr> {
    let mut found = begin(store, search).await?;
    found.look_up_rest(store).await?;
    Ok(Among::those_of(&found, ids(found.all.iter())))
}

/// The ticket with the number that the search may be; of the index, what waits in the backlog.
async fn begin(store: &Store, search: &Search) -> Result<Found, DbErr> {
    let mut found = Found::begin(store, &search.indexed().collect::<Vec<_>>()).await?;
    if let Some(number) = search.number().filter(|number| *number > 0) {
        found.all.insert(number);
    }
    Ok(found)
}

impl<'a> Candidates<'a> {
    async fn of(
        store: &Store,
        list: &'a TicketList,
        ordering: &'a Ordering,
        page: &'a Page,
        search: &Search,
    ) -> Result<Self, DbErr> {
        let mut found = begin(store, search).await?;
        let is_by_relevance = list.relevance_of().is_some();
        if is_by_relevance {
            found.look_up_rest(store).await?;
        }
        let way = if !is_by_relevance {
            Way::Walk { is_whole: false }
        } else if list.descending && !page.is_from_the_back() {
            let positions = search.by_worth(&found);
            let before = positions.partition_point(|at| page.after().is_some_and(|after| *at >= after));
            Way::ByWorth { before, positions }
        } else {
            Way::Together
        };
        Ok(Self { list, ordering, page, found, way })
    }

    /// The first of them, so many or a few more.
    async fn first(&mut self, store: &Store, count: usize) -> Result<First, DbErr> {
        match &self.way {
            Way::Walk { is_whole } => self.walk(store, count, *is_whole).await,
            Way::Sorted(sorted) => {
                let next = if count < sorted.len() { Next::After } else { Next::Nothing };
                Ok(First { tickets: sorted.iter().copied().take(count).collect(), next })
            }
            Way::ByWorth { before, positions } => {
                let count = before + count;
                let next = positions.get(count).map_or(Next::Nothing, |next| Next::AtBest(*next));
                Ok(First { tickets: ids(positions.iter().take(count).map(|position| position.id)), next })
            }
            Way::Together => Ok(First { tickets: ids(self.found.all.iter()), next: Next::Nothing }),
        }
    }

    /// Walks along the list until so many are met.
    async fn walk(&mut self, store: &Store, count: usize, mut is_whole: bool) -> Result<First, DbErr> {
        let needed = count as u64;
        let mut walked = WALKED;
        loop {
            let passed = page::keys(store.reader(), self.list.unsearched(), self.ordering, self.page, walked).await?;
            if !is_whole {
                self.found.look_up(store, &passed).await?;
            }
            let is_all = (passed.len() as u64) < walked;
            let tickets = ids(passed.into_iter().filter(|ticket| self.found.all.contains(*ticket)));
            if is_all || tickets.len() >= count {
                return Ok(First { tickets, next: if is_all { Next::Nothing } else { Next::After } });
            }
            // As far as it takes when they come as often as so far, and half as far again.
            walked = (walked * needed * 3 / 2 / tickets.len().max(1) as u64).max(walked * 2);
            if walked > WALKED_BLINDLY && !is_whole {
                self.found.look_up_rest(store).await?;
                is_whole = true;
                self.way = Way::Walk { is_whole };
                let (candidates, all) = self.of_all();
                walked = walked.min(all.saturating_mul(needed) * 3 / 2 / candidates.max(1)).max(WALKED);
            }
            if is_whole && self.are_few(needed) {
                self.way = Way::Sorted(self.sort(store).await?);
                return Box::pin(self.first(store, count)).await;
            }
        }
    }

    /// All of them that can be on the page. Each is looked up.
    async fn sort(&self, store: &Store) -> Result<Vec<TicketId>, DbErr> {
        let list = self.list.unsearched().filter(are(store, &ids(self.found.all.iter())));
        Ok(ids(page::keys(store.reader(), list, self.ordering, self.page, self.of_all().0).await?))
    }

    /// Whether sorting them, for which each is looked up, costs less than to walk along the list until so many are met.
    fn are_few(&self, count: u64) -> bool {
        let (candidates, all) = self.of_all();
        candidates.saturating_mul(candidates).saturating_mul(WALKED_PER_LOOK) <= count.saturating_mul(all)
    }

    /// How many candidates there are, of about how many tickets.
    fn of_all(&self) -> (u64, u64) {
        (self.found.all.len() as u64, self.found.all.last().map_or(0, i64::unsigned_abs))
    }
}

fn ids(tickets: impl IntoIterator<Item = i64>) -> Vec<TicketId> {
    tickets.into_iter().map(TicketId).collect()
}
