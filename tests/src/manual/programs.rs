//! Where `cargo xtask test` puts what the examples need.

use crate::program;
use std::{
    env, fs,
    path::{Path, PathBuf},
};

/// What a person has installed who follows the page.
#[derive(Debug)]
pub struct Programs {
    /// Where it is installed.
    pub folder: PathBuf,
    /// The folder of `python`, with gql.
    pub python: PathBuf,
    /// The folder `node_modules`, with graphql-ws.
    pub modules: PathBuf,
}

impl Programs {
    /// Finds them, in the versions that the repository names.
    ///
    /// # Panics
    /// When they are not installed.
    #[must_use]
    pub fn find() -> Self {
        for name in ["sh", "curl", "node"] {
            assert!(program::find(name, &[]).is_some(), "{name} is missing: {HELP}");
        }
        let folder = target().join("manual");
        for (file, wanted) in [("requirements.txt", REQUIREMENTS), ("package-lock.json", LOCK)] {
            let installed = fs::read_to_string(folder.join("complete").join(file)).ok();
            assert!(installed.as_deref() == Some(wanted), "{file} is not installed: {HELP}");
        }
        Self { python: folder.join("python/bin"), modules: folder.join("node_modules"), folder }
    }
}

const REQUIREMENTS: &str = include_str!("../../manual/requirements.txt");
const LOCK: &str = include_str!("../../manual/package-lock.json");
const HELP: &str = "`cargo xtask test --only setup` installs what the examples of docs/API.md need, or says how";

/// Cargo's target folder, in which this program was built.
fn target() -> PathBuf {
    let program = env::current_exe().expect("a program knows where it is");
    let is_target = |folder: &&Path| folder.join("CACHEDIR.TAG").is_file();
    program.ancestors().skip(1).find(is_target).expect("tests are built in cargo's target folder").to_owned()
}
