//! A file that appears whole or not at all, and never in the place of another.

use std::{
    ffi::OsString,
    fs::{self, File, OpenOptions},
    io,
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

/// What an engine may put beside the file of a base, and would play into another file of that name.
pub const COMPANIONS: [&str; 3] = ["-wal", "-shm", "-journal"];

/// A file under a name of its own until it is complete. Dropped before, it is removed.
///
/// Nobody but its owner reads it: it holds the signing key and everybody's messages.
pub struct Unfinished {
    path: PathBuf,
    target: PathBuf,
}

impl Unfinished {
    /// An empty one, beside the file that it shall become.
    ///
    /// # Errors
    /// There is such a file already, or something beside it that belongs to another; the folder does not take one.
    pub fn begin(target: &Path) -> io::Result<Self> {
        let path = with_suffix(target, ".part");
        let beside = COMPANIONS.map(|suffix| with_suffix(&path, suffix));
        for taken in [target, &path].into_iter().chain(beside.iter().map(PathBuf::as_path)) {
            if taken.exists() {
                let told = format!("{} is there already; nothing is overwritten", taken.display());
                return Err(io::Error::new(io::ErrorKind::AlreadyExists, told));
            }
        }
        create(&path)?;
        Ok(Self { path, target: target.to_owned() })
    }

    /// Where it stands until then.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Gives it its name, once all of it is on the disk.
    ///
    /// # Errors
    /// Somebody else took the name meanwhile; the disk did not take it.
    pub fn finish(self) -> io::Result<()> {
        File::open(&self.path)?.sync_all()?;
        // A rename would replace whatever has the name: the name is taken first.
        create(&self.target)?;
        if let Err(error) = fs::rename(&self.path, &self.target) {
            let _ = fs::remove_file(&self.target);
            return Err(error);
        }
        let folder = self.target.parent().filter(|folder| !folder.as_os_str().is_empty());
        File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        // What an engine may have put beside it goes with it. Nothing is left of one that is finished.
        let _ = fs::remove_file(&self.path);
        for suffix in COMPANIONS {
            let _ = fs::remove_file(with_suffix(&self.path, suffix));
        }
    }
}

/// The same path with more at its end.
pub fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(suffix);
    name.into()
}

fn create(path: &Path) -> io::Result<()> {
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).map(drop)
}
