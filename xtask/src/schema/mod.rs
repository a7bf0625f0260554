//! `cargo xtask schema`: the file that third parties and the web client build against, and the promise not to break it.

mod announced;
mod breaking;

use crate::{
    command,
    workspace::{Profile, Workspace},
};
use anyhow::{Context, Result, bail};
use similar::TextDiff;
use std::fs;

/// The schema as it is.
const FILE: &str = "schema.graphql";
/// The schema that third parties were last promised.
const RELEASED: &str = "docs/schema/released.graphql";

/// Writes what the server prints.
///
/// # Errors
/// When the server does not build or the file can't be written.
pub fn write(workspace: &Workspace) -> Result<()> {
    fs::write(workspace.path(FILE), printed(workspace)?).context("cannot write schema.graphql")?;
    command::note("schema.graphql is what the server prints");
    Ok(())
}

/// Fails when the file is not what the server prints, showing the differences, and when it breaks what was released
/// without saying so.
///
/// # Errors
/// See above.
pub fn check(workspace: &Workspace) -> Result<()> {
    let schema = current(workspace)?;
    command::note("schema.graphql is what the server prints");
    let released = fs::read_to_string(workspace.path(RELEASED)).with_context(|| format!("cannot read {RELEASED}"))?;
    let broken = breaking::breaking(&released, &schema)?;
    announced::Announced::read(workspace)?.compare(&broken)?;
    command::note(match broken.len() {
        0 => format!("it breaks nothing of {RELEASED}"),
        count => format!("it breaks {RELEASED} in {count} places, each announced in {}", announced::FILE),
    });
    Ok(())
}

/// Takes the schema as it is for the released one: nothing is announced any more.
///
/// # Errors
/// When the file is not what the server prints, or the files can't be written.
pub fn release(workspace: &Workspace) -> Result<()> {
    let schema = current(workspace)?;
    fs::write(workspace.path(RELEASED), schema).with_context(|| format!("cannot write {RELEASED}"))?;
    announced::clear(workspace)?;
    command::note(format_args!("{RELEASED} is schema.graphql, and {} is empty", announced::FILE));
    Ok(())
}

/// The file, when it is what the server prints.
fn current(workspace: &Workspace) -> Result<String> {
    let committed = fs::read_to_string(workspace.path(FILE)).context("cannot read schema.graphql")?;
    let printed = printed(workspace)?;
    if committed == printed {
        return Ok(committed);
    }
    let diff = TextDiff::from_lines(&committed, &printed);
    eprintln!("{}", diff.unified_diff().header(FILE, "guichet schema"));
    bail!("schema.graphql is not what the server prints: `cargo xtask schema` writes it")
}

fn printed(workspace: &Workspace) -> Result<String> {
    workspace.build_guichet(Profile::Dev)?;
    command::read(&mut workspace.guichet(Profile::Dev, &["schema"]))
}
