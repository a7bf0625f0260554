//! Accepting connections, and letting them end.

use super::{
    Backend, connection, metrics, router,
    server::{Lifetime, Server},
};
use async_graphql::Executor;
use axum::serve::Listener;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// How long requests and sockets may take to end once the server stops.
const GRACE: Duration = Duration::from_secs(10);
/// How often histograms are folded.
const FOLD_EVERY: Duration = Duration::from_secs(10);

/// Serves until `shutdown` resolves, and for the lifetime's drain, during which `/readyz` says no and balancers send requests
/// elsewhere. Then no connection is accepted any more, running requests are answered, event streams end, sockets close with
/// 1001; whatever has not ended after ten seconds is cut.
pub async fn serve<E: Executor, B: Backend>(
    listener: TcpListener,
    server: Server<E, B>,
    shutdown: impl Future<Output = ()> + Send + 'static,
) {
    let Lifetime { leaving, drain, stopping, sockets, .. } = server.lifetime.clone();
    tokio::spawn({
        let stopping = stopping.clone();
        async move {
            shutdown.await;
            leaving.cancel();
            tokio::time::sleep(drain).await;
            stopping.cancel();
        }
    });
    tokio::spawn(stopping.clone().run_until_cancelled_owned(async {
        let mut ticks = tokio::time::interval(FOLD_EVERY);
        loop {
            ticks.tick().await;
            metrics::fold();
        }
    }));

    let connections = TaskTracker::new();
    accept(listener, server, &connections, &stopping).await;
    let ended = async {
        connections.close();
        connections.wait().await;
        sockets.close();
        sockets.wait().await;
    };
    if tokio::time::timeout(GRACE, ended).await.is_err() {
        tracing::warn!("some requests did not end in time and are cut");
    }
}

/// Takes connections until the server stops.
async fn accept<E: Executor, B: Backend>(
    mut listener: TcpListener,
    server: Server<E, B>,
    connections: &TaskTracker,
    stopping: &CancellationToken,
) {
    let settings = server.settings.connection;
    let router = router(server);
    loop {
        let (stream, address) = tokio::select! {
            biased;
            () = stopping.cancelled() => return,
            // Waits a moment when the system has no more files to give.
            accepted = Listener::accept(&mut listener) => accepted,
        };
        connections.spawn(connection::serve(stream, address, router.clone(), settings, stopping.clone()));
    }
}
