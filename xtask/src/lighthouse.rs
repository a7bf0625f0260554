//! `cargo xtask lighthouse`: the pages that people meet first, as Google's Lighthouse measures them.

use crate::{
    check::once,
    client, command, system,
    workspace::{Profile, Workspace},
};
use anyhow::{Context, Result, ensure};
use std::{
    fs,
    net::{SocketAddr, TcpListener, TcpStream},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

/// How long a server on a small base may take to answer: far longer than it does.
const PATIENCE: Duration = Duration::from_secs(30);

/// Measures the program as it is shipped, on a demonstration of its own.
///
/// # Errors
/// Something does not build or start; a page misses its goal.
pub fn run(workspace: &Workspace) -> Result<()> {
    let folder = workspace.target("lighthouse");
    let wanted = workspace.path("xtask/lighthouse");
    once("Lighthouse", &wanted.join("package-lock.json"), &folder, |lock| {
        fs::copy(lock, folder.join("package-lock.json"))?;
        fs::copy(wanted.join("package.json"), folder.join("package.json"))?;
        let mut npm = Command::new("npm");
        command::read(npm.current_dir(&folder).args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]))
    })?;
    fs::copy(wanted.join("measure.mjs"), folder.join("measure.mjs"))?;
    client::build(workspace, client::Flavour::Published)?;
    workspace.build_guichet(Profile::Local)?;

    command::title("Lighthouse");
    let data = folder.join("data");
    if data.exists() {
        fs::remove_dir_all(&data)?;
    }
    let data = data.display().to_string();
    command::read(&mut workspace.guichet(Profile::Local, &["--data-dir", &data, "demo"]))?;
    let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
    let line = ["--data-dir", &data, "--listen", &address.to_string(), "serve"];
    let _server = Server::start(&mut workspace.guichet(Profile::Local, &line), address)?;
    let browser = ["chromium", "chromium-browser", "google-chrome"].iter().find_map(|name| system::program(name));
    let browser = browser.context("Chromium is missing: `cargo xtask test --only setup` installs it, or says how")?;
    let site = format!("http://{address}");
    command::run(Command::new("node").current_dir(&folder).args(["measure.mjs", &site]).arg(browser))
}

/// A server that ends when dropped.
struct Server(Child);

impl Server {
    fn start(line: &mut Command, address: SocketAddr) -> Result<Self> {
        let server = Self(line.stderr(Stdio::null()).spawn().context("cannot start the server")?);
        let start = Instant::now();
        while TcpStream::connect(address).is_err() {
            ensure!(start.elapsed() < PATIENCE, "the server does not answer");
            thread::sleep(Duration::from_millis(50));
        }
        Ok(server)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // One that has ended by itself needs no end.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
