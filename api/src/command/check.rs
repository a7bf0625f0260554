//! `guichet check`.

use super::print_line;
use crate::{Error, Settings, check};
use std::process::ExitCode;

/// Tells whatever does not hold, and fails when there is any.
pub async fn run(settings: &Settings) -> Result<ExitCode, Error> {
    let store = settings.open().await?;
    let mut findings = 0_u64;
    let mut printed = Ok(true);
    let tickets = check::check(&store, &mut |finding| {
        findings += 1;
        if matches!(printed, Ok(true)) {
            printed = print_line(&finding.to_string());
        }
    })
    .await?;
    store.close().await?;
    printed?;
    print_line(&format!("{tickets} tickets checked, {findings} findings"))?;
    Ok(if findings == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
