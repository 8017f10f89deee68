//! The output folder of a run, and what is written to it for one department. What a person has changed there is never
//! written over: it is kept beside under a name that says so.

use crate::finding::OutputKind;
use crate::run::names::NAME;
use crate::run::output::ledger::{Journal, Ledger, key};
use crate::run::output::retry::patiently;
use crate::run::output::{self, ExpectedOutput, ReadSeek, hash_of, make_way, owner_file, write};
use crate::run::real_path;
use crate::run::spool::NameSet;
use crate::run::{ContentHash, digest};
use crate::say::{self, Text};
use crate::write::fitted;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

/// What the name of a file says that a person has changed.
pub(crate) const CHANGED: &str = "改过的";
/// The folder of what is no longer current.
pub(crate) const OLD: &str = "旧";

/// The folder that a run writes to.
pub(crate) struct OutputFolder<'a> {
    pub(crate) path: &'a Path,
    /// What was handed in is never written over, wherever the output goes.
    submitted: &'a NameSet,
    /// What earlier runs have written.
    pub(crate) ledger: Ledger,
    journal: Journal,
}

impl<'a> OutputFolder<'a> {
    pub(crate) fn new(path: &'a Path, submitted: &'a NameSet) -> Self {
        Self {
            path,
            submitted,
            ledger: Ledger::load(path),
            journal: Journal::default(),
        }
    }

    /// Whether a file of this path was handed in.
    pub(crate) fn is_submitted(&self, name: &Path) -> bool {
        real_path(&self.path.join(name))
            .is_ok_and(|path| self.submitted.contains(path.as_os_str().as_encoded_bytes()))
    }

    /// Whether a file there is not as the program has written it.
    pub(crate) fn is_changed(&self, name: &Path) -> bool {
        let path = self.path.join(name);
        let is_file = fs::symlink_metadata(&path).is_ok_and(|about| about.is_file());
        is_file && hash_of(&path).is_none_or(|hash| !self.ledger.knows(self.path, &key(name), hash))
    }

    /// Moves a file to `target`, under a name with `tail` that is free; gives its new path within the folder.
    ///
    /// # Errors
    /// Why it cannot be moved, with what to do.
    pub(crate) fn move_to(&self, name: &Path, target: &Path, tail: &str) -> Result<PathBuf, Text> {
        let from = self.path.join(name);
        let own = hash_of(&from);
        let mut free = (1..).map(|number| numbered(target, tail, number));
        let is_free = |to: &PathBuf| {
            let path = self.path.join(to);
            fs::symlink_metadata(&path).is_err() || own.is_some() && hash_of(&path) == own
        };
        let to = free.find(is_free).unwrap_or_default();
        make_way(self.path, &to)?;
        patiently(|| fs::rename(&from, self.path.join(&to)))
            .map_err(|error| say::output::unwritten(&from, &error))?;
        Ok(to)
    }
}

/// `甲.xlsx` with a tail: `甲（改过的）.xlsx`, `甲（改过的2）.xlsx`.
fn numbered(name: &Path, tail: &str, number: usize) -> PathBuf {
    let tail = match (tail, number) {
        ("", 1) => String::new(),
        (tail, 1) => format!("（{tail}）"),
        (tail, number) => format!("（{tail}{number}）"),
    };
    let part = |part: Option<&OsStr>| part.unwrap_or_default().to_string_lossy().into_owned();
    let ending = match part(name.extension()) {
        ending if ending.is_empty() => tail,
        ending => format!("{tail}.{ending}"),
    };
    name.with_file_name(fitted(&part(name.file_stem()), &ending, NAME))
}

/// The output of one department, which remembers what it wrote and took away.
pub(crate) struct Outputs<'a> {
    pub(crate) folder: &'a OutputFolder<'a>,
    /// What there must be, for a later run to leave it.
    pub(crate) expected: Vec<ExpectedOutput>,
    /// What was kept because a person has changed it.
    pub(crate) kept: Vec<Text>,
    /// What could not be taken away.
    pub(crate) errors: Vec<Text>,
}

impl<'a> Outputs<'a> {
    pub(crate) fn new(folder: &'a OutputFolder<'a>) -> Self {
        Self {
            folder,
            expected: Vec::new(),
            kept: Vec::new(),
            errors: Vec::new(),
        }
    }

    /// Writes a file; `name` is its path within the folder.
    ///
    /// # Errors
    /// Why it could not be written, with what to do.
    pub(crate) fn write(&mut self, name: &Path, bytes: &[u8]) -> Result<(), Text> {
        self.put(name, digest(bytes), |folder| write(folder, name, bytes))
    }

    /// The same where the new file has all that a person has written into the one that is there.
    ///
    /// # Errors
    /// Why it could not be written, with what to do.
    pub(crate) fn write_over(&mut self, name: &Path, bytes: &[u8]) -> Result<(), Text> {
        let hash = digest(bytes);
        self.folder.journal.note(self.folder.path, &key(name), hash);
        write(self.folder.path, name, bytes)?;
        self.expect(name, Some(hash));
        Ok(())
    }

    /// Writes a file of this hash, which is read from its beginning.
    ///
    /// # Errors
    /// Why it could not be written, with what to do.
    pub(crate) fn copy(
        &mut self,
        name: &Path,
        hash: ContentHash,
        from: &mut dyn ReadSeek,
    ) -> Result<(), Text> {
        self.put(name, hash, |folder| output::copy(folder, name, from))
    }

    fn put(
        &mut self,
        name: &Path,
        hash: ContentHash,
        write: impl FnOnce(&Path) -> Result<(), Text>,
    ) -> Result<(), Text> {
        make_way(self.folder.path, name)?;
        if hash_of(&self.folder.path.join(name)) != Some(hash) {
            if self.folder.is_changed(name) {
                let kept = self.keep(name)?;
                let kind = OutputKind::of(name);
                let said = say::output::replaced(kind, &key(name), &key(&kept));
                self.kept.push(said);
            }
            self.folder.journal.note(self.folder.path, &key(name), hash);
            write(self.folder.path)?;
        }
        self.expect(name, Some(hash));
        Ok(())
    }

    /// Takes away what an earlier run wrote, unless it is what was handed in.
    pub(crate) fn remove(&mut self, name: &Path) {
        if self.folder.is_submitted(name) {
            return;
        }
        self.expect(name, None);
        let path = self.folder.path.join(name);
        if fs::symlink_metadata(&path).is_err() {
            return;
        }
        let done = if let Some(owner) = owner_file(&path) {
            Err(say::output::open_unremoved(&path, &owner))
        } else if self.folder.is_changed(name) {
            self.keep(name)
                .map(|kept| self.kept.push(say::output::kept(&key(name), &key(&kept))))
        } else {
            patiently(|| fs::remove_file(&path))
                .map_err(|error| say::output::unremoved(&path, &error))
        };
        self.errors.extend(done.err());
    }

    fn keep(&self, name: &Path) -> Result<PathBuf, Text> {
        self.folder.move_to(name, name, CHANGED)
    }

    fn expect(&mut self, name: &Path, hash: Option<ContentHash>) {
        self.expected.push((key(name), hash));
    }
}
