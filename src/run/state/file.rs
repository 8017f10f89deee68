//! A state on the disk: a mark, what it depends on, the files and the departments one by one, each with its length in
//! front, and a digest of all that. So it is written and read without being in memory. All is in its own order: equal
//! states have equal bytes.

use crate::run::spool::Spool;
use crate::run::state::{RunState, SpooledText, StateEntry, StoredText};
use crate::run::{ContentHash, Hashing};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::sync::Arc;

/// What it begins with: its kind and its version.
pub(crate) const MARK: &[u8] = b"gouji state 7\n";
/// Bytes beyond which what was said of a department, or is known of a file, is not kept.
pub(crate) const SAID: u64 = 64 << 20;

/// Writes a state.
///
/// # Errors
/// What the system says.
pub(crate) fn write(state: &RunState, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(MARK)?;
    let mut out = FrameWriter(Hashing::new(BufWriter::new(out)));
    let (files, departments) = (state.files.len(), state.departments.len());
    out.value(&(state.key, state.summary, files, departments))?;
    for entry in state.files.iter() {
        out.value(&entry?)?;
    }
    for entry in state.departments.iter() {
        let (_, StateEntry { done, kept }) = entry?;
        out.value(&done)?;
        out.bytes(&kept.said(&state.spool)?.0)?;
    }
    let (sum, _) = out.0.sum();
    out.0.write_all(&sum)?;
    out.0.flush()
}

/// Reads the state of a key; `None` where it is of another one, or is not what was written.
pub(crate) fn read(input: &mut dyn Read, key: ContentHash) -> Option<RunState> {
    let mut mark = [0; MARK.len()];
    input.read_exact(&mut mark).ok()?;
    if mark != MARK {
        return None;
    }
    let mut reader = FrameReader(Hashing::new(BufReader::new(input)));
    type Head = (
        ContentHash,
        Option<(ContentHash, ContentHash)>,
        usize,
        usize,
    );
    let (own, summary, files, departments): Head = reader.value()?;
    if own != key {
        return None;
    }
    let spool = Arc::new(Spool::default());
    let mut state = RunState {
        summary,
        ..RunState::new(key, spool.clone())
    };
    for _ in 0..files {
        let (name, record): (String, _) = reader.value()?;
        state.files.insert(name.as_str(), &record);
    }
    for _ in 0..departments {
        let done = reader.value()?;
        let said = StoredText(reader.bytes()?);
        let kept = SpooledText::new(&said, &spool);
        state.keep(done, &said, kept);
    }
    let (sum, _) = reader.0.sum();
    let mut rest = Vec::new();
    let most = sum.len() as u64 + 1;
    reader.0.take(most).read_to_end(&mut rest).ok()?;
    (rest == sum).then_some(state)
}

/// Writes bytes with their length in front.
struct FrameWriter<W: Write>(Hashing<W>);

impl<W: Write> FrameWriter<W> {
    fn value(&mut self, value: &impl Serialize) -> io::Result<()> {
        self.bytes(&postcard::to_stdvec(value).map_err(io::Error::other)?)
    }

    fn bytes(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.0.write_all(&(bytes.len() as u64).to_le_bytes())?;
        self.0.write_all(bytes)
    }
}

/// Reads what such a writer wrote; a length that is not true costs no memory.
struct FrameReader<R: Read>(Hashing<R>);

impl<R: Read> FrameReader<R> {
    fn value<T: DeserializeOwned>(&mut self) -> Option<T> {
        postcard::from_bytes(&self.bytes()?).ok()
    }

    fn bytes(&mut self) -> Option<Vec<u8>> {
        let mut length = [0; size_of::<u64>()];
        self.0.read_exact(&mut length).ok()?;
        let length = u64::from_le_bytes(length);
        let mut bytes = Vec::new();
        let mut known = self.0.by_ref().take(length.min(SAID));
        let read = known.read_to_end(&mut bytes).ok()?;
        (read as u64 == length).then_some(bytes)
    }
}
