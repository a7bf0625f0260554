//! What the tests need beside cargo.

use crate::{command, system};
use anyhow::{Result, ensure};

/// A browser, its driver and a database server.
///
/// # Errors
/// When one is missing and can't be installed.
pub fn run() -> Result<()> {
    need("Chromium with its driver", has_browser, &["chromium", "chromium-driver"])?;
    need("PostgreSQL", has_postgres, &["postgresql"])
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
