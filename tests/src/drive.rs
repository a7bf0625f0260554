//! What takes longer than a test may: `cargo xtask crash`, `load` and `screenshots` start it.

use clap::{Parser, Subcommand, ValueEnum};
use guichet_tests::{Engine, crash, load, screenshots};
use std::{path::PathBuf, process::ExitCode, time::Duration};

#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    driver: Driver,
    /// The program that is driven
    #[arg(long, global = true, default_value = "target/local/guichet")]
    program: PathBuf,
    /// What it runs on
    #[arg(long, global = true, value_enum, default_value_t = On::Sqlite)]
    engine: On,
}

#[derive(Subcommand)]
enum Driver {
    /// Kill the server again and again while people write and watch
    Crash {
        /// How often
        #[arg(long, default_value_t = 200)]
        kills: u32,
        /// After how many kills PostgreSQL crashes as well
        #[arg(long, default_value_t = 10)]
        stop_every: u32,
        /// The same throws again
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
    /// Tell many sockets of many events, and have a crowd sign in
    Load {
        /// How many sockets read
        #[arg(long, default_value_t = 10_000)]
        sockets: usize,
        /// How many sockets never read
        #[arg(long, default_value_t = 0)]
        stalled: usize,
        /// For how long something happens
        #[arg(long, default_value_t = 10)]
        seconds: u64,
        /// How many events happen in a second
        #[arg(long, default_value_t = 20)]
        rate: u64,
    },
    /// Take a picture of every screen
    Screenshots {
        /// Where they go
        #[arg(long)]
        out: PathBuf,
    },
}

#[derive(Clone, Copy, ValueEnum)]
enum On {
    Sqlite,
    Postgres,
}

impl From<On> for Engine {
    fn from(on: On) -> Self {
        match on {
            On::Sqlite => Self::Sqlite,
            On::Postgres => Self::Postgres,
        }
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    let Arguments { driver, program, engine } = Arguments::parse();
    let engine = engine.into();
    match driver {
        Driver::Crash { kills, stop_every, seed } => {
            let plan = crash::Plan { program, engine, kills, stop_every, seed };
            let report = crash::run(&plan, |kill| {
                if kill % 10 == 0 {
                    eprintln!("    {kill} of {kills} kills");
                }
            })
            .await;
            print!("{report}");
            if report.is_clean() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Driver::Screenshots { out } => {
            println!("{} pictures in {}", screenshots::take(&out).await, out.display());
            ExitCode::SUCCESS
        }
        Driver::Load { sockets, stalled, seconds, rate } => {
            let events = usize::try_from(seconds * rate).unwrap();
            let every = Duration::from_secs(1) / u32::try_from(rate).unwrap();
            let plan = load::Plan { program, engine, sockets, stalled, events, every, length: 100 };
            let delivered = load::fan_out(&plan).await;
            println!("{delivered}");
            print!("{}", load::storm(&plan).await);
            if delivered.is_complete() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
    }
}
