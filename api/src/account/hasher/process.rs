//! Hashing in a process of its own.
//!
//! A thread that gives way does so to the threads of its own group alone. Linux makes a group of each session
//! (`sched_autogroup`) and shares the cores among groups, so that PostgreSQL, or whoever else was woken beside a thread that
//! hashes, waits for the next tick of the clock. A process that has a session of its own gives way as a group. The memory
//! of hashes is its own as well, and goes with it.
//!
//! Even so, Linux decides who runs when a thread wakes, and again at the next tick of the clock, some milliseconds later: whoever
//! was woken and had more than its share of late waits until then. So another thread of the process wakes again and again
//! while a password is hashed, and makes it decide sooner.
//!
//! It is the same program under another name. It reads a task a line, as JSON, from its standard input, writes an outcome
//! a line to its standard output, and ends with its input: no sooner than its task is done, and never later than the program.

use super::{
    NICE, give_way,
    task::{Outcome, Task},
};
use std::{
    ffi::{CStr, OsStr},
    fs,
    io::{self, BufRead, Write},
    os::unix::{ffi::OsStrExt, process::CommandExt},
    process::{ExitCode, Stdio},
    sync::mpsc::{self, RecvTimeoutError},
    thread,
    time::Duration,
};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    process::{ChildStdin, ChildStdout, Command},
};

/// What the program is called where it is there to hash.
const NAME: &CStr = c"guichet-hasher";
/// This very program, also where its file was replaced by a newer one since it started.
const PROGRAM: &str = "/proc/self/exe";
/// How much the group of one's session gives way.
const SESSION: &str = "/proc/self/autogroup";
/// How often the system decides at least whether others come before a password that is hashed.
const TICK: Duration = Duration::from_micros(500);

/// A process that hashes. Dropped, it ends when it is done.
pub struct Process {
    tasks: ChildStdin,
    outcomes: BufReader<ChildStdout>,
}

impl Process {
    /// Starts one. It knows nothing of the program's environment.
    ///
    /// # Errors
    /// The system lets no process be started.
    pub fn start() -> io::Result<Self> {
        let mut command = std::process::Command::new(PROGRAM);
        command.arg0(OsStr::from_bytes(NAME.to_bytes())).env_clear().current_dir("/");
        // Reaped by tokio when it ends.
        let mut child = Command::from(command).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let ends = child.stdin.take().zip(child.stdout.take());
        let (tasks, outcomes) = ends.ok_or(io::ErrorKind::BrokenPipe)?;
        Ok(Self { tasks, outcomes: BufReader::new(outcomes) })
    }

    /// Has a task done.
    ///
    /// # Errors
    /// The process was lost.
    pub async fn run(&mut self, task: &Task) -> io::Result<Outcome> {
        let mut line = serde_json::to_vec(task)?;
        line.push(b'\n');
        self.tasks.write_all(&line).await?;
        let mut outcome = Vec::new();
        self.outcomes.read_until(b'\n', &mut outcome).await?;
        // Of a process that was lost, nothing or half a line.
        Ok(serde_json::from_slice(&outcome)?)
    }
}

/// Whether this process was started to hash.
pub fn is_one() -> bool {
    std::env::args_os().next().is_some_and(|name| name.as_bytes() == NAME.to_bytes())
}

/// What a process does that was started to hash.
pub fn serve() -> ExitCode {
    let _ = rustix::thread::set_name(NAME);
    // Away from the terminal as well: who interrupts the program still gets an answer to what was asked before.
    let _ = rustix::process::setsid();
    match work(io::stdin().lock(), io::stdout().lock()) {
        Ok(()) => ExitCode::SUCCESS,
        // The program is gone.
        Err(_) => ExitCode::FAILURE,
    }
}

fn work(tasks: impl BufRead, mut outcomes: impl Write) -> io::Result<()> {
    let (hash, to_hash) = mpsc::channel::<Task>();
    let (done, hashed) = mpsc::channel();
    // Its niceness is a thread's own: the one that wakes beside it must not have it.
    thread::Builder::new().spawn(move || {
        give_way();
        to_hash.into_iter().try_for_each(|task| done.send(task.run()))
    })?;
    let mut session_gives_way = false;
    for task in tasks.lines() {
        // Refused where another session has done it a moment ago: with the next password, then.
        session_gives_way = session_gives_way || fs::write(SESSION, NICE.to_string()).is_ok();
        hash.send(serde_json::from_str(&task?)?).map_err(io::Error::other)?;
        serde_json::to_writer(&mut outcomes, &awake_until(&hashed)?)?;
        outcomes.write_all(b"\n")?;
        outcomes.flush()?;
    }
    Ok(())
}

/// Wakes at each [`TICK`] until a password is hashed.
fn awake_until(hashed: &mpsc::Receiver<Outcome>) -> io::Result<Outcome> {
    loop {
        match hashed.recv_timeout(TICK) {
            Err(RecvTimeoutError::Timeout) => {}
            outcome => return outcome.map_err(io::Error::other),
        }
    }
}
