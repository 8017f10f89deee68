//! Files that were read, until the department that they belong to is put together. A few stay in memory; of a
//! large folder the others go to a file of the system, so that memory does not grow with the folder.

use crate::book::{Refusal, UnreadableCause};
use crate::layout::Layout;
use crate::read::file::FileRead;
use crate::run::spool::{Spool, SpoolSlot};
use crate::run::transfer::TransferredFile;
use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// Figures of all files in memory together.
const FIGURES: usize = 50_000;

/// Where a file was put.
#[derive(Debug, Default)]
pub(crate) enum StoredFile {
    /// An earlier run knows the file; this one has not read it.
    #[default]
    Unread,
    /// Until it is given back.
    Memory(Mutex<Option<Box<FileRead>>>),
    /// Out of memory.
    Spooled(SpoolSlot),
}

/// Keeps files.
#[derive(Default)]
pub(crate) struct FileStore {
    figures: AtomicUsize,
    spool: Spool,
}

impl FileStore {
    /// Keeps a file.
    pub(crate) fn put(&self, read: FileRead, layouts: &[Arc<Layout>]) -> StoredFile {
        let own = read.facts.len();
        let more = |figures: usize| Some(figures + own).filter(|figures| *figures <= FIGURES);
        if self
            .figures
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, more)
            .is_ok()
        {
            return StoredFile::Memory(Mutex::new(Some(Box::new(read))));
        }
        let bytes = postcard::to_stdvec(&TransferredFile::of(read, layouts))
            .expect("a vector takes everything");
        StoredFile::Spooled(self.spool.put(&bytes))
    }

    /// Gives a file back, once unless it is kept.
    ///
    /// # Errors
    /// The system's reason where it has lost it.
    pub(crate) fn get(
        &self,
        kept: &StoredFile,
        layouts: &[Arc<Layout>],
        is_kept: bool,
    ) -> Result<FileRead, Refusal> {
        let lost = |error: io::Error| Refusal::system(&error);
        let slot = match kept {
            StoredFile::Memory(read) => {
                let mut read = read.lock().unwrap_or_else(PoisonError::into_inner);
                let given = if is_kept { read.clone() } else { read.take() };
                return given
                    .map(|read| *read)
                    .ok_or_else(|| lost(io::ErrorKind::NotFound.into()));
            }
            StoredFile::Spooled(slot) => *slot,
            // it was to be read again and is not what it was
            StoredFile::Unread => {
                return Err(Refusal::Unreadable {
                    cause: UnreadableCause::Changing,
                });
            }
        };
        let bytes = self.spool.get(slot).map_err(lost)?;
        let sent: TransferredFile =
            postcard::from_bytes(&bytes).map_err(|error| lost(io::Error::other(error)))?;
        sent.read(layouts)
            .ok_or_else(|| lost(io::ErrorKind::InvalidData.into()))
    }
}
