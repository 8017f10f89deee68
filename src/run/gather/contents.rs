//! What a file of an inbox holds, whether it is read now or was by an earlier run.

use crate::book::Refusal;
use crate::finding::Ignored;
use crate::run::cache::{self, ContentHash, EarlierRun, Trust};
use crate::run::inbox::SubmittedFile;
use crate::run::reader::{FileReaders, Outcomes};
use crate::run::store::{FileStore, StoredFile};
use crate::run::submission::SubmissionFile;
use std::sync::Arc;

/// What a file holds, and what in it was left alone.
pub(super) struct FileContents {
    /// Itself, or each file of a zip.
    pub(super) found: Vec<(Arc<str>, Result<SubmissionFile, Refusal>)>,
    pub(super) ignored: Vec<(Arc<str>, Ignored)>,
    /// Where the figures of those that can be read are.
    pub(super) stored: Vec<StoredFile>,
    /// Hash of its contents, where a later run may know it by that.
    pub(super) digest: Option<ContentHash>,
    /// How it was seen that an earlier run knows it; `None` where it was read.
    pub(super) look: Option<Trust>,
}

/// Reads a file, or takes what is known of it.
pub(super) fn take(
    reader: &mut FileReaders<'_>,
    file: &SubmittedFile,
    earlier: Option<EarlierRun<'_>>,
    store: &FileStore,
) -> FileContents {
    let digest = match earlier.map(|earlier| earlier.of(file)) {
        Some(Ok((record, look))) => {
            let readable = record.found.iter().filter(|(_, outcome)| outcome.is_ok());
            return FileContents {
                stored: readable.map(|_| StoredFile::Unread).collect(),
                found: record.found,
                ignored: record.ignored,
                digest: Some(record.digest),
                look: Some(look),
            };
        }
        Some(Err(digest)) => digest,
        None => None,
    };
    let Outcomes { files, ignored } = reader.read(file);
    // what changed while it was read is known by no content
    let digest = digest.filter(|digest| cache::digest_of(&file.path) == Some(*digest));
    let is_passing =
        |(_, outcome): &(_, Result<_, _>)| outcome.as_ref().is_err_and(cache::is_passing);
    let digest = digest.filter(|_| !files.iter().any(is_passing));
    let layouts = reader.layouts();
    let mut stored = Vec::new();
    let found = files.into_iter().map(|(name, outcome)| {
        let part = outcome.map(|read| {
            let part = SubmissionFile::new(&read, layouts);
            stored.push(store.put(read, layouts));
            part
        });
        (name, part)
    });
    FileContents {
        found: found.collect(),
        ignored,
        stored,
        digest,
        look: None,
    }
}
