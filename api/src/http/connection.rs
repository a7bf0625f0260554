//! One connection, from its first byte to its last.

use super::{patience::Patient, server::ConnectionSettings};
use axum::{Router, body::Body, extract::ConnectInfo};
use hyper::{Request, body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use std::{net::SocketAddr, pin::pin};
use tokio::net::TcpStream;
use tokio_util::sync::CancellationToken;
use tower::Service;

/// Serves the requests of a connection until the peer is done, takes too long, or the server stops: then the request that
/// runs is answered, and no other is taken.
pub async fn serve(
    stream: TcpStream,
    address: SocketAddr,
    router: Router,
    settings: ConnectionSettings,
    stopping: CancellationToken,
) {
    // Messages are short, and each is complete: nothing is won by waiting for more to send along.
    let _ = stream.set_nodelay(true);
    let io = TokioIo::new(Patient::new(stream, settings.stall_time));
    let service = service_fn(move |request: Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(address));
        router.clone().call(request)
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        // Counts from the end of the answer before, so that it ends idle connections as well.
        .header_read_timeout(settings.head_time)
        .max_buf_size(settings.head_bytes)
        .serve_connection(io, service)
        .with_upgrades();
    let mut connection = pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = stopping.cancelled() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection broke off");
    }
}
