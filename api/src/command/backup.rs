//! `guichet backup` and `guichet restore`.

use crate::{Error, Settings, backup};
use clap::Args;
use std::{path::PathBuf, process::ExitCode};

#[derive(Args, Debug)]
pub struct Copy {
    /// The file of the backup
    file: PathBuf,
}

/// Copies the base to a new file.
pub async fn back_up(settings: &Settings, Copy { file }: Copy) -> Result<ExitCode, Error> {
    // Whatever its release: a backup comes before an update.
    let store = settings.existing().await?;
    backup::back_up(&store, &file).await?;
    store.close().await?;
    println!("The backup is in {}. It holds secrets: keep it as one keeps a password.", file.display());
    Ok(ExitCode::SUCCESS)
}

/// Makes the base from a backup.
pub async fn restore(settings: &Settings, Copy { file }: Copy) -> Result<ExitCode, Error> {
    backup::restore(settings, &file).await?;
    println!("The base is back as it was in {}.", file.display());
    Ok(ExitCode::SUCCESS)
}
