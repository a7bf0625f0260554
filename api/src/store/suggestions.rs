//! The ten-or-more rule of instant search.

/// What instant search shows: one to nine matches are all shown, more are not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestions<T> {
    /// The matches to choose from.
    pub matches: Vec<T>,
    /// Whether there were too many to show.
    pub too_many: bool,
}

impl<T> Suggestions<T> {
    /// From how many matches on none is shown.
    pub const TOO_MANY: usize = 10;

    /// Nothing to look for yet.
    #[must_use]
    pub const fn none() -> Self {
        Self { matches: Vec::new(), too_many: false }
    }

    /// Shows what was found, of which at most [`Self::TOO_MANY`] were read.
    #[must_use]
    pub fn of(found: Vec<T>) -> Self {
        if found.len() >= Self::TOO_MANY {
            Self { matches: Vec::new(), too_many: true }
        } else {
            Self { matches: found, too_many: false }
        }
    }
}
