//! Programs from npm that make the client lighter, where npm is at hand: Binaryen's `wasm-opt`, and esbuild for the
//! script and the style sheet. The client works without.

use crate::{command, system, workspace::Workspace};
use anyhow::{Context, Result};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

const PACKAGE: &str = include_str!("../npm/package.json");
const LOCK: &str = include_str!("../npm/package-lock.json");

/// Flattened once, code has more in common that can be told once than it has as the compiler leaves it. The first KB of
/// memory is the far end of the stack, where no address of anything begins.
const WASM_OPT: [&str; 9] = [
    "--low-memory-unused",
    "--flatten",
    "--rereloop",
    "-Oz",
    "-Oz",
    "--optimize-added-constants-propagate",
    "-Oz",
    // What no browser reads.
    "--strip-producers",
    "--strip-target-features",
];

/// The programs, in the versions that the lock file names.
pub struct Npm {
    folder: PathBuf,
}

impl Npm {
    /// Installs them, once; none where that can't be done, with the reason printed.
    pub fn prepare(workspace: &Workspace) -> Option<Self> {
        let folder = workspace.target("npm");
        match install(&folder) {
            Ok(()) => Some(Self { folder }),
            Err(reason) => {
                command::note(format_args!("without wasm-opt and esbuild, which would make it lighter: {reason:#}"));
                None
            }
        }
    }

    /// The same module, smaller.
    ///
    /// # Errors
    /// When `wasm-opt` can't read it, or files can't be written.
    pub fn optimise(&self, wasm: &[u8]) -> Result<Vec<u8>> {
        let (input, output) = (self.folder.join("input.wasm"), self.folder.join("output.wasm"));
        fs::write(&input, wasm)?;
        command::read(self.program("wasm-opt").args(WASM_OPT).arg(&input).arg("-o").arg(&output))?;
        fs::read(&output).context("wasm-opt left no file")
    }

    /// The same script or style sheet without what only its authors read; its name tells which of the two it is.
    ///
    /// # Errors
    /// When esbuild can't read it, or files can't be written.
    pub fn minify(&self, name: &str, source: &str) -> Result<String> {
        let input = self.folder.join(name);
        fs::write(&input, source)?;
        command::read(self.program("esbuild").args(["--minify", "--charset=utf8"]).arg(&input))
    }

    fn program(&self, name: &str) -> Command {
        Command::new(self.folder.join("node_modules/.bin").join(name))
    }
}

fn install(folder: &Path) -> Result<()> {
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
    Ok(())
}
