//! A terminal in a folder of its own, at which the page's commands are typed.

use super::{
    expected,
    page::{Command, Output, Page},
    programs::Programs,
};
use crate::PATIENCE;
use std::{env, fs, process::Stdio};
use tempfile::TempDir;
use tokio::{
    io::{AsyncRead, AsyncReadExt},
    process::Child,
};

/// What the commands leave to the next ones.
const ENVIRONMENT: &str = "environment.sh";

/// A terminal.
#[derive(Debug)]
pub struct Terminal {
    folder: TempDir,
}

impl Terminal {
    /// A terminal of somebody who saved the page's files, installed what they need, and keeps to the server at `url`.
    #[must_use]
    pub fn open(page: &Page) -> Self {
        let programs = Programs::find();
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in &page.files {
            fs::write(folder.path().join(name), text).unwrap();
        }
        std::os::unix::fs::symlink(&programs.modules, folder.path().join("node_modules")).unwrap();
        let path = env::var("PATH").unwrap_or_default();
        let first = format!("export PATH='{}:{path}' PYTHONDONTWRITEBYTECODE=1\n", programs.python.display());
        fs::write(folder.path().join(ENVIRONMENT), first).unwrap();
        Self { folder }
    }

    /// Types a command, and checks that it prints what the page says, and succeeds or has to be stopped as the page says.
    pub async fn run(&self, command: &Command) {
        let mut program = self.start(&command.line);
        let mut expected = String::new();
        for output in &command.output {
            match output {
                Output::Line(line) => expected.push_str(&format!("{line}\n")),
                Output::Meanwhile(line) => {
                    program.prints(&expected).await;
                    let mut other = self.start(line);
                    other.ends().await;
                }
            }
        }
        program.prints(&expected).await;
        if command.is_endless {
            program.stop().await;
        } else {
            program.ends().await;
            assert!(expected::is(&expected, &program.printed), "{}", program.report(&expected));
        }
    }

    /// Types a command, and leaves it running.
    #[must_use]
    pub fn start(&self, line: &str) -> Program {
        // What is exported stays so for the commands that follow.
        let script = match line.strip_prefix("export ") {
            Some(_) => format!(". ./{ENVIRONMENT}; {line} && export -p > {ENVIRONMENT}"),
            None => format!(". ./{ENVIRONMENT}; exec {line}"),
        };
        let child = tokio::process::Command::new("sh")
            .args(["-c", &script])
            .current_dir(self.folder.path())
            // A group of its own, to be stopped whole.
            .process_group(0)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("sh could not be started");
        Program { line: line.to_owned(), child, printed: String::new(), complaint: String::new() }
    }
}

/// A running command.
#[derive(Debug)]
pub struct Program {
    line: String,
    child: Child,
    printed: String,
    complaint: String,
}

impl Program {
    /// Reads until it has printed this.
    pub async fn prints(&mut self, expected: &str) {
        while !expected::begins(expected, &self.printed) {
            if !self.read().await {
                break;
            }
        }
        assert!(expected::begins(expected, &self.printed), "{}", self.report(expected));
    }

    /// Reads to its end, which is a good one.
    pub async fn ends(&mut self) {
        while self.read().await {}
        if let Some(stderr) = &mut self.child.stderr {
            let rest = tokio::time::timeout(PATIENCE, stderr.read_to_string(&mut self.complaint)).await;
            rest.expect("it does not end").unwrap();
        }
        let status = tokio::time::timeout(PATIENCE, self.child.wait()).await.expect("it does not end").unwrap();
        assert!(status.success(), "{status}\n{}", self.report(""));
    }

    /// Stops what runs on by itself.
    pub async fn stop(&mut self) {
        let ended = self.child.try_wait().unwrap();
        assert_eq!(ended, None, "it ended by itself\n{}", self.report(""));
        self.signal("TERM");
        tokio::time::timeout(PATIENCE, self.child.wait()).await.expect("it can't be stopped").unwrap();
    }

    /// Reads a little more; false at the end of what it prints.
    async fn read(&mut self) -> bool {
        let (stdout, stderr) = (self.child.stdout.as_mut().unwrap(), self.child.stderr.as_mut());
        let reading = async {
            match stderr {
                Some(stderr) => tokio::select! {
                    more = take(stdout, &mut self.printed) => (more, true),
                    more = take(stderr, &mut self.complaint) => (true, more),
                },
                None => (take(stdout, &mut self.printed).await, false),
            }
        };
        let read = tokio::time::timeout(PATIENCE, reading).await;
        let (goes_on, complains) = read.unwrap_or_else(|_| panic!("it says no more\n{}", self.report("")));
        if !complains {
            self.child.stderr = None;
        }
        goes_on
    }

    fn report(&self, expected: &str) -> String {
        format!("$ {}\nprinted:\n{}{}expected:\n{expected}", self.line, self.printed, self.complaint)
    }

    fn signal(&self, name: &str) {
        if let Some(group) = self.child.id() {
            let group = format!("-{group}");
            let _ = std::process::Command::new("kill").args(["-s", name, "--", &group]).stderr(Stdio::null()).status();
        }
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        self.signal("KILL");
    }
}

async fn take(stream: &mut (impl AsyncRead + Unpin), text: &mut String) -> bool {
    let mut bytes = [0; 4096];
    let count = stream.read(&mut bytes).await.unwrap();
    // A character that is cut in two would be lost: programs write whole lines.
    text.push_str(&String::from_utf8_lossy(&bytes[..count]));
    count > 0
}
