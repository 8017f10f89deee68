//! Bytes that wait in a file of the system until they are asked for, so that memory does not grow with their number.
//! The only door to such a file; it is there once something is put into it, has no name, and ends with the program.

mod list;
mod map;

pub(crate) use list::SpooledList;
pub(crate) use map::{NameHash, NameSet, SpooledMap, name_hash, short_hash};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::iter;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What numbers of bytes that are kept in memory begin at.
const MEMORY: u64 = 1 << 63;
/// Bytes of a length in the file.
const LENGTH: u64 = size_of::<u32>() as u64;

/// Takes bytes and gives them back, for any thread.
#[derive(Debug, Default)]
pub(crate) struct Spool(Mutex<SpoolFile>);

#[derive(Debug, Default)]
struct SpoolFile {
    file: Option<File>,
    end: u64,
    /// What the system had no room for.
    memory: Vec<Vec<u8>>,
}

/// Where bytes were put, of use to the spool that gave it: where they begin in the file, or their number in memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) struct SpoolSlot(u64);

impl Spool {
    /// Keeps bytes; where the system takes no more, in memory after all.
    pub(crate) fn put(&self, bytes: &[u8]) -> SpoolSlot {
        let mut inner = self.inner();
        if let Ok(start) = inner.write(bytes) {
            return SpoolSlot(start);
        }
        inner.memory.push(bytes.to_vec());
        SpoolSlot(MEMORY + inner.memory.len() as u64 - 1)
    }

    /// Keeps a value.
    pub(crate) fn put_value(&self, value: &impl Serialize) -> SpoolSlot {
        self.put(&postcard::to_stdvec(value).expect("a vector takes everything"))
    }

    /// Gives a value back.
    ///
    /// # Errors
    /// The system's reason where it has lost it.
    pub(crate) fn value<T: DeserializeOwned>(&self, slot: SpoolSlot) -> io::Result<T> {
        postcard::from_bytes(&self.get(slot)?).map_err(io::Error::other)
    }

    /// Gives bytes back, as often as they are asked for.
    ///
    /// # Errors
    /// The system's reason where it has lost them.
    pub(crate) fn get(&self, slot: SpoolSlot) -> io::Result<Vec<u8>> {
        self.inner().read(slot)
    }

    /// All bytes, each with its slot, in the order in which they were put; those after what the system has lost are lost
    /// with it.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (SpoolSlot, io::Result<Vec<u8>>)> + '_ {
        let mut next = 0;
        iter::from_fn(move || {
            let mut inner = self.inner();
            if (inner.end..MEMORY).contains(&next) {
                next = MEMORY;
            }
            if next >= MEMORY + inner.memory.len() as u64 {
                return None;
            }
            let slot = SpoolSlot(next);
            let bytes = inner.read(slot);
            next = match &bytes {
                Ok(bytes) if next < MEMORY => next + LENGTH + bytes.len() as u64,
                Ok(_) => next + 1,
                Err(_) => MEMORY,
            };
            Some((slot, bytes))
        })
    }

    fn inner(&self) -> MutexGuard<'_, SpoolFile> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl SpoolFile {
    /// Writes bytes with their length in front; gives where.
    fn write(&mut self, bytes: &[u8]) -> io::Result<u64> {
        let length = u32::try_from(bytes.len()).map_err(io::Error::other)?;
        let file = match &mut self.file {
            Some(file) => file,
            None => self.file.insert(nameless()?),
        };
        let start = self.end;
        file.seek(SeekFrom::Start(start))?;
        file.write_all(&length.to_le_bytes())?;
        file.write_all(bytes)?;
        self.end += LENGTH + u64::from(length);
        Ok(start)
    }

    fn read(&mut self, SpoolSlot(start): SpoolSlot) -> io::Result<Vec<u8>> {
        if let Some(number) = start.checked_sub(MEMORY) {
            let bytes = usize::try_from(number)
                .ok()
                .and_then(|at| self.memory.get(at));
            return Ok(bytes.ok_or(io::ErrorKind::NotFound)?.clone());
        }
        let file = self.file.as_mut().ok_or(io::ErrorKind::NotFound)?;
        let mut length = [0; size_of::<u32>()];
        file.seek(SeekFrom::Start(start))?;
        file.read_exact(&mut length)?;
        let mut bytes = vec![0; u32::from_le_bytes(length) as usize];
        file.read_exact(&mut bytes)?;
        Ok(bytes)
    }
}

/// A file without a name, which ends with the program.
///
/// # Errors
/// The system's reason where it gives none.
#[cfg(not(target_family = "wasm"))]
pub(crate) fn nameless() -> io::Result<File> {
    tempfile::tempfile()
}

/// A file that lies in memory, but not in that of the program.
#[cfg(target_family = "wasm")]
pub(crate) fn nameless() -> io::Result<File> {
    use std::sync::atomic::{AtomicUsize, Ordering};
    static NUMBER: AtomicUsize = AtomicUsize::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let mut options = File::options();
    options.read(true).write(true).create_new(true);
    options.open(format!("/spool/{number}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_put_is_given_back_in_any_order_and_again() {
        let spool = Spool::default();
        let slots: Vec<SpoolSlot> = (0..50u8)
            .map(|number| spool.put(&vec![number; usize::from(number)]))
            .collect();
        for number in (0..50u8).rev().chain([7, 7]) {
            let bytes = spool.get(slots[usize::from(number)]);
            assert_eq!(
                bytes.expect("the system has it"),
                vec![number; usize::from(number)]
            );
        }
    }

    #[test]
    fn a_slot_of_another_spool_is_an_error() {
        let slot = Spool::default().put(b"abc");
        assert!(Spool::default().get(slot).is_err());
    }
}
