//! The drivers that take longer than a test may: `cargo xtask crash` starts them.

use clap::{Parser, Subcommand, ValueEnum};
use guichet_tests::{Engine, crash};
use std::{path::PathBuf, process::ExitCode};

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
    }
}
