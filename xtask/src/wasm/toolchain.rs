//! Which compiler makes WebAssembly on this machine.

use super::TARGET;
use crate::{command, system};
use anyhow::{Context, Result, bail, ensure};
use std::{
    path::{Path, PathBuf},
    process::Command,
};

/// Debian's own compiler, which comes with the source of the standard library.
const DEBIAN_RUSTC: &str = "/usr/bin/rustc";
const DEBIAN_LIBRARY: &str = "/usr/lib/rustlib/src/rust/library/std";
const DEBIAN_PACKAGES: [&str; 2] = ["rustc-web", "rust-web-src"];

/// A compiler that can make WebAssembly.
pub enum Toolchain {
    /// The one that builds the server: its standard library for the target is there.
    Usual,
    /// Debian's `rustc-web`, which builds the standard library together with the client.
    Debian {
        /// Debian's compiler comes without the linker that WebAssembly needs: the usual toolchain has one.
        linker: PathBuf,
    },
}

impl Toolchain {
    /// Finds or installs one, and prints which and why.
    ///
    /// # Errors
    /// When there is none and none can be installed.
    pub fn prepare() -> Result<Self> {
        let sysroot = PathBuf::from(command::read(Command::new("rustc").args(["--print", "sysroot"]))?.trim());
        if sysroot.join("lib/rustlib").join(TARGET).join("lib").is_dir() {
            command::note("WebAssembly: with the usual toolchain, which has the target");
            return Ok(Self::Usual);
        }
        command::note(format_args!("WebAssembly: asking rustup for {TARGET}"));
        match command::read(Command::new("rustup").args(["target", "add", TARGET])) {
            Ok(_) => {
                command::note("WebAssembly: with the usual toolchain, to which rustup just added the target");
                Ok(Self::Usual)
            }
            Err(reason) => Self::debian(&sysroot, &reason),
        }
    }

    fn debian(sysroot: &Path, reason: &anyhow::Error) -> Result<Self> {
        let linker = linker(sysroot)?;
        if !is_installed() {
            system::install("a compiler for WebAssembly", &DEBIAN_PACKAGES)
                .with_context(|| format!("rustup could not add {TARGET} ({reason:#})"))?;
            ensure!(is_installed(), "{} is not where Debian's packages put it", DEBIAN_RUSTC);
        }
        command::note(format_args!("WebAssembly: with Debian's rustc-web and its std source, because {reason:#}"));
        Ok(Self::Debian { linker })
    }

    /// Has a cargo command use this compiler.
    pub fn configure(&self, cargo: &mut Command) {
        match self {
            Self::Usual => {}
            Self::Debian { linker } => {
                cargo
                    .env("RUSTC", DEBIAN_RUSTC)
                    // Building std is unstable; the client itself uses nothing unstable.
                    .env("RUSTC_BOOTSTRAP", "1")
                    .env("CARGO_UNSTABLE_BUILD_STD", "std,panic_abort")
                    .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", linker);
            }
        }
    }
}

fn is_installed() -> bool {
    Path::new(DEBIAN_RUSTC).is_file() && Path::new(DEBIAN_LIBRARY).is_dir()
}

/// `rust-lld` of the usual toolchain, or LLVM's linker where that toolchain has none.
fn linker(sysroot: &Path) -> Result<PathBuf> {
    let version = command::read(Command::new("rustc").arg("-vV"))?;
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).context("rustc does not say its host")?;
    let bundled = sysroot.join("lib/rustlib").join(host).join("bin/rust-lld");
    if bundled.is_file() {
        return Ok(bundled);
    }
    match system::program("wasm-ld") {
        Some(linker) => Ok(linker),
        None => bail!("no linker for WebAssembly: neither {} nor wasm-ld (package lld)", bundled.display()),
    }
}
