//! Has cargo compile the server again when the client inside it changes.

use std::{env, fs};

/// What `cargo xtask client` fills.
const CLIENT: &str = "../web/dist";

fn main() {
    // It has to be there when the server is compiled: a debug build, which reads the client at each request, resolves
    // this path then, and would find nothing in a folder made later.
    if let Err(error) = fs::create_dir_all(CLIENT) {
        println!("cargo::error=cannot make {CLIENT}: {error}");
    }
    // A release embeds the files it finds while it compiles, and rustc knows of those alone: not of those that come later.
    let is_release = env::var_os("CARGO_CFG_DEBUG_ASSERTIONS").is_none();
    println!("cargo::rerun-if-changed={}", if is_release { CLIENT } else { "build.rs" });
}
