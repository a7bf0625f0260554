//! The web client, from its source to the files that the server embeds.

mod compress;
mod page;
mod site;
mod stamp;
mod styles;
mod weight;

use crate::{
    command,
    npm::Npm,
    wasm::{self, Bound, Toolchain},
    workspace::Workspace,
};
use anyhow::Result;
use site::Site;
use std::{fs, path::Path, time::Instant};
use weight::Weight;

/// What the client is built for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Flavour {
    /// Small, and compressed ahead.
    Published,
    /// Soon built; the page reloads when the client changes.
    Development,
}

/// Builds the client into `web/dist`; where nothing changed since the last time, looks and leaves. Gives the programs
/// that made it lighter, if they could.
///
/// # Errors
/// When a part of the client does not compile or a file is missing.
pub fn build(workspace: &Workspace, flavour: Flavour) -> Result<Option<Npm>> {
    command::title("Web client");
    let start = Instant::now();
    let toolchain = Toolchain::prepare()?;
    let npm = match flavour {
        Flavour::Published => Npm::prepare(workspace),
        Flavour::Development => None,
    };
    let wasm = wasm::compile(workspace, &toolchain, flavour)?;

    let stamp = stamp::of(workspace, flavour, npm.is_some(), &wasm)?;
    if stamp::is_current(workspace, &stamp) {
        command::note("web/dist is up to date");
    } else {
        let site = assemble(workspace, flavour, npm.as_ref(), &wasm)?;
        stamp::forget(workspace)?;
        site.write(&workspace.dist(), flavour == Flavour::Published)?;
        stamp::keep(workspace, &stamp)?;
        command::note(format_args!("web/dist: built in {:.0} s", start.elapsed().as_secs_f32()));
    }
    if flavour == Flavour::Published {
        command::note(format_args!("a first visit loads\n{}", Weight::of(&workspace.dist())?));
    }
    Ok(npm)
}

/// Builds the client, and weighs it where it could be made as light as it is published.
///
/// # Errors
/// When it does not build, or is heavier than a first visit may be.
pub fn check(workspace: &Workspace) -> Result<()> {
    match build(workspace, Flavour::Published)? {
        Some(_) => Weight::of(&workspace.dist())?.check(),
        None => {
            command::note("its weight is not judged, since nothing could make it lighter");
            Ok(())
        }
    }
}

fn assemble(workspace: &Workspace, flavour: Flavour, npm: Option<&Npm>, wasm: &Path) -> Result<Site> {
    let mut bound = wasm::bind(wasm)?;
    if let Some(npm) = npm {
        bound.wasm = npm.optimise(&bound.wasm)?;
    }

    let mut site = Site::default();
    styles::add(&mut site, workspace, npm)?;
    add_code(&mut site, bound, npm, flavour)?;
    site.page(page::resolve(&fs::read_to_string(workspace.path("web/index.html"))?, &site)?);
    Ok(site)
}

/// The code and the modules that start it. Each is named by its content, so what it imports comes first.
fn add_code(site: &mut Site, bound: Bound, npm: Option<&Npm>, flavour: Flavour) -> Result<()> {
    let mut script = bound.script;
    for (path, snippet) in &bound.snippets {
        let url = site.add("snippet.js", snippet.as_bytes());
        script = script.replace(path, &url);
    }
    if let Some(npm) = npm {
        script = npm.minify("guichet.js", &script)?;
    }
    let script = site.add("guichet.js", script.as_bytes());
    let wasm = site.add("guichet.wasm", &bound.wasm);
    site.add("boot.js", page::boot(&script, &wasm, flavour).as_bytes());
    Ok(())
}
