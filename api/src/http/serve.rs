//! Accepting connections, and letting them end.

use super::{metrics, server::Lifetime};
use axum::{Router, extract::connect_info::IntoMakeServiceWithConnectInfo};
use std::{io, net::SocketAddr, time::Duration};
use tokio::net::TcpListener;

/// How long requests and sockets may take to end once the server stops.
const GRACE: Duration = Duration::from_secs(10);
/// How often histograms are folded.
const FOLD_EVERY: Duration = Duration::from_secs(10);

/// Serves until `shutdown` resolves, and for the lifetime's drain, during which `/readyz` says no and balancers send requests
/// elsewhere. Then no connection is accepted any more, running requests are answered, event streams end, sockets close with
/// 1001; whatever has not ended after ten seconds is cut.
///
/// # Errors
/// The listener can't accept connections.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    lifetime: Lifetime,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let stopping = lifetime.stopping.clone();
    tokio::spawn({
        let (leaving, drain, stopping) = (lifetime.leaving.clone(), lifetime.drain, stopping.clone());
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

    let service: IntoMakeServiceWithConnectInfo<Router, SocketAddr> = router.into_make_service_with_connect_info();
    let serving = axum::serve(listener, service).with_graceful_shutdown(stopping.clone().cancelled_owned());
    let ended = async {
        let result = serving.await;
        lifetime.sockets.close();
        lifetime.sockets.wait().await;
        result
    };
    let cut = async {
        stopping.cancelled().await;
        tokio::time::sleep(GRACE).await;
    };
    tokio::select! {
        result = ended => result,
        () = cut => {
            tracing::warn!("some requests did not end in time and are cut");
            Ok(())
        }
    }
}
