//! The live feed: `ticket_event`, read in commit order and handed to whoever watches.
//!
//! 1. A use case records events on its transaction; `commit` writes them and wakes this node's reader. On PostgreSQL the
//!    node tells the others (`wake`). A wake-up carries no data and may be lost: readers look every two seconds anyway.
//! 2. One reader a node (`reader`) loads each event and its ticket once and hands every subscriber the same snapshot.
//! 3. A subscriber ([`queue`], [`thread`]) starts at its cursor, reads what it missed from the base, a few events at a time,
//!    and goes on with the reader's snapshots (`follow`).

pub mod answers;
mod change;
mod cursor;
mod follow;
mod loaded;
mod log;
pub mod queue;
mod reader;
mod recent;
pub mod tally;
pub mod thread;
mod wake;

pub use change::Change;
pub use cursor::Cursor;
pub use log::Head;
pub use reader::{Feed, Telling};
pub use recent::{Recent, Stretch};
pub use wake::{Nats, tell_nodes};
