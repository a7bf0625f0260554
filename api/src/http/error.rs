//! The errors that the transport itself raises, worded as GraphQL words them.

use crate::graphql::{
    error::{RETRY_AFTER, TRY_AGAIN, UNAVAILABLE},
    mask::coded,
};
use async_graphql::ServerError;

/// The request can't be understood, or is not one that this server takes.
#[must_use]
pub fn bad_request(message: impl Into<String>) -> ServerError {
    coded(ServerError::new(message, None), "BAD_REQUEST")
}

/// The token is forged, expired or revoked, or there is none where one is needed.
#[must_use]
pub fn unauthenticated(message: impl Into<String>) -> ServerError {
    coded(ServerError::new(message, None), "UNAUTHENTICATED")
}

/// Too much of something at a time; what was begun has to end first.
#[must_use]
pub fn rate_limited(message: impl Into<String>, retry_after: u32) -> ServerError {
    let mut error = coded(ServerError::new(message, None), "RATE_LIMITED");
    error.extensions.get_or_insert_default().set("retryAfter", retry_after);
    error
}

/// The document asks for more than is allowed: of what, how much, and how much would be.
#[must_use]
pub fn too_complex(what: &str, asked: usize, allowed: usize) -> ServerError {
    over(format!("the document has {asked} {what} and {allowed} is the most allowed"), asked, allowed)
}

/// An operation costs more than is allowed.
#[must_use]
pub fn too_costly(asked: usize, allowed: usize) -> ServerError {
    let message = format!("the document costs {asked} and {allowed} is allowed: ask for fewer or smaller pages");
    over(message, asked, allowed)
}

fn over(message: String, asked: usize, allowed: usize) -> ServerError {
    let mut error = coded(ServerError::new(message, None), "QUERY_TOO_COMPLEX");
    let extensions = error.extensions.get_or_insert_default();
    extensions.set("asked", asked);
    extensions.set("allowed", allowed);
    error
}

/// The server's own fault, told without a word of what happened.
#[must_use]
pub fn internal() -> ServerError {
    coded(ServerError::new("internal error", None), "INTERNAL")
}

/// Something behind the server does not answer for the moment.
#[must_use]
pub fn unavailable() -> ServerError {
    let mut error = coded(ServerError::new(TRY_AGAIN, None), UNAVAILABLE);
    error.extensions.get_or_insert_default().set("retryAfter", RETRY_AFTER);
    error
}

/// Whoever asks may not.
#[must_use]
pub fn forbidden(message: impl Into<String>) -> ServerError {
    coded(ServerError::new(message, None), "FORBIDDEN")
}
