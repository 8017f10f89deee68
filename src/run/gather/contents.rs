//! What a file of an inbox holds, whether it is read now or was by an earlier run.

use crate::book::Refusal;
use crate::finding::Ignored;
use crate::run::cache::{self, ContentHash, EarlierRun, FileRecord, Trust};
use crate::run::inbox::SubmittedFile;
use crate::run::reader::{FileReaders, Outcomes};
use crate::run::store::FileStore;
use crate::run::submission::SubmissionFile;
use std::sync::Arc;

/// What a file holds, and what in it was left alone.
pub(super) type FileContents = (
    Vec<(Arc<str>, Result<SubmissionFile, Refusal>)>,
    Vec<(Arc<str>, Ignored)>,
);

/// The outcome of a file.
pub(super) enum FileResult {
    /// An earlier run knows it.
    Known(FileRecord, Trust),
    /// It was read; with the hash of its contents.
    Read(FileContents, Option<ContentHash>),
}

/// Reads a file, or takes what is known of it.
pub(super) fn take(
    reader: &mut FileReaders<'_>,
    file: &SubmittedFile,
    earlier: Option<EarlierRun<'_>>,
    store: &FileStore,
) -> FileResult {
    let digest = match earlier.map(|earlier| earlier.of(file)) {
        Some(Ok((record, look))) => return FileResult::Known(record, look),
        Some(Err(digest)) => digest,
        None => None,
    };
    let Outcomes {
        files: found,
        ignored,
    } = reader.read(file);
    // what changed while it was read is known by no content
    let digest = digest.filter(|digest| cache::digest_of(&file.path) == Some(*digest));
    let is_passing =
        |(_, outcome): &(_, Result<_, _>)| outcome.as_ref().is_err_and(cache::is_passing);
    let digest = digest.filter(|_| !found.iter().any(is_passing));
    let layouts = reader.layouts();
    let keep = |read| SubmissionFile::new(read, layouts, |read| store.put(read, layouts));
    let files = found
        .into_iter()
        .map(|(name, outcome)| (name, outcome.map(keep)))
        .collect();
    FileResult::Read((files, ignored), digest)
}

/// The outcome of a file, how it was seen that an earlier run knows it, and what a later run may know of it. What stays
/// for the whole run is made on one thread: scattered among what the readers take and give back, it would keep their
/// memory in use.
pub(super) fn settled(taken: FileResult) -> (FileContents, Option<Trust>, Option<FileRecord>) {
    match taken {
        FileResult::Known(record, look) => {
            let files = record.found.clone();
            ((files, record.ignored.clone()), Some(look), Some(record))
        }
        FileResult::Read((files, ignored), digest) => {
            let files: Vec<_> = files
                .into_iter()
                .map(|(name, outcome)| (name, outcome.map(SubmissionFile::settled)))
                .collect();
            let record = digest.map(|digest| FileRecord {
                digest,
                found: files
                    .iter()
                    .map(|(name, outcome)| (name.as_ref().into(), known_of(outcome)))
                    .collect(),
                ignored: ignored.clone(),
            });
            ((files, ignored), None, record)
        }
    }
}

/// What a later run may know of an outcome.
fn known_of(outcome: &Result<SubmissionFile, Refusal>) -> Result<SubmissionFile, Refusal> {
    match outcome {
        Ok(part) => Ok(part.without_figures()),
        Err(refusal) => Err(refusal.clone()),
    }
}
