//! The web client, from its source to the files that the server embeds.

mod compress;
mod page;
mod site;
mod stamp;
mod styles;

use crate::{
    command,
    wasm::{self, Bound, Toolchain},
    workspace::Workspace,
};
use anyhow::Result;
use site::Site;
use std::{fs, path::Path, time::Instant};

/// What the client is built for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Flavour {
    /// Small, and compressed ahead.
    Published,
    /// Soon built; the page reloads when the client changes.
    Development,
}

/// Builds the client into `web/dist`; where nothing changed since the last time, looks and leaves.
///
/// # Errors
/// When a part of the client does not compile or a file is missing.
pub fn build(workspace: &Workspace, flavour: Flavour) -> Result<()> {
    command::title("Web client");
    let start = Instant::now();
    let toolchain = Toolchain::prepare()?;
    let wasm = wasm::compile(workspace, &toolchain, flavour)?;

    let stamp = stamp::of(workspace, flavour, &wasm)?;
    if stamp::is_current(workspace, &stamp) {
        command::note("web/dist is up to date");
        return Ok(());
    }

    let site = assemble(workspace, flavour, &wasm)?;
    stamp::forget(workspace)?;
    let weight = site.write(&workspace.dist(), flavour == Flavour::Published)?;
    stamp::keep(workspace, &stamp)?;
    command::note(format_args!("web/dist: {weight}, in {:.0} s", start.elapsed().as_secs_f32()));
    Ok(())
}

fn assemble(workspace: &Workspace, flavour: Flavour, wasm: &Path) -> Result<Site> {
    let mut bound = wasm::bind(wasm)?;
    if flavour == Flavour::Published {
        bound.wasm = wasm::optimise(workspace, bound.wasm)?;
    }

    let mut site = Site::default();
    styles::add(&mut site, workspace)?;
    add_code(&mut site, bound, flavour);
    site.page(page::resolve(&fs::read_to_string(workspace.path("web/index.html"))?, &site)?);
    Ok(site)
}

/// The code and the modules that start it. Each is named by its content, so what it imports comes first.
fn add_code(site: &mut Site, bound: Bound, flavour: Flavour) {
    let mut script = bound.script;
    for (path, snippet) in &bound.snippets {
        let url = site.add("snippet.js", snippet.as_bytes());
        script = script.replace(path, &url);
    }
    let script = site.add("guichet.js", script.as_bytes());
    let wasm = site.add("guichet.wasm", &bound.wasm);
    site.add("boot.js", page::boot(&script, &wasm, flavour).as_bytes());
}
