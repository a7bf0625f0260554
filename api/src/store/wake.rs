//! Wake-ups: "something was committed, look". They carry no data; a lost, doubled or late one loses nothing.

use std::sync::Arc;
use tokio::sync::watch;

/// Wakes whoever reads the feed or watches sessions on this node.
#[derive(Clone, Debug)]
pub struct Wake(Arc<watch::Sender<Beat>>);

/// What was counted so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Beat {
    /// Commits of this node.
    pub here: u64,
    /// Wake-ups from other nodes.
    pub elsewhere: u64,
}

impl Default for Wake {
    fn default() -> Self {
        Self(Arc::new(watch::Sender::new(Beat::default())))
    }
}

impl Wake {
    /// Something was committed by this node.
    pub fn committed(&self) {
        self.0.send_modify(|beat| beat.here += 1);
    }

    /// Another node says that it committed something.
    pub fn heard(&self) {
        self.0.send_modify(|beat| beat.elsewhere += 1);
    }

    /// A receiver that notices every later wake-up, several at once as one.
    #[must_use]
    pub fn listen(&self) -> watch::Receiver<Beat> {
        self.0.subscribe()
    }
}
