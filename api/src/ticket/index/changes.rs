//! What is to change in posting lists.

use super::{block::Block, postings::Span, term::Term, texts::Posting, ticket_set::WIDTH};
use std::collections::HashMap;

/// What one ticket is to be in a list: twice its number, and one more where it is to stand there. A batch has millions of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Change(u32);

impl Change {
    /// None for a ticket with a number that no `Int` of the schema says.
    fn of(ticket: i64, is_set: bool) -> Option<Self> {
        u32::try_from(ticket << 1 | i64::from(is_set)).ok().map(Self)
    }

    const fn ticket(self) -> i64 {
        (self.0 >> 1) as i64
    }

    const fn is_set(self) -> bool {
        self.0 & 1 == 1
    }
}

/// What is to change, list by list.
#[derive(Default)]
pub struct Changes {
    // Terms are spread already, and nobody waits for one of them alone.
    lists: HashMap<Term, Vec<Change>, foldhash::fast::RandomState>,
    count: usize,
}

/// A block that is another one now: where it begins, its tickets, and whether they grow at their end.
#[derive(Debug, PartialEq, Eq)]
pub struct Changed {
    pub start: i64,
    pub tickets: Vec<i64>,
    pub grows: bool,
}

impl Changes {
    /// Says whether a ticket is to stand in a list.
    pub fn add(&mut self, (term, ticket): Posting, is_set: bool) {
        let list = self.lists.entry(term).or_default();
        // A text says the same again and again: long ones would fill a batch with it.
        if let Some(change) = Change::of(ticket, is_set).filter(|change| list.last() != Some(change)) {
            list.push(change);
            self.count += 1;
        }
    }

    /// How much was said.
    pub const fn len(&self) -> usize {
        self.count
    }

    /// Where it is to change, in the order of the base. That a ticket does not stand in a list says more than that it does: a text may be
    /// another one by now, and all of them were read again where one was replaced.
    pub fn spans(&mut self) -> Vec<Span> {
        let mut spans = Vec::new();
        for (term, changes) in &mut self.lists {
            changes.sort_unstable();
            // The first one of a ticket says that it does not stand there, if one does.
            changes.dedup_by_key(|change| change.ticket());
            let apart = changes.chunk_by(|a, b| a.ticket() / WIDTH == b.ticket() / WIDTH);
            spans.extend(apart.filter_map(|changes| {
                Some(Span { term: *term, from: changes.first()?.ticket(), to: changes.last()?.ticket() })
            }));
        }
        spans.sort_unstable_by_key(|span| (span.term, span.from));
        spans
    }

    /// The blocks of a list that are others now, given what was read of it for some of its spans; `None` for what no block says.
    pub fn apply(&self, spans: &[Span], blocks: &[Block<'_>]) -> Option<Vec<Changed>> {
        let changes = spans.iter().flat_map(|span| {
            let changes = self.lists.get(&span.term).map(Vec::as_slice).unwrap_or_default();
            let [from, to] = [span.from, span.to + 1].map(|end| changes.partition_point(|it| it.ticket() < end));
            changes.get(from..to).unwrap_or_default()
        });
        let changes: Vec<_> = changes.copied().collect();
        // A ticket is said by the last block that begins before it.
        let block_of = |change: &Change| blocks.partition_point(|block| block.start <= change.ticket());
        let mut changed = Vec::new();
        for changes in changes.chunk_by(|a, b| block_of(a) == block_of(b)) {
            let block = changes.first().and_then(|first| blocks.get(block_of(first).checked_sub(1)?));
            let (start, before) = match block {
                Some(block) => (block.start, block.tickets()?),
                None => (0, Vec::new()),
            };
            changed.extend(Changed::of(start, &before, changes));
        }
        Some(changed)
    }
}

impl Changed {
    /// A block's tickets, changed; nothing if they are the same.
    fn of(start: i64, before: &[i64], changes: &[Change]) -> Option<Self> {
        let mut tickets = Vec::with_capacity(before.len() + changes.len());
        let mut rest = before;
        for change in changes {
            let (earlier, later) = rest.split_at(rest.partition_point(|ticket| *ticket < change.ticket()));
            tickets.extend_from_slice(earlier);
            rest = later.strip_prefix(&[change.ticket()]).unwrap_or(later);
            if change.is_set() {
                tickets.push(change.ticket());
            }
        }
        tickets.extend_from_slice(rest);
        let first = changes.iter().find(|change| change.is_set()).map(|change| change.ticket());
        let grows = first.is_some_and(|first| before.last().is_none_or(|last| first > *last));
        (tickets != before).then_some(Self { start, tickets, grows })
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::{block::encode_all, term::Place},
        *,
    };
    use proptest::{
        collection::{btree_set, vec},
        prelude::*,
    };
    use std::collections::BTreeMap;

    proptest! {
        /// Whatever a list is and whatever is said, in whichever order: each ticket stands where it is said to.
        #[test]
        fn lists_are_what_is_said(
            before in btree_set(0_i64..40_000, 0..6_000),
            grow: bool,
            said in vec((0_i64..60_000, any::<bool>()), 0..300),
        ) {
            let term = Term::all(Place::Body, "abc").next().unwrap();
            let mut expected = before.clone();
            let before: Vec<_> = before.into_iter().collect();
            let mut lists: BTreeMap<i64, Vec<u8>> =
                if before.is_empty() { BTreeMap::new() } else { encode_all(0, &before, grow).into_iter().collect() };
            let mut changes = Changes::default();
            for (ticket, is_set) in &said {
                changes.add((term, *ticket), *is_set);
            }
            for (ticket, _) in &said {
                // That it does not stand there says more than that it does.
                if said.contains(&(*ticket, false)) { expected.remove(ticket) } else { expected.insert(*ticket) };
            }
            let spans = changes.spans();
            for spans in spans.chunks(2) {
                let kept = lists.clone();
                let blocks: Vec<_> = kept.iter().map(|(start, bytes)| Block { start: *start, bytes }).collect();
                for Changed { start, tickets, grows } in changes.apply(spans, &blocks).unwrap() {
                    lists.extend(encode_all(start, &tickets, grows));
                }
            }
            let told = lists.iter().flat_map(|(start, bytes)| Block { start: *start, bytes }.tickets().unwrap());
            prop_assert!(told.eq(expected));
        }
    }

    #[test]
    fn what_a_text_says_over_and_over_is_kept_once() {
        let term = Term::all(Place::Body, "abc").next().unwrap();
        let mut changes = Changes::default();
        for ticket in [7, 7, 7, 8, 8] {
            changes.add((term, ticket), true);
        }
        assert_eq!(changes.len(), 2);
    }
}
