//! The end of a run: what the output folder now holds and from which files, and what lies there of departments that
//! are gone from the inbox. That is moved to its own folder, so that it is not taken for current.

use crate::finding::OutputKind;
use crate::run::output::ExpectedOutput;
use crate::run::output::folder::{OLD, OutputFolder};
use crate::run::output::ledger::{Ledger, WrittenFile, inbox_of, key};
use crate::run::spool::NameSet;
use crate::say::{self, Text};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

/// What a run has made of an inbox.
pub(crate) struct RunOutput<'a> {
    pub(crate) folder: &'a OutputFolder<'a>,
    /// The inbox, as seen from the output folder.
    inbox: String,
    ledger: Ledger,
    /// Files that departments were made from.
    sources: NameSet,
    /// Files of which this run could not say all: what was made of them before stays.
    open: Vec<Arc<str>>,
    /// Those among them that cannot be read.
    unread: Vec<Arc<str>>,
}

/// What happened to the output of departments that are gone.
pub(crate) struct Settled {
    pub(crate) ledger: Ledger,
    pub(crate) moved: Vec<Text>,
    pub(crate) errors: Vec<Text>,
}

impl<'a> RunOutput<'a> {
    pub(crate) fn new(folder: &'a OutputFolder<'a>, inbox: &Path) -> Self {
        Self {
            folder,
            inbox: inbox_of(inbox, folder.path),
            ledger: Ledger::default(),
            sources: NameSet::default(),
            open: Vec::new(),
            unread: Vec::new(),
        }
    }

    /// Takes in what was made from some files.
    pub(crate) fn add(&mut self, expected: &[ExpectedOutput], from: &[Arc<str>]) {
        for file in from {
            self.sources.insert(file.as_bytes());
        }
        for (name, hash) in expected {
            if let Some(hash) = *hash {
                let written = WrittenFile {
                    hash,
                    from: from.to_vec(),
                    inbox: self.inbox.clone(),
                };
                self.ledger.files.insert(name.as_str(), &written);
            }
        }
    }

    /// Leaves what was made before of these files.
    pub(crate) fn leave<'f>(&mut self, files: impl IntoIterator<Item = &'f Arc<str>>) {
        self.open.extend(files.into_iter().cloned());
    }

    /// The same of files that cannot be read; that it is of an earlier version is told.
    pub(crate) fn leave_unread<'f>(&mut self, files: impl IntoIterator<Item = &'f Arc<str>>) {
        let first = self.open.len();
        self.leave(files);
        self.unread.extend(self.open[first..].iter().cloned());
    }

    /// Ends the run. Where it has seen the whole inbox, what was made of files that are gone is moved away.
    pub(crate) fn settle(mut self, is_whole: bool) -> Settled {
        let (mut moved, mut errors) = (BTreeMap::new(), BTreeMap::new());
        for (name, written) in self.folder.ledger.files.iter().flatten() {
            let path = self.folder.path.join(&name);
            if self.ledger.files.contains(&name) || fs::symlink_metadata(&path).is_err() {
                continue;
            }
            let is_gone = is_whole && self.is_gone(&written);
            let outcome = if is_gone {
                let mut files = written.from.iter();
                let is_there = files.any(|file| self.sources.contains(file.as_bytes()));
                let from = if is_there { &[] } else { &*written.from };
                self.put_away(&name).map(|to| {
                    let text = say::output::moved(&name, &to, from);
                    moved.insert(name.clone(), text);
                })
            } else {
                self.ledger.files.insert(&name, &written);
                let is_unread = is_of(&written, &self.unread) && written.inbox == self.inbox;
                let is_workbook = || {
                    OutputKind::of(Path::new(&name)) == OutputKind::Workbook && !name.contains('/')
                };
                if is_unread && is_workbook() {
                    let text = say::output::of_unread(&name, &written.from);
                    moved.insert(name.clone(), text);
                }
                Ok(())
            };
            if let Err(error) = outcome {
                self.ledger.files.insert(&name, &written);
                errors.insert(name, error);
            }
        }
        Settled {
            ledger: self.ledger,
            moved: moved.into_values().collect(),
            errors: errors.into_values().collect(),
        }
    }

    /// Whether nothing of the inbox may still stand for an output.
    fn is_gone(&self, written: &WrittenFile) -> bool {
        // the summary is of no file
        !written.from.is_empty() && written.inbox == self.inbox && !is_of(written, &self.open)
    }

    /// Moves an output to the folder of old ones; gives its new path within the output folder.
    fn put_away(&self, name: &str) -> Result<String, Text> {
        let to = Path::new(OLD).join(name);
        self.folder
            .move_to(Path::new(name), &to, "")
            .map(|to| key(&to))
    }
}

/// Whether an output was made of one of some files, or of a file in a zip among them.
fn is_of(written: &WrittenFile, files: &[Arc<str>]) -> bool {
    let is_in = |file: &Arc<str>, whole: &Arc<str>| {
        let rest = file.strip_prefix(&**whole);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let mut from = written.from.iter();
    from.any(|file| files.iter().any(|whole| is_in(file, whole)))
}
