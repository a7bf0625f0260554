//! Where things are.

use crate::{command, system};
use anyhow::{Context, Result};
use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

/// The repository, whatever folder the command was typed in.
pub struct Workspace {
    root: PathBuf,
    target: PathBuf,
}

impl Workspace {
    /// The workspace that this program was built from.
    pub fn locate() -> Result<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().context("xtask/ has no parent folder")?;
        let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
        Ok(Self { root: root.to_owned(), target: std::path::absolute(target)? })
    }

    /// A file or folder of the repository.
    pub fn path(&self, relative: &str) -> PathBuf {
        self.root.join(relative)
    }

    /// A file or folder of cargo's target folder.
    pub fn target(&self, relative: &str) -> PathBuf {
        self.target.join(relative)
    }

    /// What the server embeds.
    pub fn dist(&self) -> PathBuf {
        self.path("web/dist")
    }

    /// A cargo command, in the repository's root.
    pub fn cargo<I: AsRef<std::ffi::OsStr>>(&self, arguments: impl IntoIterator<Item = I>) -> Command {
        let mut cargo = command::cargo();
        cargo.current_dir(&self.root).args(arguments);
        cargo
    }

    /// The server as it was last built, in the repository's root: that is where it keeps `./data/`.
    pub fn guichet(&self, profile: Profile, arguments: &[&str]) -> Command {
        let folder = match profile {
            Profile::Dev => "debug",
            Profile::Local => "local",
            Profile::Release => "release",
        };
        let mut guichet = Command::new(self.target(folder).join("guichet").with_extension(env::consts::EXE_EXTENSION));
        guichet.current_dir(&self.root).args(arguments);
        guichet
    }

    /// Builds the server, showing cargo's own progress.
    ///
    /// # Errors
    /// When it does not compile.
    pub fn build_guichet(&self, profile: Profile) -> Result<()> {
        // What cargo builds depends on the features that the packages named on its command line ask of one another. The
        // tests name the whole workspace, and naming it here too spares a second build of every dependency; a release
        // is of the server alone, and carries nothing that others ask for.
        let selection: &[&str] = match profile {
            Profile::Dev => &["--workspace"],
            Profile::Local => &["--package", "guichet-api", "--profile", "local"],
            Profile::Release => &["--package", "guichet-api", "--release"],
        };
        // Its allocator is compiled from C, with what a compiler alone does not bring along.
        if cfg!(unix) && system::program("make").is_none() {
            system::install("make", &["make"])?;
        }
        command::run(self.cargo(["build", "--bin", "guichet"]).args(selection))
    }
}

/// How the server is compiled.
#[derive(Clone, Copy)]
pub enum Profile {
    /// Soon built; reads the client from `web/dist` at each request.
    Dev,
    /// Optimised and yet soon rebuilt; holds the client inside.
    Local,
    /// As it serves for real.
    Release,
}
