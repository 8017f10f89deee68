//! The path of a file without links, to tell whether two paths are one file.

use std::io;
use std::path::{Path, PathBuf};

/// The path without links.
///
/// # Errors
/// What the system says, also where nothing lies there.
#[cfg(not(target_family = "wasm"))]
pub(crate) fn real_path(path: &Path) -> io::Result<PathBuf> {
    std::fs::canonicalize(path)
}

/// The same in memory, where there are no links, and paths are whole.
#[cfg(target_family = "wasm")]
pub(crate) fn real_path(path: &Path) -> io::Result<PathBuf> {
    std::fs::metadata(path)?;
    Ok(path.components().collect())
}
