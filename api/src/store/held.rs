//! The file of a base on SQLite, held by the one program that serves it.

use crate::Error;
use std::{
    ffi::OsString,
    fs::{File, OpenOptions, TryLockError},
    path::{Path, PathBuf},
};

/// A base that nobody else serves, nor puts another in the place of, for as long as this lives. It ends with the process, however that
/// ends.
#[derive(Debug)]
pub struct Held {
    _lock: File,
}

impl Held {
    /// Takes the base in this file, which need not be there yet: by a file beside it, which stays.
    ///
    /// # Errors
    /// Another program holds it; the folder takes no file.
    pub fn take(base: &Path) -> Result<Self, Error> {
        let failed = |error: &dyn std::fmt::Display| Error::BadRequest(format!("{}: {error}", base.display()));
        let lock = lock_of(base);
        let file = OpenOptions::new().write(true).create(true).truncate(false).open(&lock);
        let file = file.map_err(|error| failed(&format!("can't be held by {}: {error}", lock.display())))?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _lock: file }),
            Err(TryLockError::WouldBlock) => Err(failed(&"a server holds it; stop that first")),
            Err(TryLockError::Error(error)) => Err(failed(&format!("can't be held by {}: {error}", lock.display()))),
        }
    }

    /// Goes well where nobody holds it right now. Leaves nothing where there is nothing.
    ///
    /// # Errors
    /// Another program holds it.
    pub fn by_nobody(base: &Path) -> Result<(), Error> {
        if lock_of(base).exists() { Self::take(base).map(drop) } else { Ok(()) }
    }
}

/// Hidden, so that it stays where it is when the base and what lies beside it are moved away by their common name; and beside the file
/// itself, whatever leads to it.
fn lock_of(base: &Path) -> PathBuf {
    let folder = base.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let base = match (base.canonicalize(), folder.canonicalize(), base.file_name()) {
        (Ok(base), ..) => base,
        (_, Ok(folder), Some(name)) => folder.join(name),
        _ => base.to_owned(),
    };
    let mut name = OsString::from(".");
    name.push(base.file_name().unwrap_or_default());
    name.push(".lock");
    base.with_file_name(name)
}
