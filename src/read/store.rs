//! Files that were read, until the department that they belong to is put together. A few stay in memory; of a
//! large folder the others go to a file of the system, so that memory does not grow with the folder.

use super::file::FileRead;
use super::refusal::Refusal;
use super::sent::Sent;
use crate::layout::Layout;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::sync::{Arc, Mutex, PoisonError};

/// Figures of all files in memory together.
const FIGURES: usize = 200_000;

/// Where a file was put.
#[derive(Debug, Default)]
pub(super) enum Kept {
    /// An earlier run knows the file; this one has not read it.
    #[default]
    Unread,
    /// Until it is given back.
    Memory(Mutex<Option<Box<FileRead>>>),
    /// Where it begins, and how many bytes it takes.
    Spilled(u64, usize),
}

impl Kept {
    fn memory(read: FileRead) -> Self {
        Self::Memory(Mutex::new(Some(Box::new(read))))
    }
}

/// Keeps files.
#[derive(Default)]
pub(super) struct Store(Mutex<Inner>);

#[derive(Default)]
struct Inner {
    figures: usize,
    file: Option<File>,
    end: u64,
}

impl Store {
    /// Keeps a file; where the system takes no more, in memory after all.
    pub(super) fn put(&self, read: FileRead, layouts: &[Arc<Layout>]) -> Kept {
        {
            let mut inner = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            if inner.figures + read.facts.len() <= FIGURES {
                inner.figures += read.facts.len();
                return Kept::memory(read);
            }
        }
        let sent = Sent::of(read, layouts);
        match postcard::to_stdvec(&sent).map_err(io::Error::other).and_then(|bytes| self.spill(&bytes)) {
            Ok((start, length)) => Kept::Spilled(start, length),
            Err(_) => match sent.read(layouts) {
                Some(read) => Kept::memory(read),
                None => Kept::Spilled(0, 0),
            },
        }
    }

    fn spill(&self, bytes: &[u8]) -> io::Result<(u64, usize)> {
        let mut inner = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let start = inner.end;
        if inner.file.is_none() {
            inner.file = Some(tempfile::tempfile()?);
        }
        if let Some(file) = &mut inner.file {
            file.seek(SeekFrom::Start(start))?;
            file.write_all(bytes)?;
        }
        inner.end = start + bytes.len() as u64;
        Ok((start, bytes.len()))
    }

    /// Gives a file back, once.
    ///
    /// # Errors
    /// The system's reason where it has lost it.
    pub(super) fn get(&self, kept: &Kept, layouts: &[Arc<Layout>]) -> Result<FileRead, Refusal> {
        let lost = |cause: io::Error| Refusal::Unreadable { cause: super::said(&cause) };
        let (start, length) = match kept {
            Kept::Memory(read) => {
                let read = read.lock().unwrap_or_else(PoisonError::into_inner).take();
                return read.map(|read| *read).ok_or_else(|| lost(io::ErrorKind::NotFound.into()));
            }
            Kept::Spilled(start, length) => (*start, *length),
            // it was to be read again and is not what it was
            Kept::Unread => return Err(Refusal::Unreadable { cause: "读取时文件正在变化".to_owned() }),
        };
        let mut bytes = vec![0; length];
        {
            let mut inner = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            let file = inner.file.as_mut().ok_or_else(|| lost(io::ErrorKind::NotFound.into()))?;
            file.seek(SeekFrom::Start(start)).and_then(|_| file.read_exact(&mut bytes)).map_err(lost)?;
        }
        let sent: Sent = postcard::from_bytes(&bytes).map_err(|error| lost(io::Error::other(error)))?;
        sent.read(layouts).ok_or_else(|| lost(io::ErrorKind::InvalidData.into()))
    }
}
