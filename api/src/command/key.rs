//! `guichet key rotate`.

use crate::{
    Error, Settings,
    account::signing_key::{Former, rotate},
    clock,
};
use clap::{Args, Subcommand};
use std::process::ExitCode;

#[derive(Subcommand, Debug)]
pub enum Key {
    /// Make another key to sign access tokens with; nobody has to sign in again
    Rotate(Rotate),
}

#[derive(Args, Debug)]
pub struct Rotate {
    /// Drop the former keys at once, since somebody else may have them: browsers renew their tokens by themselves
    #[arg(long)]
    now: bool,
}

/// Rotates the key.
pub async fn run(settings: &Settings, Key::Rotate(Rotate { now }): Key) -> Result<ExitCode, Error> {
    if !settings.signing_key.is_empty() {
        let told = "the settings give the signing key: put the new one there, the former ones after it";
        return Err(Error::BadRequest(told.to_owned()));
    }
    let store = settings.open().await?;
    let tx = store.begin(clock::now()).await?;
    rotate(&tx, if now { Former::Dropped } else { Former::RunOut }).await?;
    tx.commit().await?;
    store.close().await?;
    println!(
        "{}",
        if now {
            "Within five seconds, no former key is taken any more, and what its tokens opened has ended."
        } else {
            ROTATED
        }
    );
    Ok(ExitCode::SUCCESS)
}

const ROTATED: &str = "Within a minute, the new key signs; the former one is taken until its last token has ended.";
