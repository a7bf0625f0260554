//! Knowing that `web/dist` is what its sources make.

use super::{Flavour, styles};
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use sha2::{Digest, Sha256};
use std::{
    env, fs,
    path::{Path, PathBuf},
};

/// A digest of all that goes into `web/dist`: the compiled client, the files beside it, this very program, and whether
/// there are programs to make it lighter.
pub fn of(workspace: &Workspace, flavour: Flavour, lighter: bool, wasm: &Path) -> Result<String> {
    let mut sources = vec![wasm.to_owned(), env::current_exe()?, workspace.path("web/index.html")];
    for folder in ["web/styles", "web/static"] {
        sources.extend(styles::files(&workspace.path(folder))?);
    }
    let mut digest = Sha256::new();
    digest.update([u8::from(flavour == Flavour::Published), u8::from(lighter)]);
    for source in sources {
        let content = fs::read(&source).with_context(|| format!("cannot read {}", source.display()))?;
        digest.update(source.to_string_lossy().as_bytes());
        digest.update(Sha256::digest(&content));
    }
    Ok(digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Whether the last complete build had the same sources.
pub fn is_current(workspace: &Workspace, stamp: &str) -> bool {
    workspace.dist().join("index.html").is_file() && fs::read_to_string(file(workspace)).is_ok_and(|kept| kept == stamp)
}

/// To call before a build writes: one that is cut short leaves no stamp.
pub fn forget(workspace: &Workspace) -> Result<()> {
    match fs::remove_file(file(workspace)) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}

/// To call once everything is written.
pub fn keep(workspace: &Workspace, stamp: &str) -> Result<()> {
    Ok(fs::write(file(workspace), stamp)?)
}

fn file(workspace: &Workspace) -> PathBuf {
    workspace.target("wasm-build/dist.stamp")
}
