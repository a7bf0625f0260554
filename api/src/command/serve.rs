//! `guichet serve`.

use crate::{App, Error, Settings, account::hasher::Hasher, http};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use std::process::ExitCode;
use tokio::{net::TcpListener, signal};
use tracing_subscriber::{
    EnvFilter,
    filter::{LevelFilter, Targets},
    layer::SubscriberExt,
    util::SubscriberInitExt,
};

/// Brings the base up to date and serves until it is told to stop.
pub async fn run(settings: Settings) -> Result<ExitCode, Error> {
    log_to_stderr(settings.log_json);
    allow_many_sockets();
    let address = settings.listen;
    let listener = TcpListener::bind(address)
        .await
        .map_err(|error| Error::BadRequest(format!("can't listen on {address}: {error}")))?;
    let held = settings.hold()?;
    let hasher = Hasher::apart(settings.hashes_at_once)?;
    let app = App::start(settings, hasher).await?;
    let store = app.store.clone();
    let server = http::server(app);
    tracing::info!("serving on http://{address}");
    http::serve(listener, server, asked_to_stop()).await;
    store.close().await?;
    drop(held);
    Ok(ExitCode::SUCCESS)
}

/// Every socket is a file to the system, which lets a process open 1,024 unless it asks for what it is allowed.
fn allow_many_sockets() {
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    if current != maximum
        && let Err(error) = setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum })
    {
        tracing::warn!(%error, files = current, "no more files may be open than these");
    }
}

/// Which lines are logged: `RUST_LOG`, or what an operator wants to know.
fn log_to_stderr(json: bool) {
    let filter =
        EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn,sea_orm_migration=warn"));
    // What a library tells below that is at times what passes through it: the frames of a socket, tokens included.
    let libraries = Targets::new().with_default(LevelFilter::INFO).with_target("guichet", LevelFilter::TRACE);
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    if json {
        lines.json().finish().with(libraries).init()
    } else {
        lines.finish().with(libraries).init()
    }
    // Not even put together, each time a socket is looked at.
    log::set_max_level(log::LevelFilter::Info);
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
