//! HTTP: what goes over the wire, and nothing of what it means.
//!
//! Around the executor stand thin handlers of our own, since the draft of GraphQL over HTTP, the protocols of sockets and
//! event streams, and the bounds on what a stranger may ask are each stricter than what the library's integration does.

mod accept;
mod access;
mod answer;
mod answers;
mod app;
mod around;
mod assets;
mod backend;
mod budget;
mod caller;
mod connection;
mod document;
mod error;
mod graphiql;
mod graphql;
mod headers;
mod health;
mod json;
pub mod metrics;
mod order;
mod params;
mod patience;
mod places;
mod quota;
mod request_id;
mod run;
mod serve;
mod server;
mod shared;
mod socket;
mod sse;
mod tell;

pub use app::server;
pub use backend::{Backend, Session, TokenRefused};
pub use budget::Budget;
pub use document::Bounds;
pub use params::MAX_PIECES;
pub use quota::Quota;
pub use serve::serve;
pub use server::{ConnectionSettings, Executors, HttpSettings, Lifetime, Server, SocketSettings};
pub use socket::MAX_ID;
pub use sse::KEEP_ALIVE;

use async_graphql::Executor;
use axum::{
    Router,
    extract::State,
    http::header,
    middleware,
    response::IntoResponse,
    routing::{any, get, post},
};
use std::sync::Arc;

/// Every route of the server.
pub fn router<E: Executor, B: Backend>(server: Server<E, B>) -> Router {
    let trusted: Arc<[_]> = server.settings.trusted_proxies.as_slice().into();
    let mut router = Router::new()
        .route("/graphql", post(graphql::post::<E, B>).fallback(graphql::method_not_allowed))
        .route("/graphql/ws", any(socket::open::<E, B>))
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz::<E, B>))
        .route("/metrics", get(metrics::metrics::<E, B>));
    if server.settings.introspection {
        router = router.route("/schema.graphql", get(schema::<E, B>)).merge(graphiql::routes());
    }
    let around = middleware::from_fn_with_state(trusted, around::around);
    router.fallback(assets::asset).layer(around).with_state(server)
}

/// `GET /schema.graphql`.
async fn schema<E, B>(State(server): State<Server<E, B>>) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], server.sdl.to_string())
}

#[cfg(test)]
mod tests;
