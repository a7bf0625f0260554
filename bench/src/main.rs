//! Guichet beside bare servers and a rival, on the same bases: `cargo xtask bench` sets it up and starts it.

mod base;
mod data;
mod fill;
mod limit;
mod process;
mod run;
mod table;
mod work;
mod wrk;

use anyhow::Result;
use base::{Engine, Maker};
use clap::{Parser, Subcommand, ValueEnum};
use data::Shape;
use std::{fs, net::SocketAddr, path::PathBuf, time::Duration};
use work::Kind;

/// Measures Guichet.
#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Measure
    Run(Run),
    /// Serve what the machine gives at most
    Limit {
        /// Where
        listen: SocketAddr,
        /// The base: `sqlite://…` or `postgres://…`; sockets alone without
        database: Option<String>,
    },
}

#[derive(clap::Args)]
struct Run {
    /// The program that is measured
    #[arg(long)]
    guichet: PathBuf,
    /// The rival's folder
    #[arg(long)]
    rival: PathBuf,
    /// The catalogue
    #[arg(long)]
    catalogue: PathBuf,
    /// Where bases are kept from run to run
    #[arg(long)]
    folder: PathBuf,
    /// How many requests the bases hold
    #[arg(long, value_delimiter = ',', default_value = "100000,1000000")]
    tickets: Vec<i64>,
    /// On which engines
    #[arg(long, value_delimiter = ',', default_value = "sqlite,postgres")]
    engines: Vec<Engine>,
    /// Which kinds of work; all when left out
    #[arg(long, value_delimiter = ',')]
    work: Vec<Kind>,
    /// How many sockets are told of events, on the smallest base of each engine
    #[arg(long, value_delimiter = ',', default_value = "1000,5000")]
    sockets: Vec<usize>,
    /// Ask for the queue while a crowd signs in
    #[arg(long, action = clap::ArgAction::Set, default_value_t = true)]
    storm: bool,
    /// How often each server has its turn
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    /// How many seconds a turn lasts
    #[arg(long, default_value_t = 5)]
    seconds: u64,
}

fn main() -> Result<()> {
    let task = Arguments::parse().task;
    if matches!(task, Task::Run(_)) {
        // Before there are threads: sockets and crowds are load, as `wrk` is.
        process::stay_with_the_load()?;
    }
    tokio::runtime::Runtime::new()?.block_on(perform(task))
}

async fn perform(task: Task) -> Result<()> {
    match task {
        Task::Limit { listen, database: Some(database) } => limit::serve(listen, &database).await,
        Task::Limit { listen, database: None } => limit::serve_sockets(listen).await,
        Task::Run(run) => measure(run).await,
    }
}

async fn measure(mut run: Run) -> Result<()> {
    // PostgreSQL is another user's, who starts elsewhere.
    run.folder = std::path::absolute(&run.folder)?;
    fs::create_dir_all(&run.folder)?;
    let work = if run.work.is_empty() { Kind::value_variants().to_vec() } else { run.work };
    let mut maker = Maker { folder: &run.folder, guichet: &run.guichet, catalogue: &run.catalogue, postgres: None };
    let mut plan = run::Plan {
        guichet: run.guichet.clone(),
        rival: run.rival,
        sockets: run.sockets,
        storm: run.storm,
        work,
        rounds: run.rounds,
        lasting: Duration::from_secs(run.seconds),
        folder: run.folder.clone(),
    };
    let shapes: Vec<_> = run.tickets.into_iter().map(Shape::of).collect();
    let mut report = table::Report::default();
    run::all(&mut plan, &mut maker, &run.engines, &shapes, &mut report, &run.folder.join("report.md")).await?;
    println!("{report}");
    Ok(())
}
