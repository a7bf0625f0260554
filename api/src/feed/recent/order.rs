//! The first tickets of a list, in order.

use crate::store::page::Position;
use std::collections::{BTreeSet, HashMap};

/// How many tickets are known at most: a megabyte.
pub const MOST: usize = 1 << 16;
/// After how many that moved they are put in order anew.
const MOVED: usize = 1_024;

/// The first tickets of the list of all, the newest first.
#[derive(Debug, Default)]
pub struct Order {
    /// As they were once put in order.
    pub sorted: Vec<Position>,
    /// Where those are that moved since: what `sorted` says of them is old.
    moved: HashMap<i64, Position>,
    /// The same, in order.
    front: BTreeSet<Position>,
    /// Whether there are no others.
    pub is_whole: bool,
}

/// Some tickets of the list that follow each other.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Stretch {
    /// Where they stand, the newest first.
    pub positions: Vec<Position>,
    /// Whether the list ends with them.
    pub is_end: bool,
}

impl Order {
    /// Puts a ticket where it stands now.
    pub fn put(&mut self, position: Position) {
        if let Some(before) = self.moved.insert(position.id, position) {
            self.front.remove(&before);
        }
        self.front.insert(position);
        if self.moved.len() > MOVED {
            self.sort();
        }
    }

    /// Puts all of them in order, and forgets the last ones of too many.
    fn sort(&mut self) {
        let mut front = std::mem::take(&mut self.front);
        front.retain(|position| self.is_known(*position));
        let moved = std::mem::take(&mut self.moved);
        self.sorted.retain(|position| !moved.contains_key(&position.id));
        self.sorted.extend(front);
        // Most of them are in order already.
        self.sorted.sort_by(|a, b| b.cmp(a));
        if self.sorted.len() > MOST {
            self.sorted.truncate(MOST);
            self.is_whole = false;
        }
    }

    /// Whether all that stand before this are known: behind the last of those that were put in order there may be others.
    fn is_known(&self, position: Position) -> bool {
        self.is_whole || self.sorted.last().is_some_and(|last| position >= *last)
    }

    /// The next `count` after a position.
    pub fn after(&self, after: Option<Position>, count: usize) -> Stretch {
        let sorted = after.map_or(0, |after| self.sorted.partition_point(|position| *position >= after));
        let sorted = self.sorted.iter().skip(sorted).filter(|position| !self.moved.contains_key(&position.id));
        let front = self.front.range(..after.unwrap_or(Position { key: i64::MAX, id: i64::MAX })).rev();
        let front = front.take_while(|position| self.is_known(**position));
        let (mut sorted, mut front) = (sorted.peekable(), front.peekable());
        let mut positions = Vec::with_capacity(count.min(self.sorted.len() + self.front.len()));
        while positions.len() < count {
            let next = match (sorted.peek(), front.peek()) {
                (Some(old), Some(new)) if old > new => sorted.next(),
                (_, Some(_)) => front.next(),
                (_, None) => sorted.next(),
            };
            let Some(next) = next else { return Stretch { positions, is_end: self.is_whole } };
            positions.push(*next);
        }
        Stretch { positions, is_end: false }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The list of all tickets, the newest first.
    fn listed(tickets: &HashMap<i64, i64>) -> Vec<Position> {
        let mut all: Vec<_> = tickets.iter().map(|(id, key)| Position { key: *key, id: *id }).collect();
        all.sort_by(|a, b| b.cmp(a));
        all
    }

    #[test]
    fn the_last_that_is_known_stays_where_it_is_put_again() {
        let last = Position { key: 19, id: 11 };
        let mut order = Order { sorted: vec![last], ..Order::default() };
        order.put(last);
        assert_eq!(order.after(None, 1).positions, [last]);
        order.sort();
        order.put(Position { key: 0, id: 0 });
        assert_eq!(order.after(None, 2), Stretch { positions: vec![last], is_end: false });
    }

    proptest! {
        /// Whatever moves, and whenever they are put in order anew: what is known is what the list holds there.
        #[test]
        fn what_is_known_is_what_the_list_holds(
            keys in proptest::collection::vec(0_i64..40, 0..30),
            known in 1_usize..40,
            moves in proptest::collection::vec((0_i64..35, 0_i64..80, any::<bool>()), 0..40),
            after in proptest::option::of((0_i64..80, 0_i64..35)),
            count in 1_usize..50,
        ) {
            let mut tickets: HashMap<_, _> = (0..).zip(keys).collect();
            let mut sorted = listed(&tickets);
            let is_whole = sorted.len() <= known;
            sorted.truncate(known);
            let mut order = Order { sorted, is_whole, ..Order::default() };
            for (id, key, is_sorted) in moves {
                // Nothing happens to a ticket before what happened to it last.
                let key = tickets.get(&id).map_or(key, |last| std::cmp::max(key, *last));
                tickets.insert(id, key);
                order.put(Position { key, id });
                if is_sorted {
                    order.sort();
                }
            }
            let after = after.map(|(key, id)| Position { key, id });
            let rest: Vec<_> = listed(&tickets).into_iter().filter(|it| after.is_none_or(|after| *it < after)).collect();
            let Stretch { positions, is_end } = order.after(after, count);
            prop_assert_eq!(&positions[..], &rest[..positions.len()]);
            prop_assert!(!is_end || positions.len() == rest.len());
            prop_assert!(!is_whole || positions.len() == rest.len().min(count));
        }
    }
}
