//! Growing pauses between attempts.

use super::sleep;
use std::cell::Cell;

/// In milliseconds.
const FIRST: u32 = 1_000;
/// In milliseconds.
const LONGEST: u32 = 30_000;

/// One second, then twice as long each time, up to thirty; each a little shorter or longer by chance, so that the clients
/// of a server that comes back don't all come at once.
#[derive(Default)]
pub struct Backoff {
    attempt: Cell<u32>,
}

impl Backoff {
    /// Waits, longer each time.
    pub async fn pause(&self) {
        let attempt = self.attempt.get();
        self.attempt.set(attempt.saturating_add(1));
        sleep(pause(attempt, js_sys::Math::random())).await;
    }

    /// Starts again from the shortest pause: it works.
    pub fn reset(&self) {
        self.attempt.set(0);
    }
}

/// The pause after so many failed attempts, in milliseconds; `chance` from 0 to 1 moves it by a quarter around its middle.
fn pause(attempt: u32, chance: f64) -> u32 {
    let middle = (FIRST << attempt.min(10)).min(LONGEST);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at most a minute, and never negative")]
    let moved = (f64::from(middle) * (0.75 + chance / 2.0)) as u32;
    moved.min(LONGEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_half_a_minute() {
        let middles: Vec<_> = (0..7).map(|attempt| pause(attempt, 0.5)).collect();
        assert_eq!(middles, [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
        assert_eq!(pause(u32::MAX, 1.0), LONGEST);
    }

    #[test]
    fn chance_moves_a_pause_by_a_quarter() {
        assert_eq!(pause(2, 0.0), 3_000);
        assert_eq!(pause(2, 1.0), 5_000);
    }
}
