//! Whether the server lives, and whether it can serve.

use super::{backend::Backend, server::Server};
use axum::{extract::State, http::StatusCode};
use std::time::Duration;

/// How long the database may take before the server counts as not ready.
const PATIENCE: Duration = Duration::from_secs(2);

/// `GET /healthz`: the process answers.
pub async fn healthz() -> &'static str {
    "ok\n"
}

/// `GET /readyz`: requests can be served. A server that is about to stop is not ready, so that no new ones are sent to it.
pub async fn readyz<E, B: Backend>(State(server): State<Server<E, B>>) -> (StatusCode, &'static str) {
    if server.lifetime.leaving.is_cancelled() {
        return (StatusCode::SERVICE_UNAVAILABLE, "stopping\n");
    }
    match tokio::time::timeout(PATIENCE, server.backend.is_ready()).await {
        Ok(true) => (StatusCode::OK, "ready\n"),
        Ok(false) | Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n"),
    }
}
