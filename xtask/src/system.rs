//! What the machine has, and getting what it lacks.

use crate::command;
use anyhow::{Result, ensure};
use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

/// A program found on the `PATH`, or where Debian keeps servers, which not everybody has on theirs.
pub fn program(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    let folders = env::split_paths(&path).chain([PathBuf::from("/usr/sbin")]);
    folders.map(|folder| folder.join(name)).find(|file| file.is_file())
}

/// Installs Debian packages, or fails saying what to install and how.
///
/// # Errors
/// When this is no Debian, when the user may not install packages, or when apt-get fails.
pub fn install(why: &str, packages: &[&str]) -> Result<()> {
    let list = packages.join(" ");
    ensure!(
        program("apt-get").is_some() && is_root(),
        "{why} is missing. On Debian: `sudo apt-get install --no-install-recommends {list}`; \
         elsewhere, install the equivalent of these packages"
    );
    command::note(format_args!("{why} is missing: installing {list}"));
    command::run(apt_get().args(["update", "--quiet=2"]))?;
    command::run(apt_get().args(["install", "--yes", "--no-install-recommends", "--quiet"]).args(packages))
}

fn apt_get() -> Command {
    let mut command = Command::new("apt-get");
    command.env("DEBIAN_FRONTEND", "noninteractive");
    command
}

/// Whether this process is root's. On Linux a process owns its own entry under `/proc`.
fn is_root() -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        fs::metadata("/proc/self").is_ok_and(|entry| entry.uid() == 0)
    }
    #[cfg(not(unix))]
    false
}

/// The first of these files that exists.
pub fn first_file(candidates: &[&str]) -> Option<PathBuf> {
    candidates.iter().map(Path::new).find(|file| file.is_file()).map(Path::to_owned)
}

/// PostgreSQL's `initdb`: Debian keeps it away from the `PATH`, under the version's number.
pub fn initdb() -> Option<PathBuf> {
    program("initdb").or_else(|| {
        let versions = fs::read_dir("/usr/lib/postgresql").ok()?;
        versions.flatten().map(|version| version.path().join("bin/initdb")).find(|file| file.is_file())
    })
}
