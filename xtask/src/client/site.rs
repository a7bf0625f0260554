//! The files of the client, named by their content.

use super::compress;
use anyhow::{Context, Result};
use sha2::{Digest, Sha256};
use std::{collections::BTreeMap, fs, path::Path};

/// Where the files named by their content are: the server lets browsers keep whatever is under it for ever.
const ASSETS: &str = "assets";
const PAGE: &str = "index.html";

/// What the server will embed.
#[derive(Default)]
pub struct Site {
    /// By path under `web/dist`.
    files: BTreeMap<String, Vec<u8>>,
    /// The address of a file, by the name the source calls it.
    addresses: BTreeMap<String, String>,
}

impl Site {
    /// Adds a file and gives its address.
    pub fn add(&mut self, name: &str, content: &[u8]) -> String {
        let digest = Sha256::digest(content);
        let hash: String = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        let path = match name.rsplit_once('.') {
            Some((stem, extension)) => format!("{ASSETS}/{stem}-{hash}.{extension}"),
            None => format!("{ASSETS}/{name}-{hash}"),
        };
        let address = format!("/{path}");
        self.files.insert(path, content.to_vec());
        self.addresses.insert(name.to_owned(), address.clone());
        address
    }

    /// Sets the one file that keeps its name, since it is where a visit starts.
    pub fn page(&mut self, html: String) {
        self.files.insert(PAGE.to_owned(), html.into_bytes());
    }

    /// Every name of the source with its address.
    pub fn addresses(&self) -> impl Iterator<Item = (&str, &str)> {
        self.addresses.iter().map(|(name, address)| (name.as_str(), address.as_str()))
    }

    /// Writes the files and removes what an earlier build left. The page comes after what it loads, and the old files go
    /// last, so that a server that reads the folder never gives out a page that can't load.
    ///
    /// # Errors
    /// When the folder can't be written.
    pub fn write(mut self, folder: &Path, compressed: bool) -> Result<()> {
        if compressed {
            self.compress()?;
        }
        fs::create_dir_all(folder.join(ASSETS))?;
        let (page, assets): (Vec<_>, Vec<_>) = self.files.iter().partition(|(path, _)| path.starts_with(PAGE));
        for (path, content) in assets.into_iter().chain(page) {
            write_whole(&folder.join(path), content)?;
        }
        self.remove_others(folder, folder)
    }

    /// Adds what browsers can take compressed.
    fn compress(&mut self) -> Result<()> {
        for (path, content) in self.files.clone() {
            let brotli = compress::brotli(&content).with_context(|| format!("cannot compress {path}"))?;
            let gzip = compress::gzip(&content).with_context(|| format!("cannot compress {path}"))?;
            for (suffix, smaller) in [("br", brotli), ("gz", gzip)] {
                if smaller.len() < content.len() {
                    self.files.insert(format!("{path}.{suffix}"), smaller);
                }
            }
        }
        Ok(())
    }

    fn remove_others(&self, root: &Path, folder: &Path) -> Result<()> {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                self.remove_others(root, &path)?;
            } else if !self.contains(path.strip_prefix(root)?) {
                fs::remove_file(&path)?;
            }
        }
        Ok(())
    }

    fn contains(&self, path: &Path) -> bool {
        self.files.keys().any(|file| Path::new(file) == path)
    }
}

/// Writes a file so that whoever reads it sees the old one or the new one, and leaves alone one that is already right:
/// the server is compiled again when a file it embeds is touched.
fn write_whole(path: &Path, content: &[u8]) -> Result<()> {
    if fs::read(path).is_ok_and(|old| old == content) {
        return Ok(());
    }
    let unfinished = path.with_added_extension("unfinished");
    fs::write(&unfinished, content).with_context(|| format!("cannot write {}", unfinished.display()))?;
    fs::rename(&unfinished, path).with_context(|| format!("cannot write {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_named_by_its_content() {
        let mut site = Site::default();
        let first = site.add("boot.js", b"one");
        assert!(first.starts_with("/assets/boot-") && first.ends_with(".js"), "{first}");
        assert_eq!(first, site.add("boot.js", b"one"));
        assert_ne!(first, site.add("boot.js", b"two"));
    }
}
