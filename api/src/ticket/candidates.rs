//! Among which tickets a page of a search is: the index says which may be found, and they are read in the order of the list,
//! a few more than the page has, until the page is full.

use super::{
    index::{Found, look_up},
    list::TicketList,
    search::Search,
};
use crate::store::{
    Store,
    page::{self, Ordering, Page, Position},
};
use guichet_domain::id::TicketId;
use sea_orm::DbErr;
use std::collections::BTreeMap;

/// As many tickets are walked past in the time that one takes to be looked up.
const WALKED_PER_LOOK: u64 = 32;
/// How many tickets of the list are walked past at first to meet candidates.
const WALKED: u64 = 1_000;

/// The tickets among which those of a list are.
#[derive(Clone, Debug)]
pub enum Among {
    /// All of them.
    All,
    /// These.
    These(Vec<TicketId>),
}

/// The tickets that a search may find, as the index knows.
pub(super) enum Candidates<'a> {
    /// To be read in the order of the list.
    InOrder { list: &'a TicketList, ordering: &'a Ordering, found: Found },
    /// The most relevant first, by what they may be worth at most.
    ByWorth(BTreeMap<i64, Vec<i64>>),
    /// In any order.
    Together(Found),
}

/// The first candidates, and the position that the next one may have at best.
pub(super) struct First {
    pub tickets: Vec<TicketId>,
    pub next: Next,
}

/// What comes after some candidates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// None.
    Nothing,
    /// Some, all of them after those.
    After,
    /// Some, of which none stands before this position.
    AtBest(Position),
}

impl<'a> Candidates<'a> {
    /// Looks up what a page of a list may hold.
    pub async fn of(
        store: &Store,
        list: &'a TicketList,
        ordering: &'a Ordering,
        page: &Page,
        search: &Search,
    ) -> Result<Self, DbErr> {
        let found = look_up_all(store, search).await?;
        Ok(match list.relevance_of() {
            None => Self::InOrder { list, ordering, found },
            Some(search) if list.descending && !page.is_from_the_back() => Self::ByWorth(search.by_worth(&found)),
            Some(_) => Self::Together(found),
        })
    }

    /// The first of them that can be on the page, so many or a few more.
    pub async fn first(&self, store: &Store, page: &Page, count: u64) -> Result<First, DbErr> {
        match self {
            Self::Together(found) => Ok(First { tickets: ids(found.all.iter()), next: Next::Nothing }),
            Self::ByWorth(levels) => Ok(first_by_worth(levels, page, count)),
            Self::InOrder { list, ordering, found } => {
                let (tickets, is_all) = if are_few(found, count) {
                    let among = Among::These(ids(found.all.iter()));
                    let sorted = page::keys(store.reader(), list.unsearched(store, &among), ordering, page, count);
                    let sorted = sorted.await?;
                    let is_all = (sorted.len() as u64) < count;
                    (sorted, is_all)
                } else {
                    met(store, list, ordering, found, page, count).await?
                };
                Ok(First { tickets: ids(tickets), next: if is_all { Next::Nothing } else { Next::After } })
            }
        }
    }
}

/// Whether sorting them, for which each is looked up, costs less than to walk along the list until so many are met.
fn are_few(found: &Found, count: u64) -> bool {
    let (candidates, all) = (found.all.len() as u64, found.all.last().map_or(0, i64::unsigned_abs));
    candidates.saturating_mul(candidates).saturating_mul(WALKED_PER_LOOK) <= count.saturating_mul(all)
}

/// The tickets that may hold all words of a search, and the one with the number that it may be.
pub(super) async fn look_up_all(store: &Store, search: &Search) -> Result<Found, DbErr> {
    let mut found = look_up(store, &search.indexed().collect::<Vec<_>>()).await?;
    if let Some(number) = search.number().filter(|number| *number > 0) {
        found.all.insert(number);
    }
    Ok(found)
}

/// Walks along the list until so many candidates are met, or it ends.
async fn met(
    store: &Store,
    list: &TicketList,
    ordering: &Ordering,
    found: &Found,
    page: &Page,
    count: u64,
) -> Result<(Vec<i64>, bool), DbErr> {
    let mut walked = WALKED;
    loop {
        let passed = page::keys(store.reader(), list.unsearched(store, &Among::All), ordering, page, walked).await?;
        let is_all = (passed.len() as u64) < walked;
        let met: Vec<_> = passed.into_iter().filter(|ticket| found.all.contains(*ticket)).collect();
        if is_all || met.len() as u64 >= count {
            return Ok((met, is_all));
        }
        walked *= 16;
    }
}

/// Those that may stand before the page have to be read too: less may be true of them than the index thinks.
fn first_by_worth(levels: &BTreeMap<i64, Vec<i64>>, page: &Page, count: u64) -> First {
    let positions =
        levels.iter().rev().flat_map(|(worth, ids)| ids.iter().rev().map(|id| Position { key: *worth, id: *id }));
    let (mut tickets, mut on_page) = (Vec::new(), 0);
    for position in positions {
        if on_page == count {
            return First { tickets, next: Next::AtBest(position) };
        }
        tickets.push(TicketId(position.id));
        if page.after().is_none_or(|after| position < after) {
            on_page += 1;
        }
    }
    First { tickets, next: Next::Nothing }
}

fn ids(tickets: impl IntoIterator<Item = i64>) -> Vec<TicketId> {
    tickets.into_iter().map(TicketId).collect()
}
