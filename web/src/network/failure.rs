//! Why a request gave nothing, apart from what the person can mend.

use serde::Deserialize;

/// A request that gave nothing. What the person can mend comes as [`super::operation::UserError`] beside data instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The server could not be reached, or can't for the moment: trying again later may help.
    Unreachable,
    /// Nobody is signed in any more.
    SessionEnded,
    /// The account may not do this.
    Forbidden,
    /// Too many attempts.
    RateLimited {
        /// In how many seconds to try again, where the server says so.
        retry_after: Option<u32>,
    },
    /// Something went wrong over there.
    Internal {
        /// What to tell the people who look after the server.
        request_id: Option<String>,
    },
}

/// What the server adds to a top-level error.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Extensions {
    /// The kind of the error, such as `UNAUTHENTICATED`.
    pub code: String,
    /// Names the request in the server's logs.
    pub request_id: Option<String>,
    /// In seconds.
    pub retry_after: Option<u32>,
}

impl From<Extensions> for Failure {
    fn from(extensions: Extensions) -> Self {
        match extensions.code.as_str() {
            "UNAUTHENTICATED" => Self::SessionEnded,
            "FORBIDDEN" => Self::Forbidden,
            "UNAVAILABLE" => Self::Unreachable,
            "RATE_LIMITED" => Self::RateLimited { retry_after: extensions.retry_after },
            _ => Self::Internal { request_id: extensions.request_id },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_become_failures() {
        let failure = |json| serde_json::from_str::<Extensions>(json).map(Failure::from).ok();
        assert_eq!(failure(r#"{"code":"UNAUTHENTICATED"}"#), Some(Failure::SessionEnded));
        assert_eq!(failure(r#"{"code":"UNAVAILABLE","retryAfter":2}"#), Some(Failure::Unreachable));
        assert_eq!(
            failure(r#"{"code":"RATE_LIMITED","retryAfter":30}"#),
            Some(Failure::RateLimited { retry_after: Some(30) })
        );
        assert_eq!(
            failure(r#"{"code":"INTERNAL","requestId":"r1"}"#),
            Some(Failure::Internal { request_id: Some("r1".to_owned()) })
        );
        assert_eq!(failure("{}"), Some(Failure::Internal { request_id: None }));
    }
}
