//! An answer to one operation.

use super::{budget::Share, metrics};
use crate::graphql::{
    error::{TRY_AGAIN, UNAVAILABLE},
    mask::code_of,
};
use async_graphql::{ServerError, Value};
use std::collections::BTreeMap;

/// An answer, as it goes out (`json`).
#[derive(Debug, Default)]
pub struct Answer {
    /// Left out when nothing was executed, as the specification wants it.
    pub data: Option<Value>,
    /// Each with its code and the id of the request.
    pub errors: Vec<ServerError>,
    /// What was asked beside the data.
    pub extensions: BTreeMap<String, Value>,
    /// What it takes of its asker's budget until it has left.
    pub share: Option<Share>,
}

impl Answer {
    /// What was asked, and nothing else.
    #[must_use]
    pub fn of(data: Value) -> Self {
        Self { data: Some(data), ..Self::default() }
    }

    /// The answer to what was never executed.
    #[must_use]
    pub fn refused(mut error: ServerError, request_id: &str) -> Self {
        mark(&mut error, request_id);
        if let Some(code) = code_of(&error) {
            metrics::refused(code);
        }
        Self { errors: vec![error], ..Self::default() }
    }

    /// The code of the first error.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.errors.first().and_then(code_of)
    }

    /// Whether anything of it is missing because the server could not, for the moment.
    #[must_use]
    pub fn is_unavailable(&self) -> bool {
        self.errors.iter().any(|error| code_of(error) == Some(UNAVAILABLE))
    }

    /// Whether that may be because the base is out of reach. A server that has too much to do says so in its own words.
    #[must_use]
    pub fn doubts_base(&self) -> bool {
        self.errors.iter().any(|error| code_of(error) == Some(UNAVAILABLE) && error.message == TRY_AGAIN)
    }

    /// When to try again, in seconds, where an error says so.
    #[must_use]
    pub fn retry_after(&self) -> Option<u64> {
        self.errors.iter().find_map(|error| match error.extensions.as_ref()?.get("retryAfter")? {
            Value::Number(seconds) => seconds.as_u64(),
            _ => None,
        })
    }
}

/// Puts the id of the request on an error.
pub fn mark(error: &mut ServerError, request_id: &str) {
    error.extensions.get_or_insert_default().set("requestId", request_id);
}
