//! `cargo xtask crash`, `load` and `screenshots`: the program driven by `guichet-drive`.

use crate::{
    client, command,
    workspace::{Profile, Workspace},
};
use anyhow::Result;
use clap::ValueEnum;
use std::{path::Path, process::Command};

/// What the server runs on.
#[derive(Clone, Copy, ValueEnum)]
pub enum Engine {
    /// A file.
    Sqlite,
    /// A private server.
    Postgres,
}

impl Engine {
    const fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
        }
    }
}

/// Kills the server so often on each engine, or on one.
///
/// # Errors
/// Something does not build; something was lost or doubled.
pub fn crash(workspace: &Workspace, kills: u32, engine: Option<Engine>, seed: u64) -> Result<()> {
    workspace.build_guichet(Profile::Local)?;
    command::run(&mut workspace.cargo(["build", "--workspace", "--bin", "guichet-drive"]))?;
    let engines = engine.map_or_else(|| Engine::value_variants().to_vec(), |engine| vec![engine]);
    for engine in engines {
        command::title(format_args!("{kills} kills on {}", engine.name()));
        let mut driver = driver(workspace, "debug", "crash", engine);
        command::run(driver.args(["--kills", &kills.to_string(), "--seed", &seed.to_string()]))?;
    }
    Ok(())
}

/// Tells so many sockets of what happens, beside so many that do not read, for so many seconds.
///
/// # Errors
/// Something does not build; a delivery is missing or out of order.
pub fn load(workspace: &Workspace, engine: Engine, [sockets, stalled, seconds]: [String; 3]) -> Result<()> {
    workspace.build_guichet(Profile::Local)?;
    // Half of the work is the readers': they are optimised too.
    let line = ["build", "--profile", "local", "--package", "guichet-tests", "--bin", "guichet-drive"];
    command::run(&mut workspace.cargo(line))?;
    command::title(format_args!("{sockets} sockets on {}", engine.name()));
    let mut driver = driver(workspace, "local", "load", engine);
    command::run(driver.args(["--sockets", &sockets, "--stalled", &stalled, "--seconds", &seconds]))
}

/// Takes a picture of every screen, at three widths, in both themes.
///
/// # Errors
/// Something does not build; a screen does not come.
pub fn screenshots(workspace: &Workspace, out: &Path) -> Result<()> {
    client::build(workspace, client::Flavour::Published)?;
    command::run(&mut workspace.cargo(["build", "--workspace", "--bin", "guichet-drive"]))?;
    command::title(format_args!("pictures of every screen"));
    let mut driver = Command::new(workspace.target("debug/guichet-drive"));
    command::run(driver.arg("screenshots").arg("--out").arg(out))
}

/// The driver, built in a profile's folder, at the optimised program.
fn driver(workspace: &Workspace, folder: &str, what: &str, engine: Engine) -> Command {
    let mut driver = Command::new(workspace.target(folder).join("guichet-drive"));
    driver.arg(what).args(["--engine", engine.name(), "--program"]).arg(workspace.target("local/guichet"));
    driver
}
