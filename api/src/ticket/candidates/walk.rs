//! A walk along a list, which meets candidates in its order.

use super::ids;
use crate::{
    feed::Stretch,
    store::{
        Store,
        cells::Cells,
        page::{self, Keys, Ordering, Page},
        ticket_filter::Lead,
    },
    ticket::{
        index::Found,
        list::{TicketList, are},
        searching::Searching,
    },
};
use sea_orm::{DbErr, QueryFilter};
use std::collections::VecDeque;

/// As many tickets are walked past in the time that one takes to be looked up.
const WALKED_PER_LOOK: u64 = 32;
/// How many tickets of the list are walked past at first to meet candidates.
const WALKED: u64 = 1_000;
/// How many at most before it is looked up how many candidates there are at all, if they are rare.
const WALKED_BLINDLY: u64 = 4_000;
/// As many tickets are walked past in the time that the lists of one more bucket take.
const WALKED_PER_BUCKET: u64 = 1_000;

/// A walk along the list.
pub struct Walk {
    /// By what its tickets are found.
    lead: Lead,
    /// What is left of it.
    pub page: Page,
    /// How many tickets were passed.
    passed: u64,
    /// How many of them were candidates.
    met: u64,
    /// Those of them that were not read yet.
    pub waiting: VecDeque<i64>,
    /// Whether all candidates there are are known.
    is_whole: bool,
    /// Whether the list goes no further.
    is_at_end: bool,
    /// Whether it goes along what is kept in memory of the list.
    is_in_memory: bool,
}

impl Walk {
    /// One that has not begun.
    ///
    /// # Errors
    /// The base did not answer.
    pub async fn along(base: Searching<'_>, list: &TicketList, lead: Lead, page: &Page) -> Result<Self, DbErr> {
        let is_forwards = !page.is_from_the_back() && page.before().is_none();
        let is_in_memory = is_forwards
            && list.descending
            && list.is_of_all_by_activity()
            && base.memory.recent.catch_up(base.store, base.revision).await?;
        let waiting = VecDeque::new();
        Ok(Self { lead, page: *page, passed: 0, met: 0, waiting, is_whole: false, is_at_end: false, is_in_memory })
    }

    /// Walks on until so many wait to be read, or none are left, or sorting them costs less. Gives whether none are left.
    ///
    /// # Errors
    /// The base did not answer.
    pub async fn until(
        &mut self,
        base: Searching<'_>,
        list: &TicketList,
        ordering: &Ordering,
        found: &mut Found,
        count: usize,
    ) -> Result<bool, DbErr> {
        let store = base.store;
        while self.waiting.len() < count && !self.is_at_end {
            let missing = (count - self.waiting.len()) as u64;
            let length = if self.is_whole {
                let (candidates, all) = of_all(found);
                if are_few(found, missing) {
                    return Ok(false);
                }
                all.saturating_mul(missing) * 3 / 2 / candidates.max(1)
            } else {
                // As far as it takes when they come as often as so far, and half as far again.
                (self.passed * missing * 3 / 2).checked_div(self.met).unwrap_or(self.passed)
            };
            let length = length.max(WALKED);
            if !self.is_whole && self.passed > 0 && self.passed + length > self.blindly(found) {
                found.look_up_rest(store).await?;
                self.is_whole = true;
                continue;
            }
            let ids = self.step(base, list, ordering, length).await?;
            if !self.is_whole {
                found.look_up(store, &ids).await?;
            }
            self.passed += ids.len() as u64;
            let before = self.waiting.len();
            self.waiting.extend(ids.into_iter().filter(|ticket| found.all.contains(*ticket)));
            self.met += (self.waiting.len() - before) as u64;
        }
        Ok(self.is_at_end)
    }

    /// Walks past so many tickets.
    async fn step(
        &mut self,
        Searching { store, memory, .. }: Searching<'_>,
        list: &TicketList,
        ordering: &Ordering,
        length: u64,
    ) -> Result<Vec<i64>, DbErr> {
        if self.is_in_memory {
            let count = usize::try_from(length).unwrap_or(usize::MAX);
            if let Some(Stretch { positions, is_end }) = memory.recent.after(self.page.after(), count) {
                self.is_at_end = is_end;
                if let Some(last) = positions.last() {
                    self.page = self.page.beyond(*last);
                }
                return Ok(positions.into_iter().map(|position| position.id).collect());
            }
            // From here on the base is asked.
            self.is_in_memory = false;
        }
        let key = |cells: Cells<'_>, column| list.key_in(cells, column);
        let reader = store.reader();
        let keys = page::keys(&reader, list.unsearched(store, self.lead), ordering, &self.page, length, key).await?;
        let Keys { ids, last } = keys;
        match last.filter(|_| ids.len() as u64 == length) {
            Some(last) => self.page = self.page.beyond(last),
            None => self.is_at_end = true,
        }
        Ok(ids)
    }

    /// How far at most before it is looked up how many candidates there are at all.
    fn blindly(&self, found: &Found) -> u64 {
        let rest = if self.met > 0 { found.last_bucket() * WALKED_PER_BUCKET } else { 0 };
        rest.max(WALKED_BLINDLY)
    }
}

/// All of them that can be on the page. Each is looked up.
///
/// # Errors
/// The base did not answer.
pub async fn sorted(
    store: &Store,
    list: &TicketList,
    ordering: &Ordering,
    found: &Found,
    page: &Page,
) -> Result<Vec<i64>, DbErr> {
    let among = list.unsearched(store, Lead::Nothing).filter(are(store, &ids(found.all.iter())));
    let all = of_all(found).0;
    let key = |cells: Cells<'_>, column| list.key_in(cells, column);
    Ok(page::keys(&store.reader(), among, ordering, page, all, key).await?.ids)
}

/// Whether sorting all, for which each is looked up, costs less than to walk along the list until so many are met.
fn are_few(found: &Found, count: u64) -> bool {
    let (candidates, all) = of_all(found);
    candidates.saturating_mul(candidates).saturating_mul(WALKED_PER_LOOK) <= count.saturating_mul(all)
}

/// How many candidates there are, of about how many tickets.
fn of_all(found: &Found) -> (u64, u64) {
    (found.all.len() as u64, found.all.last().map_or(0, i64::unsigned_abs))
}
