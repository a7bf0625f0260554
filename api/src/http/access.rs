//! One line a request in the log, and one sample in the metrics: what was asked and how it went, never by whom.

use super::{metrics, request_id::Id};
use axum::{
    extract::{MatchedPath, Request},
    http::Method,
    response::Response,
};
use std::time::Instant;
use tracing::Instrument;

/// What a request asks for.
pub struct Asked {
    method: Method,
    /// The route, not the address: an address may hold what somebody typed.
    route: Option<MatchedPath>,
}

impl Asked {
    /// Of this request.
    pub fn of(request: &Request) -> Self {
        Self { method: request.method().clone(), route: request.extensions().get().cloned() }
    }

    /// Answers it in a span that carries its id, so that whatever is logged meanwhile is found by it.
    pub async fn log(self, Id(request_id): &Id, answering: impl Future<Output = Response>) -> Response {
        let span = tracing::info_span!("request", %request_id);
        async move {
            let begun = Instant::now();
            let response = answering.await;
            let (status, took) = (response.status().as_u16(), begun.elapsed());
            let (method, route) = (self.method, self.route.as_ref().map_or("client", MatchedPath::as_str));
            metrics::answered(route, status, took);
            let milliseconds = took.as_secs_f64() * 1_000.0;
            if response.status().is_server_error() {
                tracing::warn!(%method, route, status, milliseconds, "answered");
            } else {
                tracing::debug!(%method, route, status, milliseconds, "answered");
            }
            response
        }
        .instrument(span)
        .await
    }
}
