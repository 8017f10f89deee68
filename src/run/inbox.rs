//! The folder that a clerk drops files into: which files are looked at, which are left alone.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::book::{Quantity, Refusal};
use crate::finding::Ignored;

/// Folders deeper than this are not looked into.
const DEPTH: usize = 32;
/// Files beyond this number are not looked at.
const FILES: usize = 100_000;
/// Bytes of a file.
pub(crate) const FILE_BYTES: u64 = 200 << 20;

/// The name of the folder for what the program writes; never read back as a submission.
pub const OUTPUT_FOLDER: &str = "公开表";

/// Lies in other folders of an inbox that output was written to.
pub(crate) const OUTPUT_MARK: &str = ".gouji-output";

/// A file to read.
#[derive(Debug, Clone)]
pub struct SubmittedFile {
    /// Where it is.
    pub path: PathBuf,
    /// As the clerk knows it: the path within the inbox.
    pub name: Arc<str>,
    /// The folder of the department: the first one within the inbox, empty for files at its top.
    pub folder: String,
}

/// What lies in an inbox.
#[derive(Debug, Clone, Default)]
pub struct Inbox {
    /// Files to read, in the order of their names.
    pub files: Vec<SubmittedFile>,
    /// Files left alone, with the reason.
    pub ignored: Vec<(Arc<str>, Ignored)>,
    /// Folders and files that could not be looked at.
    pub unreadable: Vec<(Arc<str>, Refusal)>,
}

impl Inbox {
    /// Looks through a folder; `out`, if it lies within, is passed over.
    ///
    /// # Errors
    /// The system's reason when the folder itself cannot be opened.
    pub fn open(root: &Path, out: &Path) -> std::io::Result<Self> {
        let mut inbox = Self::default();
        let entries = sorted_entries(root)?;
        let out = fs::canonicalize(out)
            .ok()
            .filter(|out| fs::canonicalize(root).is_ok_and(|root| root != *out));
        inbox.visit(entries, "", out.as_deref(), 0);
        Ok(inbox)
    }

    /// Files named one by one.
    pub fn of_files(paths: &[PathBuf]) -> Self {
        let mut inbox = Self::default();
        let own_name = |path: &PathBuf| path.file_name().map(|name| name.to_os_string());
        for path in paths {
            let is_shared = paths
                .iter()
                .filter(|other| own_name(other) == own_name(path))
                .count()
                > 1;
            if is_shared {
                // the name alone would not tell them apart
                inbox.add(path.clone(), path.to_string_lossy().as_ref().into(), "");
                continue;
            }
            let name = path
                .file_name()
                .map_or_else(|| path.to_string_lossy(), |name| name.to_string_lossy());
            inbox.add(path.clone(), name.as_ref().into(), "");
        }
        inbox
    }

    fn visit(&mut self, entries: Vec<PathBuf>, folder: &str, out: Option<&Path>, depth: usize) {
        for path in entries {
            let own = path
                .file_name()
                .map(|name| name.to_string_lossy().into_owned())
                .unwrap_or_default();
            let name: Arc<str> = if folder.is_empty() {
                own.as_str().into()
            } else {
                format!("{folder}/{own}").into()
            };
            let Ok(kind) = fs::symlink_metadata(&path) else {
                self.unreadable.push((
                    name,
                    Refusal::Unreadable {
                        cause: "无法查看".to_owned(),
                    },
                ));
                continue;
            };
            if kind.is_dir() {
                let is_output = path.join(OUTPUT_MARK).exists()
                    || own == OUTPUT_FOLDER
                    || out.is_some_and(|out| fs::canonicalize(&path).is_ok_and(|p| p == out));
                if is_output || own.starts_with('.') {
                    continue;
                }
                if depth >= DEPTH {
                    self.ignored.push((name, Ignored::TooDeep));
                    continue;
                }
                match sorted_entries(&path) {
                    Ok(entries) => self.visit(entries, &name, out, depth + 1),
                    Err(error) => self.unreadable.push((
                        name,
                        Refusal::Unreadable {
                            cause: error.to_string(),
                        },
                    )),
                }
            } else if !kind.is_file() {
                self.ignored.push((name, Ignored::NotAFile));
            } else if let Some(reason) = left_alone(&own) {
                self.ignored.push((name, reason));
            } else {
                self.add(path, name, folder);
            }
        }
    }

    fn add(&mut self, path: PathBuf, name: Arc<str>, folder: &str) {
        if self.files.len() >= FILES {
            self.ignored.push((name, Ignored::TooMany));
            return;
        }
        let folder = folder.split('/').next().unwrap_or("").to_owned();
        self.files.push(SubmittedFile { path, name, folder });
    }
}

/// Why a file of this name is no submission.
pub(crate) fn left_alone(own: &str) -> Option<Ignored> {
    if own.starts_with("~$") || own.starts_with(".~lock") {
        Some(Ignored::OwnerFile)
    } else if own.starts_with('.')
        || ["thumbs.db", "desktop.ini"].contains(&own.to_lowercase().as_str())
    {
        Some(Ignored::SystemFile)
    } else {
        None
    }
}

fn sorted_entries(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut entries: Vec<PathBuf> = fs::read_dir(folder)?
        .filter_map(|entry| entry.ok().map(|e| e.path()))
        .collect();
    entries.sort();
    Ok(entries)
}

/// The bytes of a file, if it is a regular one of honest size.
pub(crate) fn bytes(path: &Path) -> Result<Vec<u8>, Refusal> {
    let cause = |error: std::io::Error| Refusal::Unreadable {
        cause: crate::say::system(&error),
    };
    let kind = fs::metadata(path).map_err(cause)?;
    if !kind.is_file() {
        return Err(Refusal::Unreadable {
            cause: "不是普通文件".to_owned(),
        });
    }
    if kind.len() > FILE_BYTES {
        return Err(Refusal::TooLarge {
            what: Quantity::FileBytes,
            limit: FILE_BYTES,
            found: kind.len(),
        });
    }
    fs::read(path).map_err(cause)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_beyond_the_limit_are_left_alone_and_counted() {
        let mut inbox = Inbox::default();
        (0..FILES).for_each(|_| inbox.add(PathBuf::from("a.xlsx"), "a.xlsx".into(), ""));
        assert_eq!((inbox.files.len(), inbox.ignored.len()), (100_000, 0));
        inbox.add(PathBuf::from("b.xlsx"), "b.xlsx".into(), "");
        assert_eq!((inbox.files.len(), inbox.ignored.len()), (100_000, 1));
        assert_eq!(&*inbox.ignored[0].0, "b.xlsx");
    }
}
