//! Programs that are measured: each on the server's core, ended with this one.

use anyhow::{Result, ensure};
use guichet_tests::{Guarded, load::process};
use rustix::thread::{CpuSet, sched_setaffinity};
use std::{
    net::{SocketAddr, TcpListener, TcpStream},
    path::PathBuf,
    time::{Duration, Instant},
};

/// Where servers run, PostgreSQL with them.
pub const SERVERS: &str = "0";
/// Where the load comes from.
pub const LOAD: &str = "1";
/// How long a server may take to answer: far longer than it does.
const PATIENCE: Duration = Duration::from_secs(60);

/// A server that answers.
pub struct Process {
    /// Where.
    pub address: SocketAddr,
    /// Its process.
    pub pid: u32,
    /// From its start to its first answer.
    pub started: Duration,
    _guarded: Guarded,
}

impl Process {
    /// Starts what `line` makes of an address, and waits until it takes connections and `is_ready` says so.
    ///
    /// # Errors
    /// It does not answer.
    pub async fn start(
        line: impl FnOnce(SocketAddr) -> Vec<String>,
        is_ready: impl AsyncFn(SocketAddr) -> bool,
    ) -> Result<Self> {
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let line = [pinned(), line(address)].concat();
        let folder = PathBuf::from(format!("/tmp/guichet-bench-{}-{}", std::process::id(), address.port()));
        std::fs::create_dir_all(&folder)?;
        let begun = Instant::now();
        let mut guarded = Guarded::start(&folder, "KILL", &line);
        while TcpStream::connect(address).is_err() || !is_ready(address).await {
            let log = || std::fs::read_to_string(folder.join("log")).unwrap_or_default();
            ensure!(begun.elapsed() < PATIENCE, "{line:?} does not answer:\n{}", log());
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        let started = begun.elapsed();
        let pid = guarded.pid().await;
        Ok(Self { address, pid, started, _guarded: guarded })
    }

    /// Its time on the processor so far.
    pub fn processor(&self) -> Duration {
        process::processor(self.pid)
    }

    /// Its resident memory, in MB.
    pub fn resident(&self) -> f64 {
        process::resident(self.pid) as f64 / 1024.0
    }
}

/// Keeps this process, and what it starts without saying where, off the servers' core.
///
/// # Errors
/// The machine has no such core.
pub fn stay_with_the_load() -> Result<()> {
    let mut cores = CpuSet::new();
    cores.set(LOAD.parse()?);
    Ok(sched_setaffinity(None, &cores)?)
}

/// How the line of a measured program begins.
pub fn pinned() -> Vec<String> {
    ["taskset", "-c", SERVERS].map(str::to_owned).to_vec()
}
