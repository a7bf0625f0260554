//! `cargo xtask crash`: the program as it is shipped, driven by `guichet-drive`.

use crate::{
    command,
    workspace::{Profile, Workspace},
};
use anyhow::Result;
use clap::ValueEnum;
use std::process::Command;

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
    build(workspace)?;
    let engines = engine.map_or_else(|| Engine::value_variants().to_vec(), |engine| vec![engine]);
    for engine in engines {
        command::title(format_args!("{kills} kills on {}", engine.name()));
        let mut driver = driver(workspace, "crash", engine);
        command::run(driver.args(["--kills", &kills.to_string(), "--seed", &seed.to_string()]))?;
    }
    Ok(())
}

/// The program, optimised; and its driver with what the tests are built of.
fn build(workspace: &Workspace) -> Result<()> {
    workspace.build_guichet(Profile::Local)?;
    command::run(&mut workspace.cargo(["build", "--workspace", "--bin", "guichet-drive"]))
}

fn driver(workspace: &Workspace, what: &str, engine: Engine) -> Command {
    let mut driver = Command::new(workspace.target("debug/guichet-drive"));
    driver.arg(what).args(["--engine", engine.name(), "--program"]).arg(workspace.target("local/guichet"));
    driver
}
