//! Binaryen's `wasm-opt`, where npm is at hand: it takes a sixth off what a browser loads, and the client works without.

use crate::{command, system, workspace::Workspace};
use anyhow::{Context, Result};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

const PACKAGE: &str = include_str!("../../binaryen/package.json");
const LOCK: &str = include_str!("../../binaryen/package-lock.json");

/// The same module, smaller; or as it is, with the reason printed.
///
/// # Errors
/// When files can't be written.
pub fn optimise(workspace: &Workspace, wasm: Vec<u8>) -> Result<Vec<u8>> {
    let folder = workspace.target("binaryen");
    let smaller = prepare(&folder).and_then(|program| {
        let (input, output) = (folder.join("input.wasm"), folder.join("output.wasm"));
        fs::write(&input, &wasm)?;
        command::read(Command::new(program).arg("-Oz").arg(&input).arg("-o").arg(&output))?;
        fs::read(&output).context("wasm-opt left no file")
    });
    match smaller {
        Ok(smaller) => {
            command::note(format_args!("wasm-opt: {} KB, from {} KB", smaller.len() / 1000, wasm.len() / 1000));
            Ok(smaller)
        }
        Err(reason) => {
            command::note(format_args!("without wasm-opt, which would take a sixth off: {reason:#}"));
            Ok(wasm)
        }
    }
}

/// `wasm-opt`, in the one version that the lock file names.
fn prepare(folder: &Path) -> Result<PathBuf> {
    // Written last, so that an installation cut short is done again.
    let complete = folder.join("complete");
    if fs::read_to_string(&complete).ok().as_deref() != Some(LOCK) {
        let npm = system::program("npm").context("npm is not installed")?;
        fs::create_dir_all(folder)?;
        fs::write(folder.join("package.json"), PACKAGE)?;
        fs::write(folder.join("package-lock.json"), LOCK)?;
        let mut install = Command::new(npm);
        install.current_dir(folder).args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]);
        command::read(&mut install)?;
        fs::write(&complete, LOCK)?;
    }
    Ok(folder.join("node_modules/.bin/wasm-opt"))
}
