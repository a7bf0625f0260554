//! HTTP load, by `wrk`.

use crate::process::{LOAD, Process};
use anyhow::{Context, Result, ensure};
use std::{path::Path, process::Command, time::Duration};

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/wrk.lua");

/// What came of it.
#[derive(Clone, Copy, Debug)]
pub struct Told {
    /// Answers in a second.
    pub rate: f64,
    /// Half of them took less.
    pub p50: Duration,
    /// All but one in a hundred took less.
    pub p99: Duration,
    /// The server's processor time for one, PostgreSQL's not counted.
    pub processor: Duration,
    /// The server's resident memory after it, in MB.
    pub resident: f64,
}

/// What is asked, and how.
pub struct Asked<'a> {
    /// Where.
    pub path: &'a str,
    /// The file whose lines are asked in turn.
    pub bodies: &'a Path,
    /// In whose name.
    pub token: Option<&'a str>,
    /// By how many at the same time.
    pub connections: u32,
}

/// Asks a server for so long, after a moment to warm up.
///
/// # Errors
/// `wrk` is missing; the server refused something.
pub fn ask(server: &Process, asked: &Asked<'_>, lasting: Duration) -> Result<Told> {
    once(server, asked, Duration::from_secs(1))?;
    let before = server.processor();
    let (requests, took, p50, p99) = once(server, asked, lasting)?;
    let processor = server.processor() - before;
    Ok(Told {
        rate: requests as f64 / took.as_secs_f64(),
        p50,
        p99,
        processor: processor / u32::try_from(requests.max(1))?,
        resident: server.resident(),
    })
}

fn once(
    server: &Process,
    Asked { path, bodies, token, connections }: &Asked<'_>,
    lasting: Duration,
) -> Result<(u64, Duration, Duration, Duration)> {
    let seconds = format!("{}s", lasting.as_secs().max(1));
    let mut wrk = Command::new("taskset");
    wrk.args(["-c", LOAD, "wrk", "-t", "1", "-c", &connections.to_string(), "-d", &seconds]);
    wrk.args(["--timeout", "30s", "-s", SCRIPT]);
    wrk.arg(format!("http://{}{path}", server.address)).arg("--").arg(bodies).args(*token);
    let output = wrk.output().context("wrk can't be started")?;
    let told = String::from_utf8_lossy(&output.stdout);
    let line = told.lines().find_map(|line| line.strip_prefix("told "));
    let line = line.with_context(|| format!("{told}{}", String::from_utf8_lossy(&output.stderr)))?;
    let numbers = line.split(' ').map(str::parse).collect::<Result<Vec<u64>, _>>()?;
    let &[requests, took, p50, p99, errors] = numbers.as_slice() else { anyhow::bail!("{line}") };
    ensure!(errors == 0, "{errors} of {requests} failed on {path}");
    let [took, p50, p99] = [took, p50, p99].map(Duration::from_micros);
    Ok((requests, took, p50, p99))
}
