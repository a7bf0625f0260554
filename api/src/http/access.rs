//! One line a request in the log, and one sample in the metrics: what was asked and how it went, never by whom.

use super::{metrics, request_id::Id};
use axum::{
    extract::{MatchedPath, Request},
    middleware::Next,
    response::Response,
};
use std::time::Instant;
use tracing::Instrument;

/// Runs the request in a span that carries its id, so that whatever is logged meanwhile is found by it.
pub async fn log(request: Request, next: Next) -> Response {
    let Id(request_id) = Id::of(request.extensions());
    let method = request.method().clone();
    // The route, not the address: an address may hold what somebody typed.
    let route = request.extensions().get::<MatchedPath>().map_or("client", MatchedPath::as_str).to_owned();
    let span = tracing::info_span!("request", %request_id);
    async move {
        let begun = Instant::now();
        let response = next.run(request).await;
        let (status, took) = (response.status().as_u16(), begun.elapsed());
        metrics::answered(&route, status, took);
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
