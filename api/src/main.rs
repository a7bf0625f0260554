//! The binary `guichet`.

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    guichet_api::command::run().await
}
