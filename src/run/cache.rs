//! What an earlier run knows of the files of an inbox, so that a file that has not changed needs not be read again.

use crate::book::Refusal;
use crate::finding::Ignored;
use crate::run::inbox::SubmittedFile;
use crate::run::spool::SpooledMap;
use crate::run::submission::SubmissionFile;
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::{self, Read, Write};
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
pub(crate) type FileRecords = SpooledMap<FileRecord>;

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

impl EarlierRun<'_> {
    /// What is known of a file, if that still holds; else the digest of its content.
    pub(crate) fn of(
        &self,
        file: &SubmittedFile,
    ) -> Result<(FileRecord, Trust), Option<ContentHash>> {
        let record = self.records.get(&*file.name);
        let look = (self.look)(&file.name);
        let record = match record {
            Some(record) if look != Trust::Content => return Ok((record, look)),
            record => record,
        };
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

/// Passes bytes on, and knows their digest and how many they are.
pub(crate) struct Hashing<T> {
    inner: T,
    hasher: blake3::Hasher,
    length: u64,
}

impl<T> Hashing<T> {
    pub(crate) fn new(inner: T) -> Self {
        Self {
            inner,
            hasher: blake3::Hasher::new(),
            length: 0,
        }
    }

    /// The digest of what went through, and its length.
    pub(crate) fn sum(&self) -> (ContentHash, u64) {
        (self.hasher.finalize().into(), self.length)
    }

    fn count(&mut self, bytes: &[u8]) -> usize {
        self.hasher.update(bytes);
        self.length += bytes.len() as u64;
        bytes.len()
    }
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(bytes)?;
        Ok(self.count(&bytes[..read]))
    }
}

impl<W: Write> Write for Hashing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(bytes)?;
        Ok(self.count(&bytes[..written]))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
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
