//! What JavaScript needs to start the client.

use anyhow::{Context, Result};
use std::{collections::BTreeMap, path::Path};
use wasm_bindgen_cli_support::Bindgen;

/// The client, bound to the browser.
pub struct Bound {
    /// The module that imports the browser's functions and exports `init`.
    pub script: String,
    /// Modules that crates of the client bring along, by the path under which `script` imports them.
    pub snippets: BTreeMap<String, String>,
    /// The code itself.
    pub wasm: Vec<u8>,
}

/// Makes the bindings, for browsers that know modules.
///
/// # Errors
/// When the file is none of wasm-bindgen's.
pub fn bind(wasm: &Path) -> Result<Bound> {
    let mut output = Bindgen::new()
        .input_path(wasm)
        .out_name("guichet")
        .web(true)?
        .typescript(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate_output()
        .context("cannot make the bindings")?;

    let inline = output.snippets().iter().flat_map(|(folder, scripts)| {
        scripts.iter().enumerate().map(move |(n, script)| (format!("./snippets/{folder}/inline{n}.js"), script.clone()))
    });
    let modules = output.local_modules().iter().map(|(path, script)| (format!("./snippets/{path}"), script.clone()));
    let snippets = inline.chain(modules).collect();
    let script = output.js().to_owned();
    Ok(Bound { script, snippets, wasm: output.wasm_mut().emit_wasm() })
}
