//! What the program is made of besides itself: from where, and under which licences.
//!
//! `cargo deny` does this and more. It would take longer to build than all that is here; the two questions that matter
//! before each release are answered from what cargo tells, and `cargo xtask advisories` asks the third.

use crate::{command, workspace::Workspace};
use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use spdx::{Expression, LicenseItem, ParseMode};
use std::collections::{BTreeMap, BTreeSet};

/// Where dependencies come from, and nowhere else: their sums stand in Cargo.lock.
const REGISTRY: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// What the server and its client are built for; elsewhere other crates come in beside the same ones.
const PLATFORMS: [&str; 2] = ["x86_64-unknown-linux-gnu", "wasm32-unknown-unknown"];

/// Licences that let a program be passed on under ours, with the texts that they ask for. Of MPL-2.0, which keeps its own
/// files open, none is changed here.
const ALLOWED: [&str; 11] = [
    "MIT",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "ISC",
    "Zlib",
    "Unicode-3.0",
    "CC0-1.0",
    "0BSD",
    "BSL-1.0",
    "MPL-2.0",
];

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    version: String,
    license: Option<String>,
    source: Option<String>,
}

/// Checks both, and says what there is more than once.
///
/// # Errors
/// A dependency comes from elsewhere, names no licence, or one that is not among ours; Cargo.lock is not up to date.
pub fn check(workspace: &Workspace) -> Result<()> {
    let mut packages = BTreeMap::new();
    for platform in PLATFORMS {
        let mut cargo = workspace.cargo(["metadata", "--format-version=1", "--locked", "--filter-platform", platform]);
        let Metadata { packages: some } = serde_json::from_str(&command::read(&mut cargo)?)?;
        packages.extend(some.into_iter().map(|package| ((package.name.clone(), package.version.clone()), package)));
    }
    let mut versions: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut count = 0;
    for package in packages.values() {
        // Ours come from no registry.
        let Some(source) = &package.source else { continue };
        let Package { name, version, license, .. } = package;
        ensure!(source == REGISTRY, "{name} {version} comes from {source}");
        let license = license.as_deref().with_context(|| format!("{name} {version} names no licence"))?;
        ensure!(is_allowed(license)?, "{name} {version} is under {license}");
        versions.entry(name).or_default().insert(version);
        count += 1;
    }
    let twice = versions.values().filter(|versions| versions.len() > 1).count();
    command::note(format_args!("{count} dependencies, all from crates.io and under licences that can be kept"));
    command::note(format_args!("{twice} of them in more than one version, which their own dependants ask for"));
    Ok(())
}

fn is_allowed(license: &str) -> Result<bool> {
    // `MIT/Apache-2.0` is how it was written once.
    let expression =
        Expression::parse_mode(license, ParseMode::LAX).with_context(|| format!("{license} is no licence"))?;
    Ok(expression.evaluate(|required| match &required.license {
        LicenseItem::Spdx { id, .. } => ALLOWED.contains(&id.name),
        LicenseItem::Other { .. } => false,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_of_several_licences_is_enough_and_all_of_several_are_needed() {
        for license in ["MIT", "MIT OR GPL-3.0-only", "MIT/Apache-2.0", "(MIT OR Apache-2.0) AND Unicode-3.0"] {
            assert!(is_allowed(license).unwrap(), "{license}");
        }
        assert!(is_allowed("Apache-2.0 WITH LLVM-exception").unwrap());
        for license in ["GPL-3.0-only", "MIT AND AGPL-3.0-only", "LicenseRef-Own"] {
            assert!(!is_allowed(license).unwrap(), "{license}");
        }
        assert!(is_allowed("whatever you like").is_err());
    }
}
