//! The program itself, for tests of its command line: the binary `guichet` is the same one line.

use std::process::ExitCode;

fn main() -> ExitCode {
    guichet_api::command::run()
}
