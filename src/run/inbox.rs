//! The folder that a clerk drops files into: which files are looked at, which are left alone.

mod content;

pub(crate) use content::{bytes, bytes_up_to};

use crate::book::Refusal;
use crate::finding::{Ignored, PassedFolder};
use crate::run::digest_of;
use crate::run::last;
use crate::run::output::folder::OLD;
use crate::run::output::ledger::{self, Ledger, STATE};
use crate::run::real_path;
use crate::run::returned::FOLDER;
use crate::run::system_path;
use crate::say::visible_name;
use crate::templates::SETTINGS;
use serde::{Deserialize, Serialize};
use std::collections::{HashMap, HashSet};
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Folders deeper than this are not looked into.
const DEPTH: usize = 32;
/// Files beyond this number are not looked at.
const FILES: usize = 100_000;
/// Bytes of a file.
pub(crate) const FILE_BYTES: u64 = 200 << 20;

/// The name of the folder for what the program writes; at the top of an inbox it is never read back.
pub const OUTPUT_FOLDER: &str = "公开表";

/// Lies in other folders of an inbox that output was written to.
pub(crate) const OUTPUT_MARK: &str = ".gouji-output";

/// A file to read.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SubmittedFile {
    /// Where it is.
    #[serde(with = "system_path")]
    pub path: PathBuf,
    /// Its place in the zip at `path`, where it lies in one.
    pub member: Option<usize>,
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
    /// The folder with last year's workbooks, if one lies at its top.
    pub last_year: Option<PathBuf>,
}

impl Inbox {
    /// Looks through a folder. Only its own output is passed over: `out`, the folder 公开表 at its top, and what an
    /// earlier run has written elsewhere within it. Whatever else is not read is named.
    ///
    /// # Errors
    /// The system's reason when the folder itself cannot be opened.
    pub fn open(root: &Path, out: &Path) -> std::io::Result<Self> {
        let mut inbox = Self::default();
        let entries = sorted_entries(root)?;
        let canonical = real_path(root)?;
        let out = real_path(out).ok().filter(|out| *out != canonical);
        // one file of the folder may have been published into the folder itself
        let written = WrittenHere::of(&canonical, &canonical).filter(|written| written.is_own);
        let place = FolderPosition {
            root: &canonical,
            out: out.as_deref(),
            written: written.as_ref(),
            depth: 0,
        };
        inbox.visit(entries, "", &place);
        inbox.tell_apart();
        Ok(inbox)
    }

    /// Files named one by one.
    pub fn of_files(paths: &[PathBuf]) -> Self {
        let mut inbox = Self::default();
        let mut names: HashMap<Option<&OsStr>, usize> = HashMap::new();
        for path in paths {
            *names.entry(path.file_name()).or_default() += 1;
        }
        for path in paths {
            if names[&path.file_name()] > 1 {
                // the name alone would not tell them apart
                inbox.add(path.clone(), readable(path.as_os_str()).into(), "");
                continue;
            }
            let name = path.file_name().unwrap_or(path.as_os_str());
            inbox.add(path.clone(), readable(name).into(), "");
        }
        inbox
    }

    fn visit(&mut self, entries: Vec<PathBuf>, folder: &str, place: &FolderPosition<'_>) {
        for path in entries {
            let own = path.file_name().map(readable).unwrap_or_default();
            let name: Arc<str> = if folder.is_empty() {
                own.as_str().into()
            } else {
                format!("{folder}/{own}").into()
            };
            let kind = match fs::symlink_metadata(&path) {
                Ok(kind) => kind,
                Err(error) => {
                    self.unreadable.push((name, Refusal::system(&error)));
                    continue;
                }
            };
            if kind.is_dir() {
                self.folder(&path, &own, name, place);
            } else if !kind.is_file() {
                self.ignored.push((name, Ignored::NotAFile));
            } else if let Some(is_own) = place.is_written(&path) {
                if !is_own {
                    self.ignored.push((name, Ignored::OtherInbox));
                }
            } else if let Some(reason) = left_alone(&own) {
                // the settings of the inbox itself are used
                if place.depth > 0 || reason != Ignored::Settings {
                    self.ignored.push((name, reason));
                }
            } else {
                self.add(path, name, folder);
            }
        }
    }

    fn folder(&mut self, path: &Path, own: &str, name: Arc<str>, place: &FolderPosition<'_>) {
        if place.is_output(path, own) {
            return;
        }
        let is_last_year = place.depth == 0 && last::FOLDERS.contains(&own);
        if is_last_year && self.last_year.is_none() {
            self.last_year = Some(path.to_path_buf());
            return;
        }
        let kind = match is_last_year {
            true => Some(PassedFolder::LastYear),
            false => passed_over(own),
        };
        if let Some(kind) = kind {
            let files = Some(files_below(path, 0));
            self.ignored.push((name, Ignored::Folder { kind, files }));
            return;
        }
        if place.depth >= DEPTH {
            self.ignored.push((name, Ignored::TooDeep));
            return;
        }
        let written = WrittenHere::of(path, place.root);
        let place = FolderPosition {
            written: written.as_ref().or(place.written),
            depth: place.depth + 1,
            ..*place
        };
        match sorted_entries(path) {
            Ok(entries) => self.visit(entries, &name, &place),
            Err(error) => self.unreadable.push((name, Refusal::system(&error))),
        }
    }

    /// Gives files of one name, which systems have where names are not UTF-8, their own names.
    fn tell_apart(&mut self) {
        let mut taken = HashSet::new();
        for file in &mut self.files {
            let mut name = file.name.clone();
            for number in 2.. {
                if taken.insert(name.clone()) {
                    break;
                }
                name = format!("{}（{number}）", file.name).into();
            }
            file.name = name;
        }
    }

    fn add(&mut self, path: PathBuf, name: Arc<str>, folder: &str) {
        if self.files.len() >= FILES {
            self.ignored.push((name, Ignored::TooMany));
            return;
        }
        let folder = folder.split('/').next().unwrap_or("").to_owned();
        self.files.push(SubmittedFile {
            path,
            member: None,
            name,
            folder,
        });
    }
}

/// Where a folder lies.
#[derive(Clone, Copy)]
struct FolderPosition<'a> {
    root: &'a Path,
    /// The output folder of this run, if it lies within.
    out: Option<&'a Path>,
    /// What a run has written to the folder around it.
    written: Option<&'a WrittenHere>,
    depth: usize,
}

impl FolderPosition<'_> {
    /// Whether a folder in it holds nothing but output of this inbox.
    fn is_output(&self, path: &Path, own: &str) -> bool {
        let is_old = |written: &WrittenHere| {
            written.is_own
                && [OLD, FOLDER]
                    .iter()
                    .any(|name| path == written.folder.join(name))
        };
        self.depth == 0 && own == OUTPUT_FOLDER
            || self
                .out
                .is_some_and(|out| real_path(path).is_ok_and(|own| own == out))
            || self.written.is_some_and(is_old)
    }

    /// Whether a file is as a run has written it, and whether that was a run of this inbox.
    fn is_written(&self, path: &Path) -> Option<bool> {
        let written = self.written?;
        let name = ledger::key(path.strip_prefix(&written.folder).ok()?);
        let is_state = [STATE, OUTPUT_MARK].contains(&&*name) && written.is_own;
        let hash = || written.ledger.files.get(&name).map(|own| own.hash);
        let is_as_written = || hash().is_some_and(|hash| digest_of(path) == Some(hash));
        (is_state || is_as_written()).then_some(written.is_own)
    }
}

/// An output folder within an inbox.
struct WrittenHere {
    folder: PathBuf,
    ledger: Ledger,
    /// Whether it is the output of this inbox.
    is_own: bool,
}

impl WrittenHere {
    fn of(folder: &Path, root: &Path) -> Option<Self> {
        if !folder.join(STATE).exists() {
            return None;
        }
        let ledger = Ledger::load(folder);
        let is_root = |inbox: &str| real_path(&folder.join(inbox)).is_ok_and(|inbox| inbox == root);
        let inboxes: HashSet<String> = ledger.files.iter().flatten().map(|it| it.1.inbox).collect();
        let is_own = inboxes.iter().any(|inbox| is_root(inbox));
        Some(Self {
            folder: folder.to_path_buf(),
            ledger,
            is_own,
        })
    }
}

/// A name that is not UTF-8 is GBK, as Chinese Windows and old archives write it.
fn decoded(name: &OsStr) -> String {
    if let Some(name) = name.to_str() {
        return name.to_owned();
    }
    #[cfg(unix)]
    {
        use std::os::unix::ffi::OsStrExt;
        let (text, _, is_damaged) = encoding_rs::GBK.decode(name.as_bytes());
        if !is_damaged {
            return text.into_owned();
        }
    }
    name.to_string_lossy().into_owned()
}

/// A name as a person reads it: what would break a line or turn it around is written as an escape.
fn readable(name: &OsStr) -> String {
    visible_name(&decoded(name))
}

/// Why a folder of this name is not looked into.
pub(crate) fn passed_over(own: &str) -> Option<PassedFolder> {
    let system = [
        "$recycle.bin",
        "system volume information",
        "recycler",
        "__macosx",
        "@eadir",
        "#recycle",
        "lost+found",
    ];
    if system.contains(&own.to_lowercase().as_str()) {
        Some(PassedFolder::System)
    } else if own.starts_with('.') && own != "." && own != ".." {
        Some(PassedFolder::Hidden)
    } else {
        None
    }
}

/// How many files a folder holds, as far as it can be seen.
fn files_below(folder: &Path, depth: usize) -> usize {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let count = |entry: fs::DirEntry| match entry.file_type() {
        Ok(kind) if kind.is_dir() && depth < DEPTH => files_below(&entry.path(), depth + 1),
        Ok(kind) if kind.is_dir() => 0,
        _ => 1,
    };
    entries.take(FILES).map(count).sum()
}

/// Why a file of this name is no submission.
pub(crate) fn left_alone(own: &str) -> Option<Ignored> {
    if own.starts_with("~$") || own.starts_with(".~lock") {
        Some(Ignored::OwnerFile)
    } else if own.eq_ignore_ascii_case(SETTINGS) {
        Some(Ignored::Settings)
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
