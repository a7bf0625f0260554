//! A private NATS server.

use crate::{
    PATIENCE,
    guardian::{self, Guarded},
    program,
};
use std::{net::SocketAddr, path::Path, time::Instant};
use tempfile::TempDir;
use tokio::net::TcpStream;

/// A server that ends when dropped.
#[derive(Debug)]
pub struct NatsServer {
    address: SocketAddr,
    _process: Guarded,
}

impl NatsServer {
    /// Starts one on a free port, and waits until it answers.
    pub async fn start() -> Self {
        let found = program::find("nats-server", &[Path::new("/usr/sbin").to_owned()]);
        let server = found.expect("NATS is missing: `apt-get install nats-server`");
        let folder = TempDir::with_prefix("guichet-nats-").unwrap().keep();
        let address = SocketAddr::from(([127, 0, 0, 1], program::free_port()));
        let line = [&server.display().to_string(), "-a", "127.0.0.1", "-p", &address.port().to_string()];
        let process = Guarded::start(&folder, "KILL", &line.map(str::to_owned));
        let start = Instant::now();
        while TcpStream::connect(address).await.is_err() {
            assert!(start.elapsed() < PATIENCE, "NATS does not answer:\n{}", guardian::log(&folder));
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        Self { address, _process: process }
    }

    /// Where it listens.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }
}
