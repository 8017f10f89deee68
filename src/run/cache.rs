//! What an earlier run knows of the files of an inbox, so that a file that has not changed needs not be read again.

use crate::book::Refusal;
use crate::finding::Ignored;
use crate::run::inbox::SubmittedFile;
use crate::run::submission::SubmissionFile;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;

/// Hash of a file's contents.
pub(crate) type ContentHash = [u8; 32];

/// What is known of a file: its content, and the result of reading it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct FileRecord {
    pub(crate) digest: ContentHash,
    /// Itself, or each file of a zip.
    pub(crate) found: Vec<(Arc<str>, Result<SubmissionFile, Refusal>)>,
    pub(crate) ignored: Vec<(Arc<str>, Ignored)>,
}

/// Files by their names.
pub(crate) type FileRecords = HashMap<Arc<str>, FileRecord>;

/// How sure one is that a file is as it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trust {
    /// Its content says.
    Content,
    /// It has not been touched since it was last looked at.
    Trusted,
    /// It is being written; what is known of it stands until that is over.
    Held,
}

/// What a run knows from an earlier one.
#[derive(Clone, Copy)]
pub(crate) struct EarlierRun<'a> {
    pub(crate) records: &'a FileRecords,
    pub(crate) look: &'a (dyn Fn(&str) -> Trust + Sync),
}

impl<'a> EarlierRun<'a> {
    /// What is known of a file, if that still holds; else the digest of its content.
    pub(crate) fn of(
        &self,
        file: &SubmittedFile,
    ) -> Result<(&'a FileRecord, Trust), Option<ContentHash>> {
        let record = self.records.get(&file.name);
        let look = (self.look)(&file.name);
        if let Some(record) = record.filter(|_| look != Trust::Content) {
            return Ok((record, look));
        }
        let digest = digest_of(&file.path);
        match record {
            Some(record) if digest == Some(record.digest) => Ok((record, look)),
            _ => Err(digest),
        }
    }
}

/// The digest of a file's content; `None` where it cannot be read, or is too large to be read at all.
pub(crate) fn digest_of(path: &Path) -> Option<ContentHash> {
    let about = std::fs::metadata(path).ok()?;
    if !about.is_file() || about.len() > super::inbox::FILE_BYTES {
        return None;
    }
    digest_of_all(&mut File::open(path).ok()?).ok()
}

/// The digest of all that is read.
///
/// # Errors
/// What the system says.
pub(crate) fn digest_of_all(from: &mut dyn Read) -> io::Result<ContentHash> {
    let mut hasher = blake3::Hasher::new();
    hasher.update_reader(from)?;
    Ok(hasher.finalize().into())
}

/// The digest of bytes.
pub(crate) fn digest(bytes: &[u8]) -> ContentHash {
    blake3::hash(bytes).into()
}

/// Whether the error may go away on the next run: the system's refusals, and whatever became of a worker, which may
/// have been killed or got no processor time. What a worker says of its own limits is due to the content, and stays.
pub(crate) fn is_passing(refusal: &Refusal) -> bool {
    matches!(
        refusal,
        Refusal::Unreadable { .. } | Refusal::BroughtDown | Refusal::TooSlow
    )
}
