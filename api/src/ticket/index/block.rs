//! Blocks of posting lists, as the base has them.
//!
//! The list of what is rare is one block, however many tickets there are; of what is frequent each block says of some thousand tickets
//! which they are. A block begins at a multiple of [`GROUP`], and the next one of its list ends it.

use super::ticket_set::{Bitmap, GROUP, TicketSet, WIDTH, place_of};

/// How many bytes a block has at most: two fit into a page of SQLite's, four into one of PostgreSQL's.
const MOST: usize = 2_000;
/// The first byte of a block that has the gaps between tickets, each in as many bytes as it takes, seven bits in each, the low ones
/// first, the last one below 128.
const GAPS: u8 = 0;
/// The first byte of a block that has a bit for each ticket, eight bytes for a group, the low ones first.
const BITS: u8 = 1;

/// A block that was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block<'b> {
    /// The ticket from which on it says which they are.
    pub start: i64,
    /// What it says.
    pub bytes: &'b [u8],
}

impl Block<'_> {
    /// Its tickets, in ascending order; `None` for what [`encode`] never writes.
    pub fn tickets(self) -> Option<Vec<i64>> {
        let mut tickets = Vec::with_capacity(self.bytes.len());
        match self.bytes.split_first() {
            Some((&GAPS, mut gaps)) => {
                let mut next = self.start;
                while !gaps.is_empty() {
                    let ticket = next + gap(&mut gaps)?;
                    next = ticket + 1;
                    tickets.push(ticket);
                }
            }
            Some((&BITS, bits)) => {
                for (group, mut left) in (self.start / GROUP..).zip(groups(bits)?) {
                    while left != 0 {
                        tickets.push(group * GROUP + i64::from(left.trailing_zeros()));
                        left &= left - 1;
                    }
                }
            }
            _ => return None,
        }
        Some(tickets)
    }
}

/// Takes a number off some bytes.
#[inline]
fn gap(bytes: &mut &[u8]) -> Option<i64> {
    let (byte, rest) = bytes.split_first()?;
    *bytes = rest;
    if *byte < 0x80 { Some(i64::from(*byte)) } else { long_gap(*byte, bytes) }
}

/// The same, of one that goes on after its first byte. Two thousand of the longest are less than a number may be.
fn long_gap(first: u8, bytes: &mut &[u8]) -> Option<i64> {
    let (mut gap, mut shift) = (i64::from(first & 0x7F), 7);
    loop {
        let (byte, rest) = bytes.split_first()?;
        *bytes = rest;
        gap |= i64::from(byte & 0x7F) << shift;
        if byte & 0x80 == 0 {
            return Some(gap);
        }
        shift += 7;
        if shift > 35 {
            return None;
        }
    }
}

/// The bits of groups.
fn groups(bits: &[u8]) -> Option<impl Iterator<Item = u64>> {
    let (groups, rest) = bits.as_chunks();
    rest.is_empty().then(|| groups.iter().map(|group| u64::from_le_bytes(*group)))
}

/// The tickets of a list within some buckets of tickets, both in ascending order; `None` for what [`encode`] never writes.
pub fn within(blocks: &[Block<'_>], buckets: &[i64]) -> Option<TicketSet> {
    let mut filling = Filling { all: TicketSet::default(), buckets, bucket: -1, bitmap: None };
    for block in blocks {
        match block.bytes.split_first() {
            Some((&GAPS, mut gaps)) => {
                let (mut next, mut end) = (block.start, 0);
                while !gaps.is_empty() {
                    let ticket = next + gap(&mut gaps)?;
                    next = ticket + 1;
                    if ticket >= end {
                        let bucket = place_of(ticket).0;
                        end = (bucket + 1) * WIDTH;
                        if filling.turn_to(bucket) {
                            break;
                        }
                    }
                    if let Some(bitmap) = &mut filling.bitmap {
                        bitmap.insert(place_of(ticket).1);
                    }
                }
            }
            Some((&BITS, bits)) => {
                for (group, bits) in (block.start / GROUP..).zip(groups(bits)?) {
                    let bucket = group * GROUP / WIDTH;
                    if bucket != filling.bucket && filling.turn_to(bucket) {
                        break;
                    }
                    if let Some(bitmap) = &mut filling.bitmap {
                        bitmap.insert_group(group, bits);
                    }
                }
            }
            _ => return None,
        }
        if filling.is_over() {
            break;
        }
    }
    filling.turn_to(-1);
    Some(filling.all)
}

/// A set that is being filled, bucket by bucket.
struct Filling<'b> {
    all: TicketSet,
    buckets: &'b [i64],
    bucket: i64,
    /// Of the bucket, if it is one of those.
    bitmap: Option<Bitmap>,
}

impl Filling<'_> {
    /// Goes on with a bucket. Gives whether it is behind all of them.
    #[cold]
    fn turn_to(&mut self, bucket: i64) -> bool {
        if let Some(bitmap) = self.bitmap.take() {
            self.all.add(self.bucket, bitmap);
        }
        self.bucket = bucket;
        self.bitmap = self.buckets.binary_search(&bucket).is_ok().then(Bitmap::empty);
        self.is_over()
    }

    fn is_over(&self) -> bool {
        self.buckets.last().is_none_or(|last| self.bucket > *last)
    }
}

/// Tickets in ascending order as a block that begins at `start`, in the shorter one of two forms.
pub fn encode(start: i64, tickets: &[i64]) -> Vec<u8> {
    let groups = tickets.last().map_or(0, |last| usize::try_from((last - start) / GROUP + 1).unwrap_or(usize::MAX));
    // A gap takes a byte at least.
    if tickets.len() > groups.saturating_mul(8) {
        return bits(start, tickets, groups);
    }
    let mut gaps = Vec::with_capacity(2 * tickets.len() + 8);
    gaps.push(GAPS);
    let mut next = start;
    for ticket in tickets {
        let mut gap = ticket - next;
        next = ticket + 1;
        while gap >= 0x80 {
            gaps.push(low(gap) | 0x80);
            gap >>= 7;
        }
        gaps.push(low(gap));
    }
    if gaps.len() <= 1 + groups.saturating_mul(8) { gaps } else { bits(start, tickets, groups) }
}

fn bits(start: i64, tickets: &[i64], groups: usize) -> Vec<u8> {
    let mut bits = vec![0_u64; groups];
    for ticket in tickets {
        let at = usize::try_from((ticket - start) / GROUP).unwrap_or(usize::MAX);
        if let Some(bits) = bits.get_mut(at) {
            *bits |= 1 << ((ticket - start) % GROUP);
        }
    }
    std::iter::once(BITS).chain(bits.into_iter().flat_map(u64::to_le_bytes)).collect()
}

fn low(gap: i64) -> u8 {
    u8::try_from(gap & 0x7F).unwrap_or_default()
}

/// Tickets in ascending order as blocks, the first of which begins at `start`. Where they `grow` at their end, as new tickets do, all but
/// the last one are full; else there is room in each.
pub fn encode_all(start: i64, tickets: &[i64], grow: bool) -> Vec<(i64, Vec<u8>)> {
    let whole = encode(start, tickets);
    if whole.len() <= MOST {
        return vec![(start, whole)];
    }
    let (mut from, mut rest, mut blocks) = (start, tickets, Vec::new());
    // Of two halves, each has room for as many again.
    let most = if grow { MOST } else { MOST.min(whole.len().div_ceil(2) + 64).max(MOST / 2) };
    while !rest.is_empty() {
        let count = fitting(from, rest, most);
        let (block, after) = rest.split_at(count);
        blocks.push((from, encode(from, block)));
        rest = after;
        from = after.first().map_or(from, |ticket| ticket / GROUP * GROUP);
    }
    blocks
}

/// How many of these tickets, to the end of a group, fit into so many bytes.
fn fitting(start: i64, tickets: &[i64], most: usize) -> usize {
    let groups = tickets.chunk_by(|a, b| a / GROUP == b / GROUP);
    let (mut count, mut gaps, mut next) = (0, 1, start);
    for group in groups {
        let Some(last) = group.last() else { continue };
        for ticket in group {
            gaps += match ticket - next {
                ..0x80 => 1,
                0x80..0x4000 => 2,
                0x4000..0x20_0000 => 3,
                0x20_0000..0x1000_0000 => 4,
                _ => 5,
            };
            next = ticket + 1;
        }
        let bits = 1 + usize::try_from((last - start) / GROUP + 1).unwrap_or(usize::MAX).saturating_mul(8);
        // One group always fits.
        if count > 0 && gaps.min(bits) > most {
            return count;
        }
        count += group.len();
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::{
        collection::{btree_set, vec},
        prelude::*,
    };
    use std::collections::BTreeSet;

    fn tickets() -> impl Strategy<Value = Vec<i64>> {
        let of =
            |most: i64, count| btree_set(0..most, 0..count).prop_map(|set: BTreeSet<i64>| set.into_iter().collect());
        prop_oneof![of(3_000, 2_500), of(60_000, 3_000), of(100_000_000, 500), of(i64::from(i32::MAX) * 32, 9)]
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(tickets in tickets(), grow: bool) {
            let blocks = encode_all(0, &tickets, grow);
            prop_assert!(blocks.iter().all(|(start, bytes)| start % GROUP == 0 && bytes.len() <= MOST));
            prop_assert!(blocks.is_sorted_by(|(a, _), (b, _)| a < b));
            let read = blocks.iter().map(|(start, bytes)| Block { start: *start, bytes }.tickets());
            let read: Vec<_> = read.collect::<Option<_>>().unwrap();
            // Each holds what is from its beginning to the next one's.
            for ((start, _), tickets) in blocks.iter().zip(&read) {
                prop_assert!(tickets.iter().all(|ticket| ticket >= start));
            }
            for (before, (next, _)) in read.iter().zip(blocks.iter().skip(1)) {
                prop_assert!(before.iter().all(|ticket| ticket < next));
            }
            prop_assert_eq!(read.concat(), tickets);
        }

        #[test]
        fn other_bytes_are_read_or_refused(bytes in any::<Vec<u8>>(), form in 0_u8..3) {
            let bytes = [&[form], &bytes[..]].concat();
            let block = Block { start: 64, bytes: &bytes };
            if let Some(tickets) = block.tickets() {
                prop_assert!(tickets.is_sorted_by(|a, b| a < b));
                prop_assert_eq!(within(&[block], &[0, 1, 2]).is_some(), true);
            }
        }

        #[test]
        fn those_of_some_buckets_are_told(tickets in tickets(), buckets in vec(0_i64..4, 0..4)) {
            let buckets: Vec<_> = BTreeSet::from_iter(buckets).into_iter().collect();
            let blocks = encode_all(0, &tickets, true);
            let blocks: Vec<_> = blocks.iter().map(|(start, bytes)| Block { start: *start, bytes }).collect();
            let told = within(&blocks, &buckets).unwrap();
            let expected = tickets.iter().copied().filter(|ticket| buckets.contains(&(ticket / WIDTH)));
            prop_assert!(told.iter().eq(expected));
        }
    }

    #[test]
    fn what_is_cut_off_is_refused() {
        for bytes in [&[][..], &[2], &[GAPS, 0x80], &[BITS, 1], &[GAPS, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1]] {
            assert_eq!(Block { start: 0, bytes }.tickets(), None, "{bytes:?}");
        }
        assert_eq!(Block { start: 0, bytes: &encode(0, &[]) }.tickets(), Some(Vec::new()));
    }
}
