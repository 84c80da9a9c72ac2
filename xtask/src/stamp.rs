//! Work that is done once per content: a stamp file holds the hash of the inputs that the last run had.
//!
//! Out of scope: knowing what a step reads; the caller lists files and directories.
//!
//! ```text
//! let stamp = Stamp::of(&out.join(".stamp"), root, &["edge", "crates", "Cargo.lock"])?;
//! if !stamp.holds() { build()?; stamp.write()?; }
//! ```

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;
use sha2::{Digest, Sha256};

/// The hash of some inputs, and the file that remembers it.
#[derive(Debug)]
pub(crate) struct Stamp {
    file: PathBuf,
    hash: String,
}

impl Stamp {
    /// Hashes names and contents of the inputs, which are files or directories below `root`.
    pub(crate) fn of(file: &Path, root: &Path, inputs: &[&str]) -> anyhow::Result<Stamp> {
        let mut hasher = Sha256::new();
        for input in inputs {
            for path in files(&root.join(input))? {
                let bytes = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
                let name = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().into_owned();
                hasher.update(format!("{name}\0{}\0", bytes.len()));
                hasher.update(&bytes);
            }
        }
        let hash = hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(Stamp { file: file.to_owned(), hash })
    }

    /// Whether the last run had the same inputs.
    pub(crate) fn holds(&self) -> bool {
        fs::read_to_string(&self.file).is_ok_and(|text| text == self.hash)
    }

    /// Remembers these inputs as done.
    pub(crate) fn write(&self) -> anyhow::Result<()> {
        fs::write(&self.file, &self.hash).with_context(|| format!("cannot write {}", self.file.display()))
    }
}

/// The file itself, or every file below the directory, in order of name.
pub(crate) fn files(path: &Path) -> anyhow::Result<Vec<PathBuf>> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut entries = fs::read_dir(path)
        .and_then(|dir| dir.map(|entry| entry.map(|entry| entry.path())).collect::<Result<Vec<_>, _>>())
        .with_context(|| format!("cannot list {}", path.display()))?;
    entries.sort();
    let mut all = Vec::new();
    for entry in entries {
        all.extend(files(&entry)?);
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stamp_holds_until_a_byte_of_the_inputs_changes() {
        let root = std::env::temp_dir().join(format!("wenk-stamp-{}", std::process::id()));
        fs::create_dir_all(root.join("src")).unwrap();
        fs::write(root.join("src/a"), "one").unwrap();
        let stamp = || Stamp::of(&root.join("stamp"), &root, &["src"]).unwrap();
        assert!(!stamp().holds());
        stamp().write().unwrap();
        assert!(stamp().holds());
        fs::write(root.join("src/a"), "two").unwrap();
        assert!(!stamp().holds());
        fs::remove_dir_all(&root).unwrap();
    }
}
