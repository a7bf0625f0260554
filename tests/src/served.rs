//! The program itself, serving the base of a test from a process of its own.

use crate::{
    PATIENCE, TestApp,
    actor::Caller,
    guardian::{self, Guarded},
    program,
};
use std::{net::SocketAddr, path::PathBuf, time::Instant};
use tempfile::TempDir;
use tokio::net::TcpStream;

/// A server beside the one of the test, on the same base. It ends when dropped, or with this process.
#[derive(Debug)]
pub struct Served {
    address: SocketAddr,
    folder: PathBuf,
    _process: Guarded,
}

impl Served {
    /// Starts `program` with these lines of environment (`RUST_LOG=trace`) and waits until it answers.
    pub async fn beside(app: &TestApp, program: &str, environment: &[&str]) -> Self {
        let settings = &app.inner().settings;
        let folder = TempDir::with_prefix("guichet-served-").unwrap().keep();
        let address = SocketAddr::from(([127, 0, 0, 1], program::free_port()));
        let mut line: Vec<String> = ["env", "--unset=DATABASE_URL"].map(str::to_owned).to_vec();
        line.extend(environment.iter().map(|variable| (*variable).to_owned()));
        line.extend(settings.database_url.iter().map(|url| format!("DATABASE_URL={url}")));
        let data = settings.data_dir.display().to_string();
        line.extend([program, "--data-dir", &data, "--listen", &address.to_string()].map(str::to_owned));
        let served = Self { address, _process: Guarded::start(&folder, "KILL", &line), folder };
        let start = Instant::now();
        while TcpStream::connect(address).await.is_err() {
            assert!(start.elapsed() < PATIENCE, "the program does not serve:\n{}", served.log());
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        served
    }

    /// The same person, asking this server.
    #[must_use]
    pub fn serving(&self, caller: &Caller) -> Caller {
        caller.at(self.address)
    }

    /// Where it listens.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// All that it has printed until now.
    #[must_use]
    pub fn log(&self) -> String {
        guardian::log(&self.folder)
    }
}
