//! Has cargo compile the server again when the client inside it changes.

use std::{env, path::Path};

fn main() {
    // A debug build reads the client from the folder at each request. A release embeds the files it finds while it
    // compiles, and rustc knows of those alone: not of the ones that appear later.
    let watched = if env::var_os("CARGO_CFG_DEBUG_ASSERTIONS").is_some() {
        "build.rs"
    } else if Path::new("../web/dist").exists() {
        "../web/dist"
    } else {
        "../web"
    };
    println!("cargo::rerun-if-changed={watched}");
}
