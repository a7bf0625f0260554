//! Which error goes where: what the person can mend into the payload, all else to the top level with a code.

use super::convert::{ErrorCode, ErrorReason};
use crate::{Error, error::Refusal, store::is_passing};
use async_graphql::{ErrorExtensions, SimpleObject};
use chrono::TimeDelta;

/// Something in the input that the person can mend. Everything else is a top-level error with `extensions.code`:
/// UNAUTHENTICATED, FORBIDDEN, NOT_FOUND, RATE_LIMITED, QUERY_TOO_COMPLEX, INVALID_CURSOR, BAD_REQUEST, UNAVAILABLE or
/// INTERNAL.
#[derive(SimpleObject, Debug)]
pub struct UserError {
    /// What kind of error it is.
    code: ErrorCode,
    /// Why exactly: what a program words in its reader's language.
    reason: ErrorReason,
    /// The limit that was passed: characters for TOO_LONG, TOO_SHORT and SERIAL_NUMBER_LENGTH, days for EXPIRY_TOO_FAR, tokens
    /// for TOO_MANY_ACCESS_TOKENS; null for others.
    limit: Option<i32>,
    /// The path in the input, such as `["input", "serialNumber"]`; null when the whole input is concerned.
    field: Option<Vec<String>>,
    /// Why, in English, for a developer. Its wording may change; `code` and `reason` do not.
    message: String,
}

impl From<Refusal> for UserError {
    fn from(Refusal { field, invalid }: Refusal) -> Self {
        Self {
            code: ErrorCode::of(invalid.reason),
            reason: invalid.reason.into(),
            limit: invalid.limit.and_then(|limit| i32::try_from(limit).ok()),
            field: field.map(|field| vec!["input".to_owned(), field.to_owned()]),
            message: field.map_or_else(|| invalid.to_string(), |field| format!("{field} {invalid}")),
        }
    }
}

/// What a use case did, or what has to be mended first; all else is a top-level error.
pub fn payload<T>(done: Result<T, Error>) -> async_graphql::Result<(Option<T>, Vec<UserError>)> {
    match done {
        Ok(done) => Ok((Some(done), Vec::new())),
        Err(Error::Refused(refusals)) => Ok((None, refusals.into_iter().map(UserError::from).collect())),
        Err(error) => Err(error.into()),
    }
}

impl From<Error> for async_graphql::Error {
    fn from(error: Error) -> Self {
        let seconds = |wait: TimeDelta| Some(wait.num_seconds().max(1));
        let (code, message, retry_after) = match &error {
            Error::Unauthenticated => ("UNAUTHENTICATED", "sign in first".to_owned(), None),
            Error::Forbidden => ("FORBIDDEN", "this account may not do that".to_owned(), None),
            Error::RateLimited { retry_after } => ("RATE_LIMITED", error.to_string(), seconds(*retry_after)),
            Error::Busy { retry_after } => (UNAVAILABLE, error.to_string(), seconds(*retry_after)),
            Error::NotFound => ("NOT_FOUND", "there is no such thing".to_owned(), None),
            Error::InvalidCursor(_) => ("INVALID_CURSOR", error.to_string(), None),
            Error::BadRequest(message) => ("BAD_REQUEST", message.clone(), None),
            Error::Database(cause) if is_passing(cause) => {
                tracing::warn!(%error, "the base did not do its part");
                (UNAVAILABLE, TRY_AGAIN.to_owned(), Some(RETRY_AFTER))
            }
            Error::Refused(_) | Error::Database(_) | Error::Migration(_) | Error::Internal(_) => {
                tracing::error!(%error, "an operation failed");
                ("INTERNAL", "internal error".to_owned(), None)
            }
        };
        Self::new(message).extend_with(|_, extensions| {
            extensions.set("code", code);
            if let Some(seconds) = retry_after {
                extensions.set("retryAfter", seconds);
            }
        })
    }
}

/// The code of what the server can't do for the moment, whatever was asked.
pub const UNAVAILABLE: &str = "UNAVAILABLE";
/// How that is worded where there is no more to say.
pub const TRY_AGAIN: &str = "the server can't do that for the moment: try again";
/// In how many seconds trying again makes sense.
pub const RETRY_AFTER: i64 = 2;
