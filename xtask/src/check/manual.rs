//! What the examples of docs/API.md stand on, in the versions that `tests/manual` names: their tests run them for real.

use crate::{command, workspace::Workspace};
use anyhow::{Context, Result};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// Installs gql and graphql-ws into `target/manual`, where the tests look for them.
///
/// # Errors
/// When pip or npm can't.
pub fn install(workspace: &Workspace) -> Result<()> {
    let (wanted, folder) = (workspace.path("tests/manual"), workspace.target("manual"));
    once("gql for Python", &wanted.join("requirements.txt"), &folder, |list| {
        let python = folder.join("python");
        command::read(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&python))?;
        let mut pip = Command::new(python.join("bin/python"));
        pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--requirement"]);
        command::read(pip.arg(list))
    })?;
    once("graphql-ws for Node.js", &wanted.join("package-lock.json"), &folder, |lock| {
        fs::copy(lock, folder.join("package-lock.json"))?;
        fs::copy(wanted.join("package.json"), folder.join("package.json"))?;
        let mut npm = Command::new("npm");
        command::read(npm.current_dir(&folder).args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]))
    })
}

/// Installs what a list names, unless that is what was installed last.
///
/// # Errors
/// The list can't be read; it can't be installed.
pub fn once(name: &str, list: &Path, folder: &Path, install: impl FnOnce(&Path) -> Result<String>) -> Result<()> {
    // Written last, so that an installation cut short is done again.
    let complete = folder.join("complete").join(list.file_name().context("a list is a file")?);
    let wanted = fs::read_to_string(list).with_context(|| format!("cannot read {}", list.display()))?;
    if fs::read_to_string(&complete).ok().as_deref() == Some(&wanted) {
        command::note(format_args!("{name}: found"));
        return Ok(());
    }
    command::note(format_args!("{name} is missing: installing it into {}", folder.display()));
    fs::create_dir_all(folder)?;
    install(list).with_context(|| format!("{name} can't be installed"))?;
    fs::create_dir_all(complete.parent().map_or_else(PathBuf::new, Path::to_owned))?;
    Ok(fs::write(&complete, wanted)?)
}
