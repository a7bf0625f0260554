//! The id that a request is found by in the logs, in `x-request-id`, and in each of its errors.

use super::caller::is_trusted;
use axum::{
    extract::{ConnectInfo, FromRequestParts, Request, State},
    http::{HeaderName, request::Parts},
    middleware::Next,
    response::Response,
};
use std::{
    convert::Infallible,
    net::{IpAddr, SocketAddr},
    sync::Arc,
};
use tower_http::request_id::RequestId;

/// The header that carries it, in both directions.
pub const HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// Drops an id that came along unless it is a trusted proxy's, short and plain: it ends up in logs, and in the record of security
/// events, where nobody is to choose by what it is found, or that it is found with another's.
pub async fn distrust(State(trusted): State<Arc<[IpAddr]>>, mut request: Request, next: Next) -> Response {
    let connected = request.extensions().get::<ConnectInfo<SocketAddr>>();
    let is_a_proxys = connected.is_some_and(|peer| is_trusted(peer.0.ip(), &trusted));
    let is_plain = |id: &str| {
        (1..=64).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
    };
    if let Some(id) = request.headers().get(HEADER)
        && !(is_a_proxys && id.to_str().is_ok_and(is_plain))
    {
        request.headers_mut().remove(HEADER);
    }
    next.run(request).await
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
    #[must_use]
    pub fn of(extensions: &axum::http::Extensions) -> Self {
        let id = extensions.get::<RequestId>().and_then(|id| id.header_value().to_str().ok());
        Self(id.unwrap_or_default().into())
    }
}
