//! What each part of the checks runs.

use super::{Part, dependencies, setup};
use crate::{client, command, schema, workspace::Workspace};
use anyhow::Result;
use std::process::Command;

/// The module of the integration tests that drives a browser.
const BROWSER: &str = "browser::";

/// Runs one part. Every part names the whole workspace: naming other packages, or `--doc` alone, would change the features
/// of their dependencies, and have cargo build each of them once more.
///
/// # Errors
/// When it fails or can't run.
pub fn run(workspace: &Workspace, part: Part) -> Result<()> {
    let cargo = |arguments: &[&str]| workspace.cargo(arguments);
    match part {
        Part::Setup => setup::run(workspace),
        Part::Format => command::run(&mut cargo(&["fmt", "--all", "--check"])),
        Part::Clippy => {
            command::run(&mut cargo(&["clippy", "--workspace", "--all-targets", "--", "--deny", "warnings"]))
        }
        Part::Dependencies => dependencies::check(workspace),
        Part::Documentation => {
            command::run(cargo(&["doc", "--workspace", "--no-deps"]).env("RUSTDOCFLAGS", "--deny warnings"))
        }
        Part::Unit => command::run(&mut cargo(&["test", "--workspace"])),
        Part::Schema => schema::check(workspace),
        Part::Client => client::check(workspace),
        Part::Sqlite => command::run(integration(workspace, "sqlite").args(["--skip", BROWSER])),
        Part::Postgres => command::run(integration(workspace, "postgres").args(["--skip", BROWSER])),
        Part::Browser => command::run(integration(workspace, "sqlite").arg(BROWSER)),
    }
}

/// The integration tests on an engine; what is added goes to the test runner.
fn integration(workspace: &Workspace, engine: &str) -> Command {
    let mut cargo = workspace.cargo(["test", "--workspace", "--test", "guichet", "--"]);
    cargo.env("GUICHET_TEST_ENGINE", engine);
    cargo
}
