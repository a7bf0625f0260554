//! `guichet serve`.

use crate::{App, Error, Settings, http};
use std::process::ExitCode;
use tokio::{net::TcpListener, signal};
use tracing_subscriber::EnvFilter;

/// Brings the base up to date and serves until it is told to stop.
pub async fn run(settings: Settings) -> Result<ExitCode, Error> {
    log_to_stderr(settings.log_json);
    let address = settings.listen;
    let listener = TcpListener::bind(address)
        .await
        .map_err(|error| Error::BadRequest(format!("can't listen on {address}: {error}")))?;
    let app = App::start(settings).await?;
    let store = app.store.clone();
    let server = http::server(app);
    tracing::info!("serving on http://{address}");
    http::serve(listener, server, asked_to_stop()).await;
    store.close().await?;
    Ok(ExitCode::SUCCESS)
}

/// Which lines are logged: `RUST_LOG`, or what an operator wants to know.
fn log_to_stderr(json: bool) {
    let filter =
        EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn,sea_orm_migration=warn"));
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    if json { lines.json().init() } else { lines.init() }
}

async fn asked_to_stop() {
    let terminated = async {
        match signal::unix::signal(signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            // Ctrl-C remains.
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        _ = signal::ctrl_c() => {}
        () = terminated => {}
    }
}
