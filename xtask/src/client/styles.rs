//! The style sheets, and the pictures and fonts beside them.

use super::Site;
use crate::{npm::Npm, workspace::Workspace};
use anyhow::{Context, Result};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// Adds the files of `web/static`, then the sheets of `web/styles` as one, in the order of their paths; `npm` makes it
/// lighter.
///
/// # Errors
/// When a file can't be read, or the sheet by `npm`.
pub fn add(site: &mut Site, workspace: &Workspace, npm: Option<&Npm>) -> Result<()> {
    let folder = workspace.path("web/static");
    for file in files(&folder)? {
        let name = file.strip_prefix(&folder)?.to_string_lossy().into_owned();
        site.add(&name, &fs::read(&file)?);
    }

    let mut bundle = String::new();
    for sheet in sheets(workspace)? {
        bundle += &fs::read_to_string(&sheet).with_context(|| format!("cannot read {}", sheet.display()))?;
        bundle.push('\n');
    }
    for (name, address) in site.addresses() {
        bundle = bundle.replace(&format!("url(\"/{name}\")"), &format!("url(\"{address}\")"));
    }
    if let Some(npm) = npm {
        bundle = npm.minify("styles.css", &bundle)?;
    }
    site.add("styles.css", bundle.as_bytes());
    Ok(())
}

fn sheets(workspace: &Workspace) -> Result<Vec<PathBuf>> {
    let mut sheets = files(&workspace.path("web/styles"))?;
    sheets.retain(|file| file.extension().is_some_and(|extension| extension == "css"));
    Ok(sheets)
}

/// Every file under a folder that may not exist, sorted by path.
pub fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    if folder.is_dir() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() { found.extend(files(&path)?) } else { found.push(path) }
        }
    }
    found.sort();
    Ok(found)
}
