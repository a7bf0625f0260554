//! `cargo xtask schema`: the file that third parties and the web client build against.

use crate::{
    command,
    workspace::{Profile, Workspace},
};
use anyhow::{Context, Result, bail};
use similar::TextDiff;
use std::fs;

const FILE: &str = "schema.graphql";

/// Writes what the server prints.
///
/// # Errors
/// When the server does not build or the file can't be written.
pub fn write(workspace: &Workspace) -> Result<()> {
    fs::write(workspace.path(FILE), printed(workspace)?).context("cannot write schema.graphql")?;
    command::note("schema.graphql is what the server prints");
    Ok(())
}

/// Fails, showing the differences, when the file is not what the server prints.
///
/// # Errors
/// See above.
pub fn check(workspace: &Workspace) -> Result<()> {
    let committed = fs::read_to_string(workspace.path(FILE)).context("cannot read schema.graphql")?;
    let printed = printed(workspace)?;
    if committed == printed {
        command::note("schema.graphql is what the server prints");
        return Ok(());
    }
    let diff = TextDiff::from_lines(&committed, &printed);
    eprintln!("{}", diff.unified_diff().header(FILE, "guichet schema"));
    bail!("schema.graphql is not what the server prints: `cargo xtask schema` writes it")
}

fn printed(workspace: &Workspace) -> Result<String> {
    workspace.build_guichet(Profile::Dev)?;
    command::read(&mut workspace.guichet(Profile::Dev, &["schema"]))
}
