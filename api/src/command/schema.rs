//! `guichet schema`.

use crate::graphql;
use std::process::ExitCode;

/// Prints the schema.
pub fn run() -> ExitCode {
    print!("{}", graphql::sdl());
    ExitCode::SUCCESS
}
