//! The automation of Guichet, called as `cargo xtask …`: whatever a person or a machine does to the repository
//! beside editing it.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command line talks to its terminal")]

mod advisories;
mod bench;
mod catalogue;
mod check;
mod client;
mod command;
mod dev;
mod drive;
mod fuzz;
mod lighthouse;
mod npm;
mod schema;
mod serve;
mod system;
mod wasm;
mod workspace;

use anyhow::Result;
use clap::{Parser, Subcommand};
use std::{path::PathBuf, process::ExitCode};
use workspace::Workspace;

/// The automation of Guichet.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Build everything and start the server on http://127.0.0.1:8080, with a demonstration on an empty base
    Run {
        /// Settings of the server, after `--`
        #[arg(last = true)]
        serve: Vec<String>,
    },
    /// Rebuild, restart and reload the page as files change
    Dev {
        /// Settings of the server, after `--`
        #[arg(last = true)]
        serve: Vec<String>,
    },
    /// Check everything, on SQLite and on PostgreSQL, browser included
    Test {
        /// Run this part alone; may be given several times
        #[arg(long, value_name = "PART")]
        only: Vec<check::Part>,
    },
    /// Give hostile bytes to whatever takes some from outside, beyond the few that the tests give
    Fuzz {
        /// This target alone, such as `document`; a folder of tests/fuzz each
        #[arg(long)]
        target: Option<String>,
        /// For so long, on each
        #[arg(long, default_value_t = 60)]
        seconds: u64,
    },
    /// Build the web client alone, into web/dist
    Client,
    /// Write schema.graphql as the server prints it
    Schema {
        /// Compare instead of writing, and fail when they differ or when a change breaks third parties unannounced
        #[arg(long)]
        check: bool,
        /// Take schema.graphql for the released one, which later changes are held against
        #[arg(long, conflicts_with = "check")]
        release: bool,
    },
    /// Hold Cargo.lock against RustSec's advisories
    Advisories {
        /// A copy of RustSec's advisory-db, instead of a fresh one
        #[arg(long, value_name = "FOLDER")]
        database: Option<PathBuf>,
    },
    /// Kill the server again and again while people write and watch, and compare what was acknowledged with what is there
    Crash {
        /// How often
        #[arg(long, default_value_t = 200)]
        kills: u32,
        /// `sqlite` or `postgres`, which crashes as well, at every tenth kill; both in turn when left out
        #[arg(long)]
        engine: Option<drive::Engine>,
        /// The same throws again
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
    /// Tell many sockets of many events, and have a crowd sign in: deliveries, delays, memory for each socket
    Load {
        /// How many sockets read
        #[arg(long, default_value_t = 10_000)]
        sockets: usize,
        /// How many sockets subscribe and never read
        #[arg(long, default_value_t = 0)]
        stalled: usize,
        /// For how long something happens, twenty times a second
        #[arg(long, default_value_t = 10)]
        seconds: u64,
        /// What the server runs on
        #[arg(long, value_enum, default_value_t = drive::Engine::Sqlite)]
        engine: drive::Engine,
    },
    /// Measure the program beside bare servers and a rival, on bases of a hundred thousand and a million requests
    Bench {
        /// Arguments of `guichet-bench run`, after `--`, such as `--tickets 100000 --work q1,m1`
        #[arg(last = true)]
        arguments: Vec<String>,
    },
    /// Measure the pages that people meet first, with Google's Lighthouse
    Lighthouse,
    /// Take a picture of every screen of the demonstration: three widths, both themes
    Screenshots {
        /// The folder to fill, instead of target/screenshots
        #[arg(long, value_name = "FOLDER")]
        out: Option<PathBuf>,
    },
    /// Turn Debian's hwdata (usb.ids, pci.ids) into a catalogue of some 40,000 products, in CSV
    Catalogue {
        /// The file to write, instead of target/catalogue.csv
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
}

fn main() -> ExitCode {
    match run(Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: Arguments) -> Result<()> {
    let workspace = Workspace::locate()?;
    match arguments.task {
        Task::Run { serve } => serve::run(&workspace, &serve),
        Task::Dev { serve } => dev::run(&workspace, &serve),
        Task::Test { only } => check::run(&workspace, &only),
        Task::Advisories { database } => advisories::check(&workspace, database),
        Task::Fuzz { target, seconds } => fuzz::run(&workspace, target.as_deref(), seconds),
        Task::Client => client::build(&workspace, client::Flavour::Published).map(drop),
        Task::Schema { check: true, .. } => schema::check(&workspace),
        Task::Schema { release: true, .. } => schema::release(&workspace),
        Task::Schema { .. } => schema::write(&workspace),
        Task::Crash { kills, engine, seed } => drive::crash(&workspace, kills, engine, seed),
        Task::Load { sockets, stalled, seconds, engine } => {
            drive::load(&workspace, engine, [sockets.to_string(), stalled.to_string(), seconds.to_string()])
        }
        Task::Bench { arguments } => bench::run(&workspace, &arguments),
        Task::Lighthouse => lighthouse::run(&workspace),
        Task::Screenshots { out } => {
            drive::screenshots(&workspace, &out.unwrap_or_else(|| workspace.target("screenshots")))
        }
        Task::Catalogue { out } => catalogue::write(&out.unwrap_or_else(|| workspace.target("catalogue.csv"))),
    }
}
