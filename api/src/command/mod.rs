//! The command line.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "this is where the program speaks to a terminal")]

mod account;
mod again;
mod audit;
mod backup;
mod check;
mod client;
mod demo;
mod file;
mod key;
mod migrate;
mod password;
mod products;
mod schema;
mod serve;
mod staff;

use crate::{Error, Settings, account::hasher};
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};
use rustix::{fs::Mode, process::umask};
use std::{
    io::{ErrorKind, Write},
    process::ExitCode,
};

/// The counter where one is served: assistance requests of a distributor's clients.
///
/// Settings come from flags, then the environment, then a file of `name = value` lines named by --config, or
/// guichet.toml where there is one.
#[derive(Parser, Debug)]
#[command(name = "guichet", version, about)]
struct CommandLine {
    #[command(subcommand)]
    command: Option<Command>,

    #[command(flatten)]
    settings: Settings,

    /// File of settings
    #[arg(long, env = "GUICHET_CONFIG", global = true)]
    config: Option<std::path::PathBuf>,
}

#[derive(Subcommand, Debug)]
enum Command {
    /// Bring the base up to date, then serve (what happens without any command)
    Serve,
    /// Bring the base up to date and stop
    Migrate,
    /// The catalogue
    #[command(subcommand)]
    Products(products::Products),
    /// Accounts of sellers and technicians
    #[command(subcommand)]
    Staff(staff::Staff),
    /// Accounts of anybody
    #[command(subcommand)]
    Account(account::Account),
    /// Keys that sign access tokens
    #[command(subcommand)]
    Key(key::Key),
    /// What is known about a client
    #[command(subcommand)]
    Client(client::Client),
    /// Copy the base to a new file, also while it is served (SQLite)
    Backup(backup::Copy),
    /// Make the base from a backup; refuses to overwrite one (SQLite)
    Restore(backup::Copy),
    /// Verify the base: keys, pages, searches, and every ticket against its own history
    Check,
    /// Read the record of security events, oldest first
    Audit(audit::Audit),
    /// Fill an empty base with a demonstration
    Demo,
    /// Print the schema in GraphQL's own language
    Schema,
}

/// Reads the command line and does what it says; or hashes, where the program was started for that.
pub fn run() -> ExitCode {
    // What it writes holds the key that signs and everybody's messages: its owner's alone.
    umask(Mode::RWXG | Mode::RWXO);
    if hasher::is_process() { hasher::serve_process() } else { obey() }
}

// The runtime is made here and not in the binary: a future is compiled where it is polled from, and the whole server is
// one future.
#[tokio::main]
async fn obey() -> ExitCode {
    let parsed = file::defaults(CommandLine::command()).and_then(|command| {
        let matches = command.get_matches();
        CommandLine::from_arg_matches(&matches).map_err(|error| error.exit())
    });
    let CommandLine { command, settings, .. } = match parsed {
        Ok(line) => line,
        Err(error) => return failed(&error),
    };
    let done = match command.unwrap_or(Command::Serve) {
        Command::Serve => serve::run(settings).await,
        Command::Migrate => migrate::run(&settings).await,
        Command::Products(command) => products::run(&settings, command).await,
        Command::Staff(command) => staff::run(&settings, command).await,
        Command::Account(command) => account::run(&settings, command).await,
        Command::Key(command) => key::run(&settings, command).await,
        Command::Client(command) => client::run(&settings, command).await,
        Command::Backup(command) => backup::back_up(&settings, command).await,
        Command::Restore(command) => backup::restore(&settings, command).await,
        Command::Check => check::run(&settings).await,
        Command::Audit(command) => audit::run(&settings, &command).await,
        Command::Demo => demo::run(&settings).await,
        Command::Schema => Ok(schema::run()),
    };
    match done {
        Ok(code) => code,
        Err(error) => failed(&error),
    }
}

/// Prints a line to the standard output; false when nobody reads it any more, as behind `head`.
fn print_line(line: &str) -> Result<bool, Error> {
    match writeln!(std::io::stdout(), "{line}") {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(false),
        Err(error) => Err(Error::Internal(format!("can't print: {error}"))),
    }
}

fn failed(error: &Error) -> ExitCode {
    match error {
        Error::Refused(refusals) => {
            for refusal in refusals {
                eprintln!("guichet: {} {}", refusal.field.unwrap_or("this"), refusal.invalid);
            }
        }
        other => eprintln!("guichet: {other}"),
    }
    ExitCode::FAILURE
}
