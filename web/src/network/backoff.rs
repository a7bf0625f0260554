//! Growing pauses between attempts.

use super::sleep;
use std::{cell::Cell, time::Duration};

const FIRST: Duration = Duration::from_secs(1);
const LONGEST: Duration = Duration::from_secs(30);

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

/// The pause after so many failed attempts; `chance` from 0 to 1 moves it by a quarter around its middle.
fn pause(attempt: u32, chance: f64) -> Duration {
    let middle = FIRST.saturating_mul(1 << attempt.min(10)).min(LONGEST);
    middle.mul_f64(0.75 + chance / 2.0).min(LONGEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_half_a_minute() {
        let middles: Vec<_> = (0..7).map(|attempt| pause(attempt, 0.5).as_secs()).collect();
        assert_eq!(middles, [1, 2, 4, 8, 16, 30, 30]);
        assert_eq!(pause(u32::MAX, 1.0), LONGEST);
    }

    #[test]
    fn chance_moves_a_pause_by_a_quarter() {
        assert_eq!(pause(2, 0.0), Duration::from_secs(3));
        assert_eq!(pause(2, 1.0), Duration::from_secs(5));
    }
}
