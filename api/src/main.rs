//! The binary `guichet`.

use std::process::ExitCode;

fn main() -> ExitCode {
    guichet_api::command::run()
}
