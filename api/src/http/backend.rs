//! What the transport needs of the server behind it.

use crate::{
    account::Actor,
    store::{Origin, Position, Revision},
};
use futures::future::BoxFuture;
use std::time::Duration;

/// The server as the transport sees it.
pub trait Backend: Send + Sync + 'static {
    /// The session that a bearer token opens.
    fn session(&self, bearer: &str) -> impl Future<Output = Result<Session, TokenRefused>> + Send;

    /// Whether requests can be served: the database answers and is migrated.
    fn is_ready(&self) -> impl Future<Output = bool> + Send;

    /// Brings up to date the gauges that only the base knows.
    fn measure(&self) -> impl Future<Output = ()> + Send {
        std::future::ready(())
    }

    /// Somebody tried what its role or its token does not allow, and was refused.
    fn overreached(&self, _actor: Actor, _origin: Origin, _what: &'static str) -> impl Future<Output = ()> + Send {
        std::future::ready(())
    }

    /// Resolves once the database is out of reach, at once while it is, or falls silent; what was asked can't be answered.
    fn lost(&self) -> impl Future<Output = ()> + Send;

    /// Something failed as it does when the database is out of reach.
    fn doubt(&self);

    /// How often something did: what was answered before may not hold after.
    fn doubts(&self) -> u64;
}

/// What a token opened: a person's session, or a tool's.
pub struct Session {
    /// Who acts.
    pub actor: Actor,
    /// What it wrote last.
    pub last_write: Position,
    /// What the base was like when the request began, where that was asked.
    pub revision: Option<Revision>,
    /// How long the token still lives.
    pub valid_for: Duration,
    /// Resolves once the session is revoked, whatever the token says.
    pub revoked: BoxFuture<'static, ()>,
}

/// Why a token opens no session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenRefused {
    /// Forged, expired or revoked.
    #[error("the token is not valid, or no longer")]
    Invalid,
    /// It could not be checked; trying again may help.
    #[error("the token could not be checked")]
    Unavailable,
}

/// The token of an `Authorization` value, from the header or from a socket's payload.
#[must_use]
pub fn bearer(value: &str) -> Option<&str> {
    let (scheme, token) = value.split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then_some(token)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bearer_token_is_found_behind_its_scheme() {
        assert_eq!(bearer("Bearer abc"), Some("abc"));
        assert_eq!(bearer("bearer  abc "), Some("abc"));
        for none in ["", "abc", "Bearer", "Bearer  ", "Basic abc"] {
            assert_eq!(bearer(none), None, "{none}");
        }
    }
}
