//! The client's cargo build.

use super::{TARGET, Toolchain};
use crate::{client::Flavour, command, workspace::Workspace};
use anyhow::{Result, ensure};
use std::path::PathBuf;

/// Builds the client and gives the WebAssembly file. Cargo decides what there is to do.
///
/// # Errors
/// When it does not compile.
pub fn compile(workspace: &Workspace, toolchain: &Toolchain, flavour: Flavour) -> Result<PathBuf> {
    let (profile, folder) = match flavour {
        Flavour::Published => ("wasm", "wasm"),
        Flavour::Development => ("dev", "debug"),
    };
    // A folder of its own: two compilers that share one would drive each other's work out.
    let target = workspace.target("wasm-build");
    let mut cargo = workspace.cargo(["build", "--package", "guichet-web", "--target", TARGET, "--profile", profile]);
    cargo.arg("--target-dir").arg(&target);
    toolchain.configure(&mut cargo);
    command::run(&mut cargo)?;

    let file = target.join(TARGET).join(folder).join("guichet-web.wasm");
    ensure!(file.is_file(), "cargo built the client but left no {}", file.display());
    Ok(file)
}
