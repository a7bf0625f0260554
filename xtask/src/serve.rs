//! `cargo xtask run`: from a fresh clone to a page.

use crate::{
    client::{self, Flavour},
    command,
    workspace::{Profile, Workspace},
};
use anyhow::{Context, Result};
use std::{env, process::Command};

/// Where the server answers unless its settings say otherwise.
const ADDRESS: &str = "127.0.0.1:8080";

/// Builds the client and the server, fills an empty base with the demonstration, and becomes the server.
///
/// # Errors
/// When something does not build or start.
pub fn run(workspace: &Workspace, arguments: &[String]) -> Result<()> {
    client::build(workspace, Flavour::Published)?;

    command::title("Server");
    workspace.build_guichet(Profile::Local)?;

    command::title("Demonstration, on an empty base");
    command::run(workspace.guichet(Profile::Local, &["demo"]).args(arguments))?;

    command::title(format_args!("Guichet is at {} (Ctrl-C stops it)", address(arguments)));
    become_program(workspace.guichet(Profile::Local, &["serve"]).args(arguments))
}

/// The address that the server's flags or environment give it.
pub fn address(arguments: &[String]) -> String {
    let mut words = arguments.iter().flat_map(|argument| argument.splitn(2, '='));
    let flag = words.by_ref().find(|word| *word == "--listen").and_then(|_| words.next()).map(str::to_owned);
    let listen = flag.or_else(|| env::var("GUICHET_LISTEN").ok()).unwrap_or_else(|| ADDRESS.to_owned());
    format!("http://{listen}")
}

/// Leaves this process to another program: whoever stops the one they started stops the server.
#[cfg(unix)]
fn become_program(command: &mut Command) -> Result<()> {
    use std::os::unix::process::CommandExt;
    Err(command.exec()).context("cannot start the server")
}

#[cfg(not(unix))]
fn become_program(command: &mut Command) -> Result<()> {
    let status = command.status().context("cannot start the server")?;
    anyhow::ensure!(status.success(), "the server stopped ({status})");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_shown_is_the_one_asked_for() {
        let asked = |arguments: &[&str]| address(&arguments.iter().map(ToString::to_string).collect::<Vec<_>>());
        assert_eq!(asked(&["--data-dir", "x", "--listen", "127.0.0.1:9000"]), "http://127.0.0.1:9000");
        assert_eq!(asked(&["--listen=[::1]:80"]), "http://[::1]:80");
    }
}
