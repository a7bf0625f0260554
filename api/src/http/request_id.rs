//! The id that a request is found by in the logs, in `x-request-id`, and in each of its errors.

use super::caller::is_trusted;
use axum::{
    extract::{ConnectInfo, FromRequestParts, Request},
    http::{Extensions, HeaderMap, HeaderName, HeaderValue, request::Parts},
};
use std::{
    convert::Infallible,
    net::{IpAddr, SocketAddr},
    sync::Arc,
};
use uuid::Uuid;

/// The header that carries it, in both directions.
const HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// Gives a request its id: what came along only if it is a trusted proxy's, short and plain. It ends up in logs, and in the record of
/// security events, where nobody is to choose by what it is found, or that it is found with another's.
pub fn give(request: &mut Request, trusted: &[IpAddr]) -> Id {
    let connected = request.extensions().get::<ConnectInfo<SocketAddr>>();
    let is_a_proxys = connected.is_some_and(|peer| is_trusted(peer.0.ip(), trusted));
    let is_plain = |id: &&str| {
        (1..=64).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
    };
    let given = request.headers().get(HEADER).filter(|_| is_a_proxys);
    let given = given.and_then(|id| id.to_str().ok()).filter(is_plain);
    let id = Id(match given {
        Some(given) => given.into(),
        None => (&*Uuid::new_v4().hyphenated().encode_lower(&mut Uuid::encode_buffer())).into(),
    });
    request.extensions_mut().insert(id.clone());
    id
}

/// The id of this request.
#[derive(Clone, Debug)]
pub struct Id(pub Arc<str>);

impl<S: Sync> FromRequestParts<S> for Id {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        Ok(Self::of(&parts.extensions))
    }
}

impl Id {
    /// The id among a request's extensions: empty only where the layer that gives it is missing.
    fn of(extensions: &Extensions) -> Self {
        extensions.get().cloned().unwrap_or_else(|| Self(Arc::default()))
    }

    /// Puts it on the answer.
    pub fn tell(&self, headers: &mut HeaderMap) {
        // Letters, digits and the like.
        if let Ok(id) = HeaderValue::from_str(&self.0) {
            headers.insert(HEADER, id);
        }
    }
}
