//! `cargo xtask advisories`: what RustSec knows of the dependencies in Cargo.lock.
//!
//! No part of `cargo xtask test`: what the world learns tomorrow breaks nothing of today, and a machine without a network
//! has to be able to test.

use crate::{command, workspace::Workspace};
use anyhow::{Context, Result, ensure};
use semver::{Version, VersionReq};
use serde::Deserialize;
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

const DATABASE: &str = "https://github.com/rustsec/advisory-db";

#[derive(Deserialize)]
struct Lock {
    package: Vec<Locked>,
}

#[derive(Deserialize)]
struct Locked {
    name: String,
    version: Version,
}

/// An advisory, as the head of its file tells it.
#[derive(Deserialize)]
struct Advisory {
    advisory: Head,
    #[serde(default)]
    versions: Versions,
}

#[derive(Deserialize)]
struct Head {
    id: String,
    package: String,
    withdrawn: Option<String>,
}

#[derive(Default, Deserialize)]
struct Versions {
    #[serde(default)]
    patched: Vec<VersionReq>,
    #[serde(default)]
    unaffected: Vec<VersionReq>,
}

impl Versions {
    fn holds(&self, version: &Version) -> bool {
        !self.patched.iter().chain(&self.unaffected).any(|fine| fine.matches(version))
    }
}

/// Advisories that do not concern this program, each with the reason: docs/advisories.toml.
type Known = BTreeMap<String, String>;

/// Compares Cargo.lock with the database, or a fresh copy of it.
///
/// # Errors
/// An advisory holds that docs/advisories.toml does not answer; one is answered that holds no longer; there is no database.
pub fn check(workspace: &Workspace, database: Option<PathBuf>) -> Result<()> {
    let database = database.map_or_else(|| fresh(workspace), Ok)?;
    let read = |path: &str| fs::read_to_string(workspace.path(path)).with_context(|| format!("cannot read {path}"));
    let lock: Lock = toml::from_str(&read("Cargo.lock")?)?;
    let mut known: Known = toml::from_str(&read("docs/advisories.toml")?)?;
    let mut unanswered = Vec::new();
    for Locked { name, version } in &lock.package {
        for advisory in of(&database, name)? {
            let Advisory { advisory: Head { id, package, withdrawn }, versions } = advisory;
            if withdrawn.is_some() || !versions.holds(version) {
                continue;
            }
            match known.remove(&id) {
                Some(reason) => command::note(format_args!("{id}, {package} {version}: {reason}")),
                None => unanswered.push(format!("{id}, {package} {version}: https://rustsec.org/advisories/{id}")),
            }
        }
    }
    ensure!(unanswered.is_empty(), "these concern Cargo.lock:\n{}", unanswered.join("\n"));
    ensure!(known.is_empty(), "docs/advisories.toml answers what holds no longer: {:?}", known.keys());
    command::note(format_args!("nothing else is known of {} dependencies", lock.package.len()));
    Ok(())
}

fn fresh(workspace: &Workspace) -> Result<PathBuf> {
    let folder = workspace.target("advisory-db");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    command::run(Command::new("git").args(["clone", "--quiet", "--depth=1", DATABASE]).arg(&folder))?;
    Ok(folder)
}

/// The advisories on a crate.
fn of(database: &Path, name: &str) -> Result<Vec<Advisory>> {
    ensure!(database.join("crates").is_dir(), "{} is no copy of {DATABASE}", database.display());
    let Ok(files) = fs::read_dir(database.join("crates").join(name)) else { return Ok(Vec::new()) };
    let mut advisories = Vec::new();
    for file in files {
        let path = file?.path();
        let text = fs::read_to_string(&path)?;
        let head = text.split("```toml").nth(1).and_then(|rest| rest.split("```").next());
        let head = head.with_context(|| format!("{} has no head", path.display()))?;
        advisories.push(toml::from_str(head).with_context(|| format!("cannot read {}", path.display()))?);
    }
    Ok(advisories)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_advisory_holds_for_the_versions_between_the_fine_ones() {
        let text = "[advisory]\nid = \"A\"\npackage = \"a\"\n[versions]\npatched = [\">= 1.2.3\", \"^0.9.7\"]\nunaffected = [\"< 0.5.0\"]";
        let Advisory { versions, .. } = toml::from_str(text).unwrap();
        let holds = |version: &str| versions.holds(&version.parse().unwrap());
        assert!(holds("1.2.2") && holds("0.9.6") && holds("0.5.0"));
        assert!(!holds("1.2.3") && !holds("0.9.8") && !holds("0.4.9") && !holds("2.0.0"));
    }
}
