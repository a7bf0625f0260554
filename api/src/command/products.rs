//! `guichet products import`.

use super::print_line;
use crate::{
    Error, Settings,
    catalogue::{
        csv::{ProductLine, ProductLines},
        import_products::{BATCH, Imported, import_products},
    },
    clock,
    store::Store,
};
use clap::{Args, Subcommand};
use indicatif::{ProgressBar, ProgressStyle};
use std::{
    fs::File,
    io::BufReader,
    path::{Path, PathBuf},
    process::ExitCode,
};

#[derive(Subcommand, Debug)]
pub enum Products {
    /// Import the catalogue: adds new references, updates known ones, deletes nothing
    Import(Import),
}

#[derive(Args, Debug)]
pub struct Import {
    /// CSV in UTF-8, columns reference, designation and on_sale, separated by commas or semicolons
    file: PathBuf,
    /// Tell what would happen and change nothing
    #[arg(long)]
    dry_run: bool,
}

/// Imports the good lines, tells the bad ones, and fails when there was any.
pub async fn run(settings: &Settings, Products::Import(import): Products) -> Result<ExitCode, Error> {
    let file = File::open(&import.file).map_err(|error| unreadable(&import.file, error))?;
    let bar = progress_bar(file.metadata().map_or(0, |metadata| metadata.len()));
    let lines = ProductLines::new(BufReader::new(file)).map_err(|error| unreadable(&import.file, error))?;

    let store = if import.dry_run { settings.open().await? } else { settings.connect().await? };
    if !import.dry_run {
        store.migrate().await?;
    }
    let (imported, rejected) = import_all(&store, lines, &import, &bar).await?;
    store.close().await?;
    bar.finish_and_clear();

    let Imported { added, updated, unchanged } = imported;
    print_line(&format!("{added} added, {updated} updated, {unchanged} unchanged, {rejected} rejected"))?;
    if import.dry_run {
        print_line("Nothing was changed: this was a dry run.")?;
    }
    Ok(if rejected == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn import_all(
    store: &Store,
    mut lines: ProductLines<BufReader<File>>,
    import: &Import,
    bar: &ProgressBar,
) -> Result<(Imported, u64), Error> {
    let mut imported = Imported::default();
    let mut rejected = 0_u64;
    let mut batch = Vec::with_capacity(BATCH);
    while let Some(line) = lines.next() {
        match line.map_err(|error| unreadable(&import.file, error))? {
            Ok(product) => batch.push(product),
            Err(bad) => {
                bar.suspend(|| eprintln!("{bad}"));
                rejected += 1;
            }
        }
        if batch.len() == BATCH {
            imported += import_batch(store, &batch, import.dry_run).await?;
            batch.clear();
            bar.set_position(lines.bytes_read());
        }
    }
    imported += import_batch(store, &batch, import.dry_run).await?;
    Ok((imported, rejected))
}

/// A dry run does the same work, in a transaction that is not kept.
async fn import_batch(store: &Store, batch: &[ProductLine], dry_run: bool) -> Result<Imported, Error> {
    let mut tx = store.begin(clock::now()).await?;
    let imported = import_products(&mut tx, batch).await?;
    if !dry_run {
        tx.commit().await?;
    }
    Ok(imported)
}

/// Drawn on the standard error, and only where that is a terminal.
fn progress_bar(bytes: u64) -> ProgressBar {
    let style = ProgressStyle::with_template("{wide_bar} {percent} %  {bytes} of {total_bytes}  {eta} left");
    ProgressBar::new(bytes).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

fn unreadable(file: &Path, error: impl std::fmt::Display) -> Error {
    Error::BadRequest(format!("{}: {error}", file.display()))
}
