//! The end of a run: what the output folder now holds and from which files, and what lies there of departments that
//! are gone from the inbox. That is moved to its own folder, so that it is not taken for current.

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
        let is_open = |file: &Arc<str>| {
            self.open.iter().any(|open| {
                file.strip_prefix(&**open)
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            })
        };
        // the summary is of no file
        !written.from.is_empty() && written.inbox == self.inbox && !written.from.iter().any(is_open)
    }

    /// Moves an output to the folder of old ones; gives its new path within the output folder.
    fn put_away(&self, name: &str) -> Result<String, Text> {
        let to = Path::new(OLD).join(name);
        self.folder
            .move_to(Path::new(name), &to, "")
            .map(|to| key(&to))
    }
}
