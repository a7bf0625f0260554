//! Where a reader of the feed stands.

use crate::{Error, store::page::Position};
use guichet_entity::ticket_event;

/// The position of an event in commit order: the writing transaction, then the event's own key.
///
/// Keys are given before commit, so a reader of "greater than my key" could pass a row that commits late. On PostgreSQL
/// the feed is therefore ordered by transaction number and read only below the oldest transaction that still runs:
/// whatever commits later has a greater number. On SQLite there is one writer, transaction numbers are all 0, and keys
/// are in commit order by themselves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cursor {
    /// The writing transaction.
    pub transaction: i64,
    /// The event's key.
    pub event: i64,
}

impl Cursor {
    /// The list that cursors of the feed and of timelines name.
    pub const LIST: &str = "events";

    /// The cursor of an event.
    #[must_use]
    pub const fn of(event: &ticket_event::Model) -> Self {
        Self { transaction: event.transaction_id, event: event.id.0 }
    }

    /// The opaque text that readers keep.
    #[must_use]
    pub fn encode(self) -> String {
        Position { key: self.transaction, id: self.event }.encode(Self::LIST)
    }

    /// Reads a cursor.
    ///
    /// # Errors
    /// It is not a cursor of the feed.
    pub fn decode(text: &str) -> Result<Self, Error> {
        let Position { key, id } = Position::decode(text, Self::LIST)?;
        Ok(Self { transaction: key, event: id })
    }
}
