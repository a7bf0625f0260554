//! What a browser loads at its first visit.

use anyhow::{Context, Result, ensure};
use std::{fmt, fs, path::Path};

/// The most that a first visit may load, in bytes of brotli: a second on a line of two megabits.
const MOST: usize = 260_000;

/// What a browser loads at its first visit, in bytes, file by file.
pub struct Weight {
    files: Vec<Loaded>,
}

struct Loaded {
    name: String,
    plain: usize,
    /// As browsers take it; as it is where compressing gains nothing.
    brotli: usize,
}

impl Weight {
    /// Weighs the files of a published client.
    ///
    /// # Errors
    /// When the folder can't be read.
    pub fn of(folder: &Path) -> Result<Self> {
        let mut files = Vec::new();
        weigh(folder, &mut files)?;
        files.sort_by_key(|file| std::cmp::Reverse(file.brotli));
        Ok(Self { files })
    }

    /// Refuses a client that has grown too heavy.
    ///
    /// # Errors
    /// When it is more than a first visit may load.
    pub fn check(&self) -> Result<()> {
        let brotli = self.brotli();
        ensure!(brotli <= MOST, "a first visit loads {brotli} bytes in brotli, and may load {MOST}");
        Ok(())
    }

    fn brotli(&self) -> usize {
        self.files.iter().map(|file| file.brotli).sum()
    }
}

fn weigh(folder: &Path, files: &mut Vec<Loaded>) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            weigh(&path, files)?;
            continue;
        }
        if path.extension().is_some_and(|extension| extension == "br" || extension == "gz") {
            continue;
        }
        let size = |path: &Path| fs::metadata(path).ok().and_then(|file| usize::try_from(file.len()).ok());
        let plain = size(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let brotli = size(&path.with_added_extension("br")).unwrap_or(plain);
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        files.push(Loaded { name, plain, brotli });
    }
    Ok(())
}

impl fmt::Display for Weight {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for Loaded { name, plain, brotli } in &self.files {
            writeln!(f, "    {plain:>9} bytes, {brotli:>7} in brotli  {name}")?;
        }
        let plain: usize = self.files.iter().map(|file| file.plain).sum();
        write!(f, "    {plain:>9} bytes, {:>7} in brotli  in all, of {MOST}", self.brotli())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weight(brotli: usize) -> Weight {
        Weight { files: vec![Loaded { name: "guichet.wasm".to_owned(), plain: 3 * brotli, brotli }] }
    }

    #[test]
    fn a_first_visit_has_a_limit() {
        assert!(weight(MOST).check().is_ok());
        assert!(weight(MOST + 1).check().is_err());
    }
}
