//! What a use case answers when it does not do what was asked.
//!
//! Domain errors become a [`Refusal`] with the field they concern; `graphql::error` turns a refusal into a `UserError`
//! of the payload and everything else into a top-level error with a code.

use chrono::TimeDelta;
use guichet_domain::Invalid;
use sea_orm::DbErr;

/// Something that the person can mend.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The field of the input, in camel case; none when the whole is concerned.
    pub field: Option<&'static str>,
    /// Why, and the limit where there is one.
    pub invalid: Invalid,
}

/// Why a use case did nothing.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The input has to be mended, each refusal where it stands.
    #[error("refused: {0:?}")]
    Refused(Vec<Refusal>),
    /// Nobody is signed in, or the session has ended.
    #[error("sign in first")]
    Unauthenticated,
    /// The role does not allow it.
    #[error("not allowed")]
    Forbidden,
    /// Tried too often.
    #[error("too many tries, come back in {} s", retry_after.num_seconds())]
    RateLimited {
        /// When trying again makes sense.
        retry_after: TimeDelta,
    },
    /// More is under way than is taken at a time; nothing was begun.
    #[error("too much at once, come back in {} s", retry_after.num_seconds())]
    Busy {
        /// When trying again makes sense.
        retry_after: TimeDelta,
    },
    /// What is looked for does not exist, or the viewer may not see it.
    #[error("not found")]
    NotFound,
    /// A cursor that is malformed, or of another list.
    #[error("`{0}` is not a cursor of this list")]
    InvalidCursor(String),
    /// An argument that no form of ours would send.
    #[error("{0}")]
    BadRequest(String),
    /// The database did not do its part.
    #[error("database: {0}")]
    Database(#[from] DbErr),
    /// The base could not be brought up to date, and is as it was.
    #[error(
        "the base could not be brought up to date, and is as it was: {0}\n\
         The release that served it before still can. Mend what stands above, then try again: `guichet migrate`"
    )]
    Migration(DbErr),
    /// Anything else that is the server's own fault.
    #[error("internal: {0}")]
    Internal(String),
}

impl Error {
    /// A refusal of one field.
    pub fn field(field: &'static str, invalid: impl Into<Invalid>) -> Self {
        Self::Refused(vec![Refusal { field: Some(field), invalid: invalid.into() }])
    }

    /// A refusal of the whole input.
    pub fn whole(invalid: impl Into<Invalid>) -> Self {
        Self::Refused(vec![Refusal { field: None, invalid: invalid.into() }])
    }
}

/// Collects the refusals of all fields of an input, so that they are told at once.
#[derive(Debug, Default)]
pub struct Fields(Vec<Refusal>);

impl Fields {
    /// The parsed field, or nothing with its refusal kept.
    pub fn check<T, E: Into<Invalid>>(&mut self, field: &'static str, parsed: Result<T, E>) -> Option<T> {
        parsed.map_err(|invalid| self.0.push(Refusal { field: Some(field), invalid: invalid.into() })).ok()
    }

    /// Goes on only when nothing was refused.
    ///
    /// # Errors
    /// Every refusal so far.
    pub fn finish(self) -> Result<(), Error> {
        if self.0.is_empty() { Ok(()) } else { Err(self.refused()) }
    }

    /// Every refusal so far.
    #[must_use]
    pub fn refused(self) -> Error {
        Error::Refused(self.0)
    }
}
