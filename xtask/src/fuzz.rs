//! `cargo xtask fuzz`: the targets of `tests/src/fuzz`, for as long as there is time.

use crate::{command, workspace::Workspace};
use anyhow::{Result, ensure};

/// Fuzzes one target or all of them, each for so many seconds. An input that breaks one is kept under `target/fuzz`.
///
/// # Errors
/// There is no such target, or one did not hold.
pub fn run(workspace: &Workspace, target: Option<&str>, seconds: u64) -> Result<()> {
    let mut cargo = workspace.cargo(["test", "--workspace", "--test", "guichet", "--"]);
    match target {
        None => cargo.arg("fuzz::"),
        Some(name) => {
            ensure!(workspace.path("tests/fuzz").join(name).is_dir(), "there is no target {name} in tests/fuzz");
            cargo.args(["--exact", &format!("fuzz::{name}")])
        }
    };
    // One after the other: each has the machine for its time.
    cargo.args(["--nocapture", "--test-threads", "1"]).env("GUICHET_FUZZ_SECONDS", seconds.to_string());
    command::run(&mut cargo)
}
