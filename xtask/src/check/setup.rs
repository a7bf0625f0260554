//! What the tests need beside cargo.

use super::manual;
use crate::{command, system, workspace::Workspace};
use anyhow::{Result, ensure};
use std::process::Command;

/// A browser, its driver, a database server, what carries wake-ups between nodes, a proxy that speaks TLS, and what the
/// examples of docs/API.md are written in.
///
/// # Errors
/// When one is missing and can't be installed.
pub fn run(workspace: &Workspace) -> Result<()> {
    need("make", || system::program("make").is_some(), &["make"])?;
    need("Chromium with its driver", has_browser, &["chromium", "chromium-driver"])?;
    need("PostgreSQL", has_postgres, &["postgresql"])?;
    need("NATS", || system::program("nats-server").is_some(), &["nats-server"])?;
    need("nginx", || system::program("nginx").is_some(), &["nginx-light"])?;
    need("OpenSSL", || system::program("openssl").is_some(), &["openssl"])?;
    need("curl", || system::program("curl").is_some(), &["curl"])?;
    need("Python 3 with venv", has_python, &["python3", "python3-venv"])?;
    need("Node.js with npm", has_node, &["nodejs", "npm"])?;
    manual::install(workspace)
}

fn need(name: &str, is_there: fn() -> bool, packages: &[&str]) -> Result<()> {
    if is_there() {
        command::note(format_args!("{name}: found"));
        return Ok(());
    }
    system::install(name, packages)?;
    ensure!(is_there(), "{name} was installed but is not where it is looked for");
    Ok(())
}

fn has_browser() -> bool {
    let browser = ["chromium", "chromium-browser", "google-chrome"].iter().any(|name| system::program(name).is_some());
    browser && system::program("chromedriver").is_some()
}

fn has_postgres() -> bool {
    system::initdb().is_some()
}

/// Debian's Python comes without what makes a virtual environment.
fn has_python() -> bool {
    command::read(Command::new("python3").args(["-c", "import ensurepip, venv"])).is_ok()
}

fn has_node() -> bool {
    system::program("node").is_some() && system::program("npm").is_some()
}
