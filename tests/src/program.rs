//! Finding the programs that the harness starts, and free ports for them.

use std::{
    env,
    net::TcpListener,
    ops::Range,
    path::{Path, PathBuf},
    process,
    sync::atomic::{AtomicU32, Ordering},
};

/// The program of this name on the `PATH` or in one of these folders.
pub fn find(name: &str, folders: &[PathBuf]) -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path).chain(folders.iter().cloned()).map(|folder| folder.join(name)).find(|file| is_program(file))
}

fn is_program(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    file.metadata().is_ok_and(|metadata| metadata.is_file() && metadata.permissions().mode() & 0o111 != 0)
}

/// The ports that are given away here: below those that systems give to whoever connects. A server that is killed and started
/// again finds its port free, however many have tried to reach it meanwhile.
const PORTS: Range<u32> = 12_000..32_000;

/// A port that nobody listened on a moment ago, and that this process gives to nobody else.
pub fn free_port() -> u16 {
    static GIVEN: AtomicU32 = AtomicU32::new(0);
    // Processes at the same time begin far from each other.
    let first = process::id().wrapping_mul(1_009);
    let count = PORTS.end - PORTS.start;
    let port = (0..count).find_map(|_| {
        let next = first.wrapping_add(GIVEN.fetch_add(1, Ordering::Relaxed)) % count;
        let port = u16::try_from(PORTS.start + next).ok()?;
        TcpListener::bind(("127.0.0.1", port)).is_ok().then_some(port)
    });
    port.expect("no free port on 127.0.0.1")
}
