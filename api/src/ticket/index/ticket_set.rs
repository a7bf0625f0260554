//! Sets of tickets.

use std::collections::{BTreeMap, btree_map::Entry};

/// How many tickets one bitmap is about.
pub const WIDTH: i64 = 1 << 14;
/// How many tickets that follow each other one word says.
pub const GROUP: i64 = 64;
/// How many words a bitmap has.
const WORDS: usize = 1 << 8;

/// Of which bitmap a ticket is, and its place there.
pub const fn place_of(ticket: i64) -> (i64, u16) {
    #[expect(clippy::cast_sign_loss, reason = "the remainder of a positive number")]
    (ticket / WIDTH, (ticket % WIDTH) as u16)
}

/// Which of `WIDTH` tickets that follow each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bitmap(Box<[u64; WORDS]>);

impl Bitmap {
    pub fn empty() -> Self {
        Self(Box::new([0; WORDS]))
    }

    /// Adds a ticket.
    pub fn insert(&mut self, place: u16) {
        if let Some(word) = self.0.get_mut(usize::from(place >> 6) % WORDS) {
            *word |= 1 << (place & 63);
        }
    }

    /// Adds those of a group of tickets for which a bit is set.
    pub fn insert_group(&mut self, group: i64, bits: u64) {
        let at = usize::try_from(group).unwrap_or(usize::MAX) % WORDS;
        if let Some(word) = self.0.get_mut(at) {
            *word |= bits;
        }
    }

    pub fn contains(&self, place: u16) -> bool {
        self.0.get(usize::from(place >> 6)).is_some_and(|word| word & 1 << (place & 63) != 0)
    }

    /// Keeps what stands in the other one as well.
    pub fn intersect(&mut self, other: &Self) {
        for (word, other) in self.0.iter_mut().zip(other.0.iter()) {
            *word &= other;
        }
    }

    /// Takes in what stands in the other one.
    pub fn unite(&mut self, other: &Self) {
        for (word, other) in self.0.iter_mut().zip(other.0.iter()) {
            *word |= other;
        }
    }

    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|word| *word == 0)
    }

    pub fn len(&self) -> usize {
        self.0.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// In ascending order.
    fn iter(&self) -> impl Iterator<Item = u16> {
        (0_u16..).zip(self.0.iter()).flat_map(|(n, word)| {
            let mut left = *word;
            std::iter::from_fn(move || {
                let bit = u16::try_from(left.trailing_zeros()).ok().filter(|bit| *bit < 64)?;
                left &= left - 1;
                Some(n << 6 | bit)
            })
        })
    }
}

/// Any tickets.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TicketSet(BTreeMap<i64, Bitmap>);

impl TicketSet {
    /// Adds a ticket.
    pub fn insert(&mut self, ticket: i64) {
        let (bucket, place) = place_of(ticket);
        self.0.entry(bucket).or_insert_with(Bitmap::empty).insert(place);
    }

    /// Adds all tickets of a bitmap.
    pub fn add(&mut self, bucket: i64, bitmap: Bitmap) {
        match self.0.entry(bucket) {
            Entry::Occupied(mut known) => known.get_mut().unite(&bitmap),
            Entry::Vacant(free) => drop(free.insert(bitmap)),
        }
    }

    /// Keeps what stands in the other one as well.
    pub fn intersect(&mut self, other: &Self) {
        self.0.retain(|bucket, bitmap| {
            let Some(other) = other.0.get(bucket) else { return false };
            bitmap.intersect(other);
            !bitmap.is_empty()
        });
    }

    /// Takes in what stands in the other one.
    pub fn unite(&mut self, other: &Self) {
        for (bucket, bitmap) in &other.0 {
            match self.0.entry(*bucket) {
                Entry::Occupied(mut known) => known.get_mut().unite(bitmap),
                Entry::Vacant(free) => drop(free.insert(bitmap.clone())),
            }
        }
    }

    /// Keeps those alone that are in none of these buckets, or stand in the other one.
    pub fn intersect_in(&mut self, buckets: &[i64], other: &Self) {
        self.0.retain(|bucket, bitmap| {
            if buckets.binary_search(bucket).is_err() {
                return true;
            }
            let Some(other) = other.0.get(bucket) else { return false };
            bitmap.intersect(other);
            !bitmap.is_empty()
        });
    }

    /// Those of some buckets, in ascending order.
    pub fn within(&self, buckets: &[i64]) -> Self {
        Self(buckets.iter().filter_map(|bucket| Some((*bucket, self.0.get(bucket)?.clone()))).collect())
    }

    /// In which buckets they are, in ascending order.
    pub fn buckets(&self) -> Vec<i64> {
        self.0.keys().copied().collect()
    }

    pub fn is_empty(&self) -> bool {
        self.0.values().all(Bitmap::is_empty)
    }

    pub fn contains(&self, ticket: i64) -> bool {
        let (bucket, place) = place_of(ticket);
        self.0.get(&bucket).is_some_and(|bitmap| bitmap.contains(place))
    }

    pub fn len(&self) -> usize {
        self.0.values().map(Bitmap::len).sum()
    }

    /// The greatest.
    pub fn last(&self) -> Option<i64> {
        let last = |(bucket, bitmap): (&i64, &Bitmap)| Some(bucket * WIDTH + i64::from(bitmap.iter().last()?));
        self.0.iter().rev().find_map(last)
    }

    /// In ascending order.
    pub fn iter(&self) -> impl Iterator<Item = i64> {
        self.0.iter().flat_map(|(bucket, bitmap)| bitmap.iter().map(move |place| bucket * WIDTH + i64::from(place)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::{collection::btree_set, prelude::*};

    proptest! {
        #[test]
        fn sets_of_tickets_are_sets(a in btree_set(0_i64..60_000, 0..500), b in btree_set(0_i64..60_000, 0..500)) {
            let set = |ids: &std::collections::BTreeSet<i64>| {
                let mut set = TicketSet::default();
                ids.iter().for_each(|id| set.insert(*id));
                set
            };
            let (mut any, mut both) = (set(&a), set(&a));
            any.unite(&set(&b));
            both.intersect(&set(&b));
            prop_assert!(both.iter().eq(a.intersection(&b).copied()));
            prop_assert_eq!(both.is_empty(), a.is_disjoint(&b));
            let mut in_some = set(&a);
            in_some.intersect_in(&[0, 2], &set(&b));
            let is_in_some = |id: &&i64| [0, 2].contains(&(**id / WIDTH));
            prop_assert!(in_some.iter().eq(a.iter().filter(|id| !is_in_some(id) || b.contains(*id)).copied()));
            prop_assert!(any.within(&[0, 2]).iter().eq(a.union(&b).filter(is_in_some).copied()));
            prop_assert!(any.iter().eq(a.union(&b).copied()));
            prop_assert_eq!(any.len(), a.union(&b).count());
            prop_assert_eq!(any.last(), a.union(&b).last().copied());
            prop_assert!((0..60_000).all(|id| any.contains(id) == (a.contains(&id) || b.contains(&id))));
        }
    }
}
