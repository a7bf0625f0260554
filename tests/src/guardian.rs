//! Programs that end with this process, however it ends: also by a panic, by Ctrl-C or by SIGKILL.

use crate::PATIENCE;
use std::{
    io::{BufRead, BufReader, Write},
    os::unix::process::CommandExt,
    path::Path,
    process::{ChildStdin, ChildStdout, Command, Stdio},
    thread,
};
use tokio::sync::mpsc::{self, UnboundedReceiver};

/// A shell holds the other end of a pipe from this process, and takes orders by it. When that pipe closes, it ends the
/// program and removes the program's folder. It stands in a process group of its own, out of reach of the terminal's
/// Ctrl-C.
const SCRIPT: &str = r#"
    signal=$1 folder=$2; shift 2
    trap '' INT HUP TERM
    "$@" >>"$folder/log" 2>&1 </dev/null &
    while read -r order; do
        case $order in
            pid) echo "$!" ;;
            wait) wait "$!"; echo "$?" ;;
            start) "$@" >>"$folder/log" 2>&1 </dev/null & ;;
            *) kill -s "$order" "$!" 2>/dev/null ;;
        esac
    done
    kill -s "$signal" "$!" 2>/dev/null
    wait
    rm -rf "$folder"
    # What the program itself had started may have written until its own end.
    sleep 1
    rm -rf "$folder"
"#;

/// A program that runs, or may be started again; it ends when this is dropped or the process ends.
#[derive(Debug)]
pub struct Guarded {
    orders: ChildStdin,
    told: UnboundedReceiver<String>,
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
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("sh could not be started");
        let told = heard(shell.stdout.take().expect("the shell's output is a pipe"));
        Self { orders: shell.stdin.take().expect("the shell's input is a pipe"), told }
    }

    /// Sends the program a signal, by its name without `SIG`.
    pub fn signal(&mut self, name: &str) {
        self.order(name);
    }

    /// Starts the program again, once it has ended.
    pub fn again(&mut self) {
        self.order("start");
    }

    /// The program's process.
    pub async fn pid(&mut self) -> u32 {
        self.order("pid");
        self.answer().await.parse().expect("a number")
    }

    /// Waits until the program has ended; gives its exit code, or 128 and the number of the signal that ended it.
    pub async fn ended(&mut self) -> i32 {
        self.order("wait");
        self.answer().await.parse().expect("a number")
    }

    fn order(&mut self, order: &str) {
        writeln!(self.orders, "{order}").expect("the guardian is gone");
    }

    async fn answer(&mut self) -> String {
        let answer = tokio::time::timeout(PATIENCE, self.told.recv()).await.expect("the program does not end");
        answer.expect("the guardian is gone")
    }
}

/// The lines that the shell prints, for whichever runtime asks.
fn heard(output: ChildStdout) -> UnboundedReceiver<String> {
    let (tell, told) = mpsc::unbounded_channel();
    thread::spawn(move || {
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            if tell.send(line).is_err() {
                return;
            }
        }
    });
    told
}

/// What a guarded program printed.
pub fn log(folder: &Path) -> String {
    std::fs::read_to_string(folder.join("log")).unwrap_or_default()
}
