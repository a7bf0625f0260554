//! What an operator watches, in Prometheus' text form.

use async_graphql::parser::types::OperationType;
use axum::{http::header, response::IntoResponse};
use metrics::{counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram};
use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle};
use std::{
    sync::{Once, OnceLock},
    time::Duration,
};

/// Bounds of the latency histogram, in seconds.
const LATENCIES: [f64; 10] = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0];

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
    describe_gauge!("guichet_sockets", "Sockets open now");
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
    let outcome = code.unwrap_or("OK").to_owned();
    counter!("guichet_operations_total", "kind" => kind.to_string(), "outcome" => outcome).increment(1);
}

/// A further event went to a subscriber.
pub fn delivery() {
    counter!("guichet_deliveries_total").increment(1);
}

/// A socket was closed by the server.
pub fn socket_closed(code: u16) {
    counter!("guichet_sockets_closed_total", "code" => code.to_string()).increment(1);
}

/// A request was answered.
pub fn answered(route: &str, status: u16, took: Duration) {
    histogram!("guichet_http_request_seconds", "route" => route.to_owned(), "status" => status.to_string())
        .record(took.as_secs_f64());
}

/// Counts a socket for as long as it lives.
#[derive(Debug)]
pub struct OpenSocket(());

impl OpenSocket {
    /// A socket opened.
    #[must_use]
    pub fn count() -> Self {
        gauge!("guichet_sockets").increment(1);
        Self(())
    }
}

impl Drop for OpenSocket {
    fn drop(&mut self) {
        gauge!("guichet_sockets").decrement(1);
    }
}

/// `GET /metrics`.
pub async fn metrics() -> impl IntoResponse {
    let page = RECORDER.get().map(|recorder| {
        recorder.run_upkeep();
        recorder.render()
    });
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], page.unwrap_or_default())
}
