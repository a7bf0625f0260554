//! What browsers are told not to do.

use super::caller::is_trusted;
use axum::{
    extract::Request,
    http::{HeaderMap, HeaderName, HeaderValue, header},
};
use std::net::IpAddr;

/// The client is WebAssembly, so compiling it is allowed, and nothing else that makes code of text. `connect-src
/// 'self'` covers the socket of the same host.
const CLIENT_POLICY: &str = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
    img-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// GraphiQL brings its fonts in its style sheet. It is no WebAssembly, and as strict as the rest otherwise.
const EXPLORER_POLICY: &str = "default-src 'self'; script-src 'self'; style-src 'self'; \
    font-src 'self' data:; img-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; \
    frame-ancestors 'none'";

const ALWAYS: [(HeaderName, &str); 6] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

/// What is told with the answer to a request.
#[derive(Clone, Copy, Debug)]
pub struct Policy {
    is_api: bool,
    is_explorer: bool,
    is_behind_tls: bool,
}

impl Policy {
    /// Of this request.
    pub fn of(request: &Request, trusted: &[IpAddr]) -> Self {
        let path = request.uri().path();
        Self {
            is_api: path.starts_with("/graphql"),
            is_explorer: path.starts_with("/graphiql"),
            is_behind_tls: is_behind_tls(request, trusted),
        }
    }

    /// Adds the headers to an answer.
    pub fn tell(self, headers: &mut HeaderMap) {
        headers.reserve(ALWAYS.len() + 4);
        for (name, value) in ALWAYS {
            headers.insert(name, HeaderValue::from_static(value));
        }
        let policy = if self.is_explorer { EXPLORER_POLICY } else { CLIENT_POLICY };
        headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
        if self.is_api {
            headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        }
        if self.is_behind_tls {
            let year = HeaderValue::from_static("max-age=31536000");
            headers.insert(header::STRICT_TRANSPORT_SECURITY, year);
        }
    }
}

/// Whether a trusted proxy says that the browser speaks TLS with it.
fn is_behind_tls(request: &Request, trusted: &[IpAddr]) -> bool {
    let connected = request.extensions().get::<axum::extract::ConnectInfo<std::net::SocketAddr>>();
    connected.is_some_and(|peer| is_trusted(peer.0.ip(), trusted))
        && request.headers().get("x-forwarded-proto").is_some_and(|proto| proto == "https")
}
