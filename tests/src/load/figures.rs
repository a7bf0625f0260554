//! Many durations, and what is said of them.

use std::time::Duration;

/// The duration that so many hundredths are below.
pub fn percentile(durations: &mut [Duration], hundredths: usize) -> Duration {
    if durations.is_empty() {
        return Duration::ZERO;
    }
    let index = (durations.len() * hundredths / 100).min(durations.len() - 1);
    *durations.select_nth_unstable(index).1
}
