//! Which error goes where: what the person can mend into the payload, all else to the top level with a code.

use super::convert::{ErrorCode, ErrorReason};
use crate::{Error, error::Refusal};
use async_graphql::{ErrorExtensions, SimpleObject};
use sea_orm::DbErr;
use std::sync::Arc;

/// Something in the input that the person can mend. Everything else is a top-level error with `extensions.code`:
/// UNAUTHENTICATED, FORBIDDEN, NOT_FOUND, RATE_LIMITED, QUERY_TOO_COMPLEX, INVALID_CURSOR, BAD_REQUEST or INTERNAL.
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
        let (code, message) = match &error {
            Error::Unauthenticated => ("UNAUTHENTICATED", "sign in first".to_owned()),
            Error::Forbidden => ("FORBIDDEN", "this account may not do that".to_owned()),
            Error::RateLimited { .. } => ("RATE_LIMITED", error.to_string()),
            Error::NotFound => ("NOT_FOUND", "there is no such thing".to_owned()),
            Error::InvalidCursor(_) => ("INVALID_CURSOR", error.to_string()),
            Error::BadRequest(message) => ("BAD_REQUEST", message.clone()),
            Error::Refused(_) | Error::Database(_) | Error::Migration(_) | Error::Internal(_) => {
                tracing::error!(%error, "an operation failed");
                ("INTERNAL", "internal error".to_owned())
            }
        };
        Self::new(message).extend_with(|_, extensions| {
            extensions.set("code", code);
            if let Error::RateLimited { retry_after } = error {
                extensions.set("retryAfter", retry_after.num_seconds().max(1));
            }
        })
    }
}

/// A statement failed for everyone who waited for it.
pub fn database(error: impl Into<Arc<DbErr>>) -> Error {
    Error::Database((*error.into()).clone())
}
