//! `cargo xtask bench`: the program beside what the machine gives at most and what people would pick instead.

use crate::{
    catalogue,
    check::once,
    client, command, system,
    workspace::{Profile, Workspace},
};
use anyhow::Result;
use std::{fs, path::Path, process::Command};

/// Programs and texts that are needed, each with its Debian package.
const NEEDED: [(&str, &str, &str); 3] = [
    ("the load generator", "/usr/bin/wrk", "wrk"),
    ("a list of French words", "/usr/share/dict/french", "wfrench"),
    ("PostgreSQL", "/usr/share/doc/postgresql/copyright", "postgresql"),
];

/// Measures, and prints one table. `arguments` go to `guichet-bench run`.
///
/// # Errors
/// Something does not build, can't be installed, or refuses what it is asked.
pub fn run(workspace: &Workspace, arguments: &[String]) -> Result<()> {
    for (what, file, package) in NEEDED {
        let is_there = Path::new(file).exists() || (package == "postgresql" && system::initdb().is_some());
        if !is_there {
            system::install(what, &[package])?;
        }
    }
    let folder = workspace.target("bench");
    let rival = folder.join("rival");
    let wanted = workspace.path("bench/rival");
    once("Mercurius", &wanted.join("package-lock.json"), &rival, |lock| {
        fs::copy(lock, rival.join("package-lock.json"))?;
        fs::copy(wanted.join("package.json"), rival.join("package.json"))?;
        let mut npm = Command::new("npm");
        command::read(npm.current_dir(&rival).args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]))
    })?;
    fs::copy(wanted.join("server.mjs"), rival.join("server.mjs"))?;
    let catalogue = workspace.target("catalogue.csv");
    catalogue::write(&catalogue)?;
    client::build(workspace, client::Flavour::Published)?;
    // As it serves for real, and its limit likewise.
    workspace.build_guichet(Profile::Release)?;
    let line = ["build", "--release", "--package", "guichet-bench", "--bin", "guichet-bench"];
    command::run(&mut workspace.cargo(line))?;
    command::title("the bench: half an hour, and the first time as long again for the bases");
    let mut bench = Command::new(workspace.target("release/guichet-bench"));
    bench.arg("run").arg("--guichet").arg(workspace.target("release/guichet"));
    bench.arg("--rival").arg(rival).arg("--catalogue").arg(catalogue).arg("--folder").arg(folder);
    command::run(bench.args(arguments))
}
