//! Chance that can be had again: the same seed gives the same throws.

use std::time::Duration;

/// Dice (SplitMix64).
#[derive(Clone, Debug)]
pub struct Dice(u64);

impl Dice {
    /// Dice that fall as this seed says, a series for each `stream`.
    pub const fn new(seed: u64, stream: u64) -> Self {
        Self(seed ^ stream.wrapping_mul(0xd134_2543_de82_ef95))
    }

    /// A number below `sides`.
    pub const fn below(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % sides
    }

    /// True once in so many throws.
    pub const fn once_in(&mut self, throws: u64) -> bool {
        self.below(throws) == 0
    }

    /// A while, shorter than this.
    pub const fn shorter_than(&mut self, most: Duration) -> Duration {
        #[expect(clippy::cast_possible_truncation, reason = "nobody waits for half a million years")]
        Duration::from_micros(self.below(most.as_micros() as u64))
    }

    /// One of several things.
    pub fn one_of<'t, T>(&mut self, things: &'t [T]) -> &'t T {
        let index = self.below(things.len().try_into().unwrap());
        &things[usize::try_from(index).unwrap()]
    }
}
