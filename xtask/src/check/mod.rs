//! `cargo xtask test`: everything that has to hold, one part after the other.

mod dependencies;
mod manual;
mod parts;
mod setup;

pub use manual::once;

use crate::{command, workspace::Workspace};
use anyhow::{Context, Result};
use clap::ValueEnum;
use std::{fmt, time::Instant};

/// A part of the checks, in the order in which they run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Part {
    /// Install what the tests need and the machine lacks
    Setup,
    /// The source is formatted
    Format,
    /// Clippy has nothing to say, client included
    Clippy,
    /// The dependencies come from where they should, under licences that we can keep
    Dependencies,
    /// The documentation builds without a warning
    Documentation,
    /// Unit and property tests
    Unit,
    /// schema.graphql is what the server prints
    Schema,
    /// The web client builds, and is light enough
    Client,
    /// Integration tests on SQLite
    Sqlite,
    /// Integration tests on a private PostgreSQL
    Postgres,
    /// The whole story in Chromium
    Browser,
}

/// Runs these parts, or all of them. The first that fails ends it; the last lines printed are the test runner's.
///
/// # Errors
/// When a part fails or can't run.
pub fn run(workspace: &Workspace, only: &[Part]) -> Result<()> {
    let is_chosen = |part: &&Part| only.is_empty() || only.contains(part);
    let parts: Vec<Part> = Part::value_variants().iter().filter(is_chosen).copied().collect();
    let mut durations = Durations(Vec::new());
    for (done, part) in parts.iter().enumerate() {
        if done > 0 && done + 1 == parts.len() {
            eprintln!("\n{durations}");
        }
        command::title(format_args!("{}/{} {part}", done + 1, parts.len()));
        let start = Instant::now();
        parts::run(workspace, *part).with_context(|| match parts.get(done + 1..) {
            Some([]) | None => format!("{part} failed"),
            Some(rest) => format!("{part} failed; not run after it: {}", list(rest)),
        })?;
        durations.0.push((*part, start.elapsed().as_secs()));
    }
    Ok(())
}

fn list(parts: &[Part]) -> String {
    parts.iter().map(Part::to_string).collect::<Vec<_>>().join(", ")
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Setup => "set-up",
            Self::Format => "format",
            Self::Clippy => "clippy",
            Self::Dependencies => "dependencies",
            Self::Documentation => "documentation",
            Self::Unit => "unit and property tests",
            Self::Schema => "schema.graphql",
            Self::Client => "web client",
            Self::Sqlite => "integration tests on SQLite",
            Self::Postgres => "integration tests on PostgreSQL",
            Self::Browser => "browser tests",
        })
    }
}

/// How long each part took, in seconds.
struct Durations(Vec<(Part, u64)>);

impl fmt::Display for Durations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (part, seconds) in &self.0 {
            writeln!(f, "{seconds:>5} s  {part}")?;
        }
        let total: u64 = self.0.iter().map(|(_, seconds)| seconds).sum();
        write!(f, "{total:>5} s  so far; one part is left")
    }
}
