//! Gauges of what is under way. The page that shows them, and what each stands for, is `http/metrics.rs`.

use metrics::gauge;

/// Counts one more for as long as it lives.
#[derive(Debug)]
pub struct UnderWay(&'static str);

impl UnderWay {
    /// One more of what this gauge counts.
    #[must_use]
    pub fn begin(name: &'static str) -> Self {
        gauge!(name).increment(1);
        Self(name)
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        gauge!(self.0).decrement(1);
    }
}

/// Open sockets.
pub const SOCKETS: &str = "guichet_sockets";
/// Passwords that wait for their turn to be hashed.
pub const HASHES_WAITING: &str = "guichet_hashes_waiting";
/// Passwords that are being hashed.
pub const HASHES: &str = "guichet_hashes";
/// Passwords that were hashed, all together.
pub const HASHES_TOTAL: &str = "guichet_hashes_total";
