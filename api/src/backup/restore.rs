//! From a backup to a base that can be served.

use super::{
    failed,
    file::{COMPANIONS, Unfinished, with_suffix},
    only_sqlite,
};
use crate::{
    Error, Settings,
    check::check_engine,
    clock,
    settings::address::of_file,
    store::{Held, Store},
};
use guichet_migration::Standing;
use sea_orm::{ConnectionTrait, DbErr};
use std::{
    fs::{self, File, OpenOptions},
    io,
    path::Path,
};

/// Puts a backup where the settings say that the base stands, once its copy was looked through. Nothing is ever
/// overwritten.
///
/// # Errors
/// There is a base already, or a server that runs on one that was there; the file is damaged, no base, or a newer release's; the settings name PostgreSQL.
pub async fn restore(settings: &Settings, file: &Path) -> Result<(), Error> {
    let target = settings.sqlite_file().ok_or_else(|| only_sqlite("`pg_restore` brings a backup back"))?;
    for taken in [""].into_iter().chain(COMPANIONS).map(|suffix| with_suffix(&target, suffix)) {
        if taken.exists() {
            return Err(failed(&taken, "is there already; move it away first, nothing is overwritten"));
        }
    }
    if ["-wal", "-journal"].into_iter().any(|suffix| with_suffix(file, suffix).exists()) {
        return Err(failed(file, "a log lies beside it: it is a base in use, and no backup"));
    }
    if let Some(folder) = target.parent() {
        fs::create_dir_all(folder).map_err(|error| failed(folder, error))?;
    }
    // A server goes on with a file that was moved away under it, and what it acknowledges would not be in this one.
    Held::by_nobody(&target)?;
    let copy = Unfinished::begin(&target).map_err(|error| failed(&target, error))?;
    copy_into(file, copy.path()).map_err(|error| failed(file, error))?;
    look_through(file, copy.path()).await?;
    copy.finish().map_err(|error| failed(&target, error))
}

fn copy_into(file: &Path, copy: &Path) -> io::Result<()> {
    let mut copy = OpenOptions::new().write(true).open(copy)?;
    io::copy(&mut File::open(file)?, &mut copy).map(drop)
}

async fn look_through(file: &Path, copy: &Path) -> Result<(), Error> {
    let store = Store::connect(&of_file(copy, "rw")?, 1).await;
    let store = store.map_err(|_| failed(file, "is no base of SQLite"))?;
    let looked = look(file, &store).await;
    store.close().await?;
    looked
}

async fn look(file: &Path, store: &Store) -> Result<(), Error> {
    match store.standing().await.map_err(|error| failed(file, error))? {
        Standing::Current | Standing::Older => {}
        Standing::Newer => return Err(failed(file, "is of a newer release")),
        Standing::Empty => return Err(failed(file, "is no base of Guichet")),
    }
    let mut damage = None;
    check_engine(store, &mut |finding| {
        damage.get_or_insert(finding);
    })
    .await?;
    if let Some(finding) = damage {
        return Err(failed(file, finding));
    }
    leave_room(store).await?;
    // All of it in the one file, before that is moved.
    store.reader().execute_unprepared("PRAGMA wal_checkpoint(TRUNCATE)").await?;
    Ok(())
}

/// Events that come from now on get keys that none had which happened after the backup, and are lost: whoever saw those comes back with
/// the cursor of an event that there is not, and is told to begin anew. In milliseconds there are more keys than events.
async fn leave_room(store: &Store) -> Result<(), DbErr> {
    let now = clock::now().timestamp_millis();
    let room = format!(
        "INSERT INTO sqlite_sequence (name, seq) SELECT 'ticket_event', 0
            WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'ticket_event');
         UPDATE sqlite_sequence SET seq = max(seq, {now}) WHERE name = 'ticket_event'"
    );
    store.writer().execute_unprepared(&room).await.map(drop)
}
