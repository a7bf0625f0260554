//! `guichet migrate`.

use crate::{Error, Settings};
use std::process::ExitCode;

/// Brings the base up to date.
pub async fn run(settings: &Settings) -> Result<ExitCode, Error> {
    let store = settings.connect().await?;
    store.migrate().await?;
    store.close().await?;
    println!("The base is up to date.");
    Ok(ExitCode::SUCCESS)
}
