//! The codes of what a person can mend.

use async_graphql::Enum;
use guichet_domain::Reason;

/// The kind of an error that the person can mend.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorCode {
    /// What was given for the field does not do: too long, malformed, not of the calendar. `reason` says which.
    InvalidInput,
    /// The e-mail address, the password or the session is not good: sign in again, or type it again.
    InvalidCredentials,
    /// What the field names does not exist, or the viewer may not see it.
    NotFound,
    /// It is taken, or something came first: read again, then decide.
    Conflict,
    /// The ticket's status does not allow it, now or ever: see `availableActions`.
    InvalidTransition,
}

/// Why exactly an input is refused. More may come: fall back on the `code`.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "guichet_domain::Reason")]
pub enum ErrorReason {
    /// Nothing but white space.
    Blank,
    /// Longer than the limit, in characters.
    TooLong,
    /// Shorter than the limit, in characters.
    TooShort,
    /// A control or invisible formatting character that no keyboard types.
    ControlCharacter,
    /// Not an e-mail address: one `@`, at most 64 bytes before it, and a dotted domain after it.
    MalformedEmail,
    /// A serial number has 15 characters once spaces and hyphens are dropped.
    SerialNumberLength,
    /// A serial number holds digits and unaccented letters only.
    SerialNumberCharacter,
    /// A password that holds its owner's e-mail address.
    PasswordIsEmail,
    /// A password that is guessed early: one that everybody tries first, of fewer than five different characters, or made of
    /// repetitions and rows of the keyboard.
    CommonPassword,
    /// Not a day of the calendar, written as `2026-11-24`.
    MalformedDay,
    /// A day of sale that has not come yet.
    FutureDay,
    /// A day of sale before 1990, which nobody means.
    EarlyDay,
    /// A product no longer on sale can't be sold today.
    OffSale,
    /// A moment that has passed already.
    ExpiryPast,
    /// A moment further away than the limit, in days.
    ExpiryTooFar,
    /// As many access tokens of the viewer as the limit allows work already: revoke one first.
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

impl ErrorCode {
    /// The kind that a reason belongs to.
    pub const fn of(reason: Reason) -> Self {
        match reason {
            Reason::Blank
            | Reason::TooLong
            | Reason::TooShort
            | Reason::ControlCharacter
            | Reason::MalformedEmail
            | Reason::SerialNumberLength
            | Reason::SerialNumberCharacter
            | Reason::PasswordIsEmail
            | Reason::CommonPassword
            | Reason::MalformedDay
            | Reason::FutureDay
            | Reason::EarlyDay
            | Reason::OffSale
            | Reason::ExpiryPast
            | Reason::ExpiryTooFar => Self::InvalidInput,
            Reason::WrongCredentials | Reason::WrongPassword | Reason::SessionEnded => Self::InvalidCredentials,
            Reason::NotFound => Self::NotFound,
            Reason::TooManyAccessTokens
            | Reason::EmailTaken
            | Reason::AlreadySold
            | Reason::NewerMessage
            | Reason::KeyReused => Self::Conflict,
            Reason::AlreadyResolved => Self::InvalidTransition,
        }
    }
}
