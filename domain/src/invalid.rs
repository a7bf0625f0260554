//! What is wrong with something a person gave, in words a program can translate.

use std::fmt;

/// Why an input is refused. The web client words each reason in the reader's language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(test, derive(PartialOrd, Ord))]
pub enum Reason {
    /// Nothing but white space.
    Blank,
    /// Longer than the limit, in characters.
    TooLong,
    /// Shorter than the limit, in characters.
    TooShort,
    /// A control or invisible formatting character that no keyboard types.
    ControlCharacter,
    /// Not an e-mail address.
    MalformedEmail,
    /// A serial number has 15 characters once spaces and hyphens are dropped.
    SerialNumberLength,
    /// A serial number holds digits and unaccented letters only.
    SerialNumberCharacter,
    /// A password that holds its owner's e-mail address.
    PasswordIsEmail,
    /// A password that everybody tries first.
    CommonPassword,
    /// Not a day of the calendar, written as `2026-11-24`.
    MalformedDay,
    /// A day of sale that has not come yet.
    FutureDay,
    /// A day of sale before 1990, which nobody means.
    EarlyDay,
    /// A product no longer on sale can't be sold today.
    OffSale,
    /// A moment until which something shall work, and which is over.
    ExpiryPast,
    /// A moment until which something shall work, further away than the limit, in days.
    ExpiryTooFar,
    /// As many personal access tokens as the limit allows work already.
    TooManyAccessTokens,
    /// Another account has this e-mail address.
    EmailTaken,
    /// This serial number of this product was sold already.
    AlreadySold,
    /// There is no such thing, or the viewer may not see it.
    NotFound,
    /// The ticket is resolved: that is the end.
    AlreadyResolved,
    /// The e-mail address and the password do not go together.
    WrongCredentials,
    /// The password is not the account's.
    WrongPassword,
    /// The session has ended: sign in again.
    SessionEnded,
    /// Another message came since the last one that the writer had seen.
    NewerMessage,
    /// The idempotency key was used with another input.
    KeyReused,
}

/// A refused input: why, and the limit that was passed where there is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Invalid {
    /// Why.
    pub reason: Reason,
    /// The limit: characters, unless the reason says otherwise.
    pub limit: Option<u32>,
}

impl Invalid {
    pub(crate) fn beyond(reason: Reason, limit: usize) -> Self {
        Self { reason, limit: u32::try_from(limit).ok() }
    }
}

impl From<Reason> for Invalid {
    fn from(reason: Reason) -> Self {
        Self { reason, limit: None }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Blank => "must not be blank",
            Self::TooLong => "is too long",
            Self::TooShort => "is too short",
            Self::ControlCharacter => "must not contain control characters",
            Self::MalformedEmail => "must be an e-mail address, such as name@example.org",
            Self::SerialNumberLength => "must have 15 characters",
            Self::SerialNumberCharacter => "must hold only digits and unaccented letters",
            Self::PasswordIsEmail => "must not contain the e-mail address",
            Self::CommonPassword => "is too easy to guess",
            Self::MalformedDay => "must be a day of the calendar, such as 2026-11-24",
            Self::FutureDay => "must not be in the future",
            Self::EarlyDay => "must not be before 1990",
            Self::OffSale => "is no longer on sale: only a past day of sale can be registered",
            Self::ExpiryPast => "must be in the future",
            Self::ExpiryTooFar => "is too far away",
            Self::TooManyAccessTokens => "too many access tokens work already: revoke one first",
            Self::EmailTaken => "belongs to another account",
            Self::AlreadySold => "of this product was sold already",
            Self::NotFound => "does not exist",
            Self::AlreadyResolved => "is resolved: it takes no further answer",
            Self::WrongCredentials => "wrong e-mail address or password",
            Self::WrongPassword => "is not the account's password",
            Self::SessionEnded => "the session has ended: sign in again",
            Self::NewerMessage => "another message came since the last one you saw",
            Self::KeyReused => "was used with another input",
        })
    }
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.reason.fmt(f)?;
        match (self.reason, self.limit) {
            (Reason::TooLong, Some(limit)) => write!(f, " (at most {limit} characters)"),
            (Reason::TooShort, Some(limit)) => write!(f, " (at least {limit} characters)"),
            (Reason::ExpiryTooFar, Some(limit)) => write!(f, " (at most {limit} days)"),
            (Reason::TooManyAccessTokens, Some(limit)) => write!(f, " (at most {limit})"),
            _ => Ok(()),
        }
    }
}

impl std::error::Error for Invalid {}
