//! Running other programs, and telling what is being done.

use anyhow::{Context, Result, bail, ensure};
use std::{
    env,
    ffi::OsString,
    fmt::Display,
    process::{Command, Stdio},
};

/// Announces a part that takes a while.
pub fn title(text: impl Display) {
    eprintln!("\n==> {text}");
}

/// Tells one thing that was found out or decided.
pub fn note(text: impl Display) {
    eprintln!("    {text}");
}

/// The cargo that runs this program.
pub fn cargo() -> Command {
    Command::new(env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo")))
}

/// Runs a command that shares this terminal but never waits for what is typed.
///
/// # Errors
/// When it can't be started or doesn't succeed.
pub fn run(command: &mut Command) -> Result<()> {
    let shown = shown(command);
    let status = command.stdin(Stdio::null()).status().with_context(|| format!("cannot start `{shown}`"))?;
    ensure!(status.success(), "`{shown}` failed ({status})");
    Ok(())
}

/// Runs a command in silence and gives what it printed.
///
/// # Errors
/// When it can't be started or doesn't succeed: the last line of its complaint is the reason given.
pub fn read(command: &mut Command) -> Result<String> {
    let shown = shown(command);
    let output = command.stdin(Stdio::null()).output().with_context(|| format!("cannot start `{shown}`"))?;
    if !output.status.success() {
        let complaint = String::from_utf8_lossy(&output.stderr);
        let reason = complaint.lines().rev().map(str::trim).find(|line| !line.is_empty());
        bail!("`{shown}` failed: {}", reason.unwrap_or("it does not say why"));
    }
    String::from_utf8(output.stdout).with_context(|| format!("`{shown}` does not print UTF-8"))
}

/// The command as a person would type it, without the folder of its program.
fn shown(command: &Command) -> String {
    let program = std::path::Path::new(command.get_program());
    let name = program.file_name().unwrap_or(command.get_program()).to_string_lossy().into_owned();
    command.get_args().fold(name, |line, argument| line + " " + &argument.to_string_lossy())
}
