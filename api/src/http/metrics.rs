//! What an operator watches, in Prometheus' text form.

use super::{backend::Backend, server::Server};
use crate::{gauge, graphql::error::UNAVAILABLE};
use async_graphql::parser::types::OperationType;
use axum::{extract::State, http::header, response::IntoResponse};
use guichet_domain::AuditKind;
use metrics::{Counter, Histogram, counter, describe_counter, describe_gauge, describe_histogram, histogram};
use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle};
use sea_orm::{ActiveEnum, Iterable};
use std::{
    sync::{LazyLock, Once, OnceLock},
    time::Duration,
};

/// Bounds of the latency histogram, in seconds.
const LATENCIES: [f64; 10] = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0];

/// How long what is asked of the base for the page may take.
const PATIENCE: Duration = Duration::from_secs(2);

/// The recorder is the process's own: every server in it counts together.
static RECORDER: OnceLock<PrometheusHandle> = OnceLock::new();

/// Starts counting, once for the process. Without a recorder the page stays empty, and the server serves all the same.
pub fn install() {
    static INSTALLING: Once = Once::new();
    INSTALLING.call_once(|| match recorder() {
        Ok(handle) => {
            let _ = RECORDER.set(handle);
            describe();
        }
        Err(error) => tracing::warn!(%error, "nothing is counted"),
    });
}

fn recorder() -> Result<PrometheusHandle, BuildError> {
    let latency = Matcher::Full("guichet_http_request_seconds".into());
    PrometheusBuilder::new().set_buckets_for_metric(latency, &LATENCIES)?.install_recorder()
}

fn describe() {
    describe_counter!("guichet_operations_total", "GraphQL operations, by kind and outcome");
    describe_counter!("guichet_deliveries_total", "Answers to subscriptions after their first");
    describe_counter!("guichet_sockets_closed_total", "Sockets closed by the server, by close code");
    describe_counter!("guichet_refusals_total", "Operations refused before or while they ran, by code");
    describe_counter!("guichet_security_events_total", "Events put on the record of `guichet audit`, by kind");
    describe_gauge!(gauge::SOCKETS, "Sockets open now");
    describe_gauge!(gauge::HASHES_WAITING, "Passwords that wait for their turn to be hashed");
    describe_counter!(gauge::HASHES_TOTAL, "Passwords hashed");
    describe_gauge!(gauge::HASHES, "Passwords that are being hashed");
    describe_gauge!("guichet_feed_lag_seconds", "How old the newest event was when this node read it");
    describe_gauge!(
        "guichet_feed_readers",
        "Subscriptions that the last events were handed to; those told together count as one"
    );
    describe_gauge!("guichet_feed_backlog", "Changes that the slowest of them had still to take");
    describe_gauge!("guichet_tickets", "Requests that wait for an answer, by who has to give it");
    // What has not happened yet is shown all the same: nobody can watch what is not there.
    for code in [
        "UNAUTHENTICATED",
        "FORBIDDEN",
        "RATE_LIMITED",
        "QUERY_TOO_COMPLEX",
        "BAD_REQUEST",
        "INVALID_CURSOR",
        "NOT_FOUND",
        UNAVAILABLE,
        "INTERNAL",
    ] {
        counter!("guichet_refusals_total", "code" => code).absolute(0);
    }
    for kind in AuditKind::iter() {
        counter!("guichet_security_events_total", "kind" => kind.to_value()).absolute(0);
    }
    for name in
        [gauge::SOCKETS, gauge::HASHES_WAITING, gauge::HASHES, "guichet_feed_lag_seconds", "guichet_feed_backlog"]
    {
        metrics::gauge!(name).set(0);
    }
    describe_histogram!("guichet_http_request_seconds", "Time to the head of an answer, by route and status");
}

/// Folds the samples that histograms keep; without it they would pile up while nobody asks.
pub fn fold() {
    if let Some(recorder) = RECORDER.get() {
        recorder.run_upkeep();
    }
}

/// An operation answered, for the first time when it is a subscription.
pub fn operation(kind: OperationType, code: Option<&str>) {
    // As often as anything here: looked up once, when there is a recorder.
    static QUERIES: LazyLock<Counter> =
        LazyLock::new(|| counter!("guichet_operations_total", "kind" => "query", "outcome" => "OK"));
    if (kind, code) == (OperationType::Query, None) {
        QUERIES.increment(1);
        return;
    }
    let outcome = code.unwrap_or("OK").to_owned();
    counter!("guichet_operations_total", "kind" => kind.to_string(), "outcome" => outcome).increment(1);
}

/// Further events went to subscribers.
pub fn deliveries(count: usize) {
    // Likewise.
    static DELIVERIES: LazyLock<Counter> = LazyLock::new(|| counter!("guichet_deliveries_total"));
    DELIVERIES.increment(count as u64);
}

/// A socket was closed by the server.
pub fn socket_closed(code: u16) {
    counter!("guichet_sockets_closed_total", "code" => code.to_string()).increment(1);
}

/// A request was answered.
pub fn answered(route: &str, status: u16, took: Duration) {
    // Likewise.
    static GRAPHQL: LazyLock<Histogram> =
        LazyLock::new(|| histogram!("guichet_http_request_seconds", "route" => "/graphql", "status" => "200"));
    if (route, status) == ("/graphql", 200) {
        GRAPHQL.record(took.as_secs_f64());
        return;
    }
    histogram!("guichet_http_request_seconds", "route" => route.to_owned(), "status" => status.to_string())
        .record(took.as_secs_f64());
}

/// An operation was refused.
pub fn refused(code: &str) {
    counter!("guichet_refusals_total", "code" => code.to_owned()).increment(1);
}

/// `GET /metrics`.
pub async fn metrics<E, B: Backend>(State(server): State<Server<E, B>>) -> impl IntoResponse {
    // A base that does not answer keeps nobody from reading the rest.
    let _ = tokio::time::timeout(PATIENCE, server.backend.measure()).await;
    let page = RECORDER.get().map(|recorder| {
        recorder.run_upkeep();
        recorder.render()
    });
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], page.unwrap_or_default())
}
