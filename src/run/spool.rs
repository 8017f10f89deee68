//! Bytes that wait in a file of the system until they are asked for, so that memory does not grow with their number.
//! The only door to such a file; it is there once something is put into it, has no name, and ends with the program.

mod list;
mod map;

pub(crate) use list::SpooledList;
pub(crate) use map::{NameHash, NameSet, SpooledMap, name_hash};

use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::sync::{Arc, Mutex, PoisonError};

/// Takes bytes and gives them back, for any thread.
#[derive(Debug, Default)]
pub(crate) struct Spool(Mutex<SpoolFile>);

#[derive(Debug, Default)]
struct SpoolFile {
    file: Option<File>,
    end: u64,
}

/// Where bytes were put; of use to the spool that gave it.
#[derive(Debug, Clone)]
pub(crate) struct SpoolSlot(SpoolPosition);

#[derive(Debug, Clone)]
enum SpoolPosition {
    /// Where they begin, and how many they are.
    File(u64, u32),
    /// The system takes no more.
    Memory(Arc<Vec<u8>>),
}

impl Spool {
    /// Keeps bytes; where the system takes no more, in memory after all.
    pub(crate) fn put(&self, bytes: &[u8]) -> SpoolSlot {
        let place = u32::try_from(bytes.len()).ok().and_then(|length| {
            let start = self.write(bytes).ok()?;
            Some(SpoolPosition::File(start, length))
        });
        SpoolSlot(place.unwrap_or_else(|| SpoolPosition::Memory(Arc::new(bytes.to_vec()))))
    }

    /// Keeps a value.
    pub(crate) fn put_value(&self, value: &impl Serialize) -> SpoolSlot {
        self.put(&postcard::to_stdvec(value).expect("a vector takes everything"))
    }

    /// Gives a value back.
    ///
    /// # Errors
    /// The system's reason where it has lost it.
    pub(crate) fn value<T: DeserializeOwned>(&self, slot: &SpoolSlot) -> io::Result<T> {
        postcard::from_bytes(&self.get(slot)?).map_err(io::Error::other)
    }

    /// Gives bytes back, as often as they are asked for.
    ///
    /// # Errors
    /// The system's reason where it has lost them.
    pub(crate) fn get(&self, slot: &SpoolSlot) -> io::Result<Vec<u8>> {
        let (start, length) = match &slot.0 {
            SpoolPosition::File(start, length) => (*start, *length as usize),
            SpoolPosition::Memory(bytes) => return Ok(bytes.to_vec()),
        };
        let mut bytes = vec![0; length];
        let mut inner = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let file = inner.file.as_mut().ok_or(io::ErrorKind::NotFound)?;
        file.seek(SeekFrom::Start(start))?;
        file.read_exact(&mut bytes)?;
        Ok(bytes)
    }

    fn write(&self, bytes: &[u8]) -> io::Result<u64> {
        let mut inner = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let SpoolFile { file, end } = &mut *inner;
        let file = match file {
            Some(file) => file,
            None => file.insert(nameless()?),
        };
        let start = *end;
        file.seek(SeekFrom::Start(start))?;
        file.write_all(bytes)?;
        *end += bytes.len() as u64;
        Ok(start)
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

impl SpoolSlot {
    /// How many bytes it holds.
    pub(crate) fn len(&self) -> usize {
        match &self.0 {
            SpoolPosition::File(_, length) => *length as usize,
            SpoolPosition::Memory(bytes) => bytes.len(),
        }
    }
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
            let slot = &slots[usize::from(number)];
            let bytes = spool.get(slot).expect("the system has it");
            assert_eq!(
                (bytes, slot.len()),
                (vec![number; usize::from(number)], usize::from(number))
            );
        }
    }

    #[test]
    fn a_slot_of_another_spool_is_an_error() {
        let slot = Spool::default().put(b"abc");
        assert!(Spool::default().get(&slot).is_err());
    }
}
