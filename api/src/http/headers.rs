//! What browsers are told not to do.

use super::caller::is_trusted;
use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, header},
    middleware::Next,
    response::Response,
};
use std::{net::IpAddr, sync::Arc};

/// The client is WebAssembly, so compiling it is allowed, and nothing else that makes code of text. `connect-src
/// 'self'` covers the socket of the same host.
const CLIENT_POLICY: &str = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
    img-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// GraphiQL brings its fonts in its style sheet. It is no WebAssembly, and as strict as the rest otherwise.
const EXPLORER_POLICY: &str = "default-src 'self'; script-src 'self'; style-src 'self'; \
    font-src 'self' data:; img-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; \
    frame-ancestors 'none'";

const ALWAYS: [(header::HeaderName, &str); 3] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::X_FRAME_OPTIONS, "DENY"),
];

/// Adds the headers to every answer.
pub async fn secure(State(trusted): State<Arc<[IpAddr]>>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let (is_api, is_explorer) = (path.starts_with("/graphql"), path.starts_with("/graphiql"));
    let is_behind_tls = is_behind_tls(&request, &trusted);
    let mut response = next.run(request).await;

    let headers = response.headers_mut();
    for (name, value) in ALWAYS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    let policy = if is_explorer { EXPLORER_POLICY } else { CLIENT_POLICY };
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    insert(headers, "permissions-policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()");
    insert(headers, "cross-origin-opener-policy", "same-origin");
    insert(headers, "cross-origin-resource-policy", "same-origin");
    if is_api {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    if is_behind_tls {
        let year = HeaderValue::from_static("max-age=31536000");
        headers.insert(header::STRICT_TRANSPORT_SECURITY, year);
    }
    response
}

fn insert(headers: &mut HeaderMap, name: &'static str, value: &'static str) {
    headers.insert(name, HeaderValue::from_static(value));
}

/// Whether a trusted proxy says that the browser speaks TLS with it.
fn is_behind_tls(request: &Request, trusted: &[IpAddr]) -> bool {
    let connected = request.extensions().get::<axum::extract::ConnectInfo<std::net::SocketAddr>>();
    connected.is_some_and(|peer| is_trusted(peer.0.ip(), trusted))
        && request.headers().get("x-forwarded-proto").is_some_and(|proto| proto == "https")
}
