//! SQLite: a file for each test, copied from a template.

use super::template;
use guichet_api::Settings;
use std::{fs, path::Path, sync::OnceLock};
use tempfile::TempDir;

const FILE: &str = "guichet.sqlite";
static TEMPLATE: OnceLock<Vec<u8>> = OnceLock::new();

/// One test's base.
#[derive(Debug)]
pub struct Base {
    folder: TempDir,
}

impl Base {
    /// A copy of the template.
    pub fn fresh() -> Self {
        let base = Self::empty();
        fs::write(base.folder.path().join(FILE), TEMPLATE.get_or_init(make)).unwrap();
        base
    }

    /// A folder: the server makes the file.
    pub fn empty() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    pub fn settings(&self) -> Settings {
        settings(self.folder.path())
    }
}

fn settings(folder: &Path) -> Settings {
    Settings { data_dir: folder.to_owned(), database_connections: 4, ..Settings::default() }
}

/// The template, in memory: nothing of it is left behind.
fn make() -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    template::make(settings(folder.path()));
    assert!(!folder.path().join(format!("{FILE}-wal")).exists(), "the template was not closed");
    fs::read(folder.path().join(FILE)).unwrap()
}
