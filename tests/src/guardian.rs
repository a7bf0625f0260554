//! Programs that end with this process, however it ends: also by a panic, by Ctrl-C or by SIGKILL.

use std::{
    os::unix::process::CommandExt,
    path::Path,
    process::{ChildStdin, Command, Stdio},
};

/// A shell holds the other end of a pipe from this process. When that pipe closes, it ends the program and removes
/// the program's folder. It stands in a process group of its own, out of reach of the terminal's Ctrl-C.
const SCRIPT: &str = r#"
    signal=$1 folder=$2; shift 2
    trap '' INT HUP TERM
    "$@" >>"$folder/log" 2>&1 </dev/null &
    read -r nothing
    kill -s "$signal" "$!" 2>/dev/null
    wait
    rm -rf "$folder"
    # What the program itself had started may have written until its own end.
    sleep 1
    rm -rf "$folder"
"#;

/// A running program; it ends when this is dropped or the process ends.
#[derive(Debug)]
pub struct Guarded {
    _lifeline: ChildStdin,
}

impl Guarded {
    /// Starts `program`, to be ended by `signal`. Its output goes to `log` in `folder`, which is removed after it.
    #[expect(clippy::zombie_processes, reason = "it outlives the process that starts it, or ends with it")]
    pub fn start(folder: &Path, signal: &str, program: &[String]) -> Self {
        let mut shell = Command::new("sh")
            .args(["-c", SCRIPT, "guardian", signal])
            .arg(folder)
            .args(program)
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("sh could not be started");
        Self { _lifeline: shell.stdin.take().expect("the shell's input is a pipe") }
    }
}

/// What a guarded program printed.
pub fn log(folder: &Path) -> String {
    std::fs::read_to_string(folder.join("log")).unwrap_or_default()
}
