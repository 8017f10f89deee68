//! A state on the disk: a mark, a digest of the head, the length of the head, the head, and then what was said of each
//! department, in the order in which the head names them. Of that the head knows length and digest, so that it is
//! written and read one by one. All is in its own order: equal states have equal bytes.

use crate::run::spool::Spool;
use crate::run::state::{DepartmentRecord, RunState, SpooledText, StateEntry, StoredText};
use crate::run::{ContentHash, FileRecords, digest};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::io::{self, Read, Write};
use std::sync::Arc;

/// What it begins with: its kind and its version.
pub(crate) const MARK: &[u8] = b"gouji state 6\n";
/// Bytes beyond which a head is not read.
const HEAD: u64 = 128 << 20;
/// Bytes beyond which what was said of a department is not kept.
pub(crate) const SAID: u64 = 64 << 20;

#[derive(Serialize, Deserialize)]
struct Head<F, D> {
    key: ContentHash,
    files: F,
    departments: Vec<FileEntry<D>>,
    summary: Option<(ContentHash, ContentHash)>,
}

#[derive(Serialize, Deserialize)]
struct FileEntry<D> {
    done: D,
    /// Of what was said of it.
    digest: ContentHash,
    length: u64,
}

/// Writes a state.
///
/// # Errors
/// What the system says.
pub(crate) fn write(state: &RunState, out: &mut dyn Write) -> io::Result<()> {
    let files: BTreeMap<_, _> = state.files.iter().collect();
    let known: BTreeMap<_, _> = state.departments.iter().collect();
    let departments: Vec<_> = known.values().map(|known| entry(known)).collect();
    let head = Head {
        key: state.key,
        files,
        departments,
        summary: state.summary,
    };
    let head = postcard::to_stdvec(&head).map_err(io::Error::other)?;
    for part in [
        MARK,
        &digest(&head),
        &(head.len() as u64).to_le_bytes(),
        &head,
    ] {
        out.write_all(part)?;
    }
    known
        .values()
        .try_for_each(|known| out.write_all(&known.kept.said(&state.spool)?.0))
}

fn entry(known: &StateEntry) -> FileEntry<&DepartmentRecord> {
    FileEntry {
        done: &known.done,
        digest: known.kept.digest,
        length: known.kept.len(),
    }
}

/// Reads the state of a key; `None` where it is of another one, or is not what was written.
pub(crate) fn read(input: &mut dyn Read, key: ContentHash) -> Option<RunState> {
    let mut reader = BoundedReader(input);
    if reader.bytes(MARK.len() as u64)? != MARK {
        return None;
    }
    let sum = reader.bytes(size_of::<ContentHash>() as u64)?;
    let length = u64::from_le_bytes(reader.bytes(size_of::<u64>() as u64)?.try_into().ok()?);
    let head = (length <= HEAD).then(|| reader.bytes(length))??;
    if digest(&head) != *sum {
        return None;
    }
    let head: Head<FileRecords, DepartmentRecord> = postcard::from_bytes(&head).ok()?;
    if head.key != key {
        return None;
    }
    let spool = Arc::new(Spool::default());
    let mut state = RunState {
        files: head.files,
        summary: head.summary,
        ..RunState::new(key, spool.clone())
    };
    for FileEntry {
        done,
        digest,
        length,
    } in head.departments
    {
        let said = StoredText((length <= SAID).then(|| reader.bytes(length))??);
        let kept = SpooledText::new(&said, &spool);
        if kept.digest != digest {
            return None;
        }
        state.keep(done, kept);
    }
    reader.is_at_end().then_some(state)
}

/// Reads so many bytes; a length that is not true costs no memory.
struct BoundedReader<'a>(&'a mut dyn Read);

impl BoundedReader<'_> {
    fn bytes(&mut self, length: u64) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        let read = self.0.take(length).read_to_end(&mut bytes).ok()?;
        (read as u64 == length).then_some(bytes)
    }

    fn is_at_end(&mut self) -> bool {
        self.0.read(&mut [0]).is_ok_and(|read| read == 0)
    }
}
