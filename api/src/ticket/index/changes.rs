//! What is to change in bitmaps.

use super::{bitmap::Bitmap, texts::Posting};
use std::collections::HashMap;

/// What one ticket is to be in a bitmap: its place there, and whether it stands there.
type Bit = (u16, bool);

/// What is to change, by the bitmap's key.
#[derive(Default)]
pub struct Changes {
    // Its keys are spread already, and nobody waits for one of them alone.
    bits: HashMap<i64, Vec<Bit>, foldhash::fast::RandomState>,
    count: usize,
}

impl Changes {
    /// Says whether a ticket is to stand in a bitmap.
    pub fn add(&mut self, (key, place): Posting, is_set: bool) {
        self.bits.entry(key).or_default().push((place, is_set));
        self.count += 1;
    }

    /// How much was said.
    pub const fn len(&self) -> usize {
        self.count
    }

    /// In an order in which those next to each other in the base are written together.
    pub fn keys(&self) -> Vec<i64> {
        let mut keys: Vec<_> = self.bits.keys().copied().collect();
        keys.sort_unstable();
        keys
    }

    /// Changes a bitmap; gives whether it is another one then. Where one text says that a ticket stands there and what was read
    /// of its others does not, it stands there.
    pub fn apply(&self, key: i64, bitmap: &mut Bitmap) -> bool {
        let bits = self.bits.get(&key).map(Vec::as_slice).unwrap_or_default();
        let mut is_another = false;
        for (place, is_set) in bits {
            if *is_set || !bits.contains(&(*place, true)) {
                is_another |= bitmap.put(*place, *is_set);
            }
        }
        is_another
    }
}
