//! Sets of tickets.

use std::collections::BTreeMap;

/// How many tickets one bitmap is about.
pub const WIDTH: i64 = 1 << 14;
/// How many words of 64 bits that takes.
const WORDS: usize = 1 << 8;
/// How many bytes.
const BYTES: usize = WORDS * 8;

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

    /// Reads what [`Self::encode`] wrote; `None` for what it never writes.
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        let mut bitmap = Self::empty();
        if bytes.len() == BYTES {
            for (word, bytes) in bitmap.0.iter_mut().zip(bytes.as_chunks().0) {
                *word = u64::from_le_bytes(*bytes);
            }
            return Some(bitmap);
        }
        for place in places(bytes) {
            bitmap.insert(place?);
        }
        Some(bitmap)
    }

    /// Keeps what stands in the one that is encoded here as well; `None` for what [`Self::encode`] never writes.
    pub fn intersect_encoded(&mut self, bytes: &[u8]) -> Option<()> {
        if bytes.len() == BYTES {
            for (word, bytes) in self.0.iter_mut().zip(bytes.as_chunks().0) {
                *word &= u64::from_le_bytes(*bytes);
            }
            return Some(());
        }
        // The words up to this one are decided.
        let (mut at, mut kept) = (0, 0);
        for place in places(bytes) {
            let place = place?;
            let word = usize::from(place >> 6);
            while at < word {
                self.keep(at, kept);
                (at, kept) = (at + 1, 0);
            }
            kept |= 1 << (place & 63);
        }
        self.keep(at, kept);
        (at + 1..WORDS).for_each(|word| self.keep(word, 0));
        Some(())
    }

    fn keep(&mut self, word: usize, bits: u64) {
        if let Some(word) = self.0.get_mut(word) {
            *word &= bits;
        }
    }

    /// The shorter one of two forms: the gaps between tickets, of one byte below 128 and else of two, the low seven bits
    /// first; or, [`BYTES`] long, all the bits.
    pub fn encode(&self) -> Vec<u8> {
        // A gap takes a byte at least.
        let gaps = if self.len() < BYTES { self.gaps() } else { None };
        gaps.unwrap_or_else(|| self.0.map(u64::to_le_bytes).as_flattened().to_vec())
    }

    /// As gaps, where that is shorter.
    fn gaps(&self) -> Option<Vec<u8>> {
        let (mut next, mut bytes) = (0_u16, Vec::with_capacity(2 * self.len()));
        for place in self.iter() {
            let gap = place - next;
            next = place + 1;
            let [low, high] = [gap & 0x7F, gap >> 7].map(|bits| u8::try_from(bits).unwrap_or(u8::MAX));
            bytes.push(if high == 0 { low } else { low | 0x80 });
            if high != 0 {
                bytes.push(high);
            }
        }
        (bytes.len() < BYTES).then_some(bytes)
    }

    /// Adds a ticket; gives whether it was not there.
    pub fn insert(&mut self, place: u16) -> bool {
        let was = self.contains(place);
        if let Some(word) = self.0.get_mut(usize::from(place >> 6)) {
            *word |= 1 << (place & 63);
        }
        !was
    }

    /// Adds a ticket or takes it out; gives whether that changes anything.
    pub fn put(&mut self, place: u16, is_set: bool) -> bool {
        if is_set {
            return self.insert(place);
        }
        let was = self.contains(place);
        if let Some(word) = self.0.get_mut(usize::from(place >> 6)) {
            *word &= !(1 << (place & 63));
        }
        was
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

/// The tickets of a bitmap that is encoded by gaps; `None` for what is beyond the last, or cut off.
fn places(bytes: &[u8]) -> impl Iterator<Item = Option<u16>> {
    let (mut next, mut bytes) = (0_u16, bytes.iter());
    std::iter::from_fn(move || {
        let low = *bytes.next()?;
        let mut gap = u16::from(low & 0x7F);
        if low & 0x80 != 0 {
            let Some(high) = bytes.next() else { return Some(None) };
            gap |= u16::from(*high) << 7;
        }
        let place = next.checked_add(gap).filter(|place| i64::from(*place) < WIDTH);
        next = place.map_or(0, |place| place + 1);
        Some(place)
    })
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
            std::collections::btree_map::Entry::Occupied(mut known) => known.get_mut().unite(&bitmap),
            std::collections::btree_map::Entry::Vacant(free) => drop(free.insert(bitmap)),
        }
    }

    /// The bitmap of one bucket.
    pub fn of(&self, bucket: i64) -> Option<&Bitmap> {
        self.0.get(&bucket)
    }

    /// The same, to be changed.
    pub fn of_mut(&mut self, bucket: i64) -> Option<&mut Bitmap> {
        self.0.get_mut(&bucket)
    }

    /// Of which buckets there are bitmaps.
    pub fn buckets(&self) -> impl Iterator<Item = i64> {
        self.0.keys().copied()
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

    fn bitmap(places: impl IntoIterator<Item = u16>) -> Bitmap {
        places.into_iter().fold(Bitmap::empty(), |mut bitmap, place| {
            bitmap.insert(place);
            bitmap
        })
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(places in btree_set(0_u16..1 << 14, 0..6_000)) {
            let bitmap = bitmap(places.iter().copied());
            let bytes = bitmap.encode();
            prop_assert!(bytes.len() <= BYTES && bytes.len() <= 2 * places.len());
            prop_assert_eq!(bitmap.len(), places.len());
            prop_assert!(bitmap.iter().eq(places.iter().copied()));
            prop_assert_eq!(Bitmap::decode(&bytes), Some(bitmap));
        }

        #[test]
        fn other_bytes_are_read_or_refused(bytes in any::<Vec<u8>>()) {
            let decoded = Bitmap::decode(&bytes);
            let mut all = bitmap(0..1 << 14);
            prop_assert_eq!(all.intersect_encoded(&bytes).map(|()| all), decoded);
        }

        #[test]
        fn an_encoded_one_is_intersected_as_it_stands(
            a in btree_set(0_u16..1 << 14, 0..6_000),
            b in btree_set(0_u16..1 << 14, 0..6_000),
        ) {
            let mut both = bitmap(a.iter().copied());
            prop_assert_eq!(both.intersect_encoded(&bitmap(b.iter().copied()).encode()), Some(()));
            prop_assert!(both.iter().eq(a.intersection(&b).copied()));
        }

        #[test]
        fn sets_of_tickets_are_sets(a in btree_set(0_i64..60_000, 0..500), b in btree_set(0_i64..60_000, 0..500)) {
            let set = |ids: &std::collections::BTreeSet<i64>| {
                let mut set = TicketSet::default();
                ids.iter().for_each(|id| set.insert(*id));
                set
            };
            let (mut any, b_as_set) = (set(&a), set(&b));
            (0..4).filter_map(|bucket| Some((bucket, b_as_set.of(bucket)?.clone()))).for_each(|(n, it)| any.add(n, it));
            prop_assert!(any.iter().eq(a.union(&b).copied()));
            prop_assert_eq!(any.len(), a.union(&b).count());
            prop_assert_eq!(any.last(), a.union(&b).last().copied());
            prop_assert!((0..60_000).all(|id| any.contains(id) == (a.contains(&id) || b.contains(&id))));
        }
    }

    #[test]
    fn the_longest_gaps_and_the_most_tickets_have_a_form() {
        for places in [vec![], vec![0], vec![(1 << 14) - 1], (0..1 << 14).collect::<Vec<_>>(), (0..2_047).collect()] {
            let bitmap = bitmap(places);
            assert_eq!(Bitmap::decode(&bitmap.encode()), Some(bitmap));
        }
        assert_eq!(Bitmap::decode(&[0x80]), None, "cut off");
        assert_eq!(Bitmap::decode(&[0xFF, 0xFF]), None, "beyond the last ticket");
    }
}
