//! What a worker is asked and what it answers, as JSON with its length before it.

use super::Found;
use crate::budget::{Address, Fact, Notice, Placed, Table};
use crate::lang::Text;
use crate::layout::Layout;
use crate::read::file::FileRead;
use crate::read::refusal::Refusal;
use crate::read::zipped::Listing;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use std::ffi::OsString;
use std::io::{self, Read, Write};
use std::sync::Arc;

/// Bytes of a message; a budget at every limit of figures takes less.
const MESSAGE_BYTES: u64 = 256 << 20;

/// A file to read.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(in crate::read) struct Request {
    pub(in crate::read) path: OsString,
    /// Which file of a zip.
    pub(in crate::read) member: Option<usize>,
    pub(in crate::read) name: Arc<str>,
    pub(in crate::read) folder: String,
}

/// What came of it.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Answer {
    File(Box<Sent>),
    Archive(Listing),
    Refused(Text),
}

/// A [`FileRead`] on its way; its layout is known by its number.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Sent {
    name: Arc<str>,
    folder: String,
    layout: usize,
    department: Option<String>,
    year: Option<i32>,
    tables: Vec<Table>,
    facts: Vec<Fact>,
    notices: Vec<Notice>,
}

impl Answer {
    /// The answer that says what came of a file.
    pub(super) fn of(found: Result<Found, Refusal>, layouts: &[Arc<Layout>]) -> Self {
        match found {
            Ok(Found::File(file)) => {
                let layout = layouts.iter().position(|layout| layout.id == file.layout.id).unwrap_or(usize::MAX);
                let FileRead { name, folder, department, year, tables, facts, notices, .. } = *file;
                Self::File(Box::new(Sent { name, folder, layout, department, year, tables, facts, notices }))
            }
            Ok(Found::Archive(listing)) => Self::Archive(listing),
            Err(refusal) => Self::Refused(refusal.message()),
        }
    }

    /// What it says, in the words of this process.
    pub(super) fn found(self, layouts: &[Arc<Layout>]) -> Result<Found, Refusal> {
        match self {
            Self::File(mut sent) => {
                let layout = layouts.get(sent.layout).ok_or(Refusal::BroughtDown)?.clone();
                sent.share();
                let Sent { name, folder, department, year, tables, facts, notices, .. } = *sent;
                Ok(Found::File(Box::new(FileRead { name, folder, layout, department, year, tables, facts, notices })))
            }
            Self::Archive(listing) => Ok(Found::Archive(listing)),
            Self::Refused(message) => Err(Refusal::Said(message)),
        }
    }
}

impl Sent {
    /// Lets all addresses share the names of their file and sheets, as they did before they were sent.
    fn share(&mut self) {
        let mut names: HashSet<Arc<str>> = HashSet::new();
        let mut one = |name: &mut Arc<str>| match names.get(name) {
            Some(known) => *name = known.clone(),
            None => drop(names.insert(name.clone())),
        };
        let mut shared = |address: &mut Address| {
            one(&mut address.file);
            one(&mut address.sheet);
        };
        self.facts.iter_mut().for_each(|fact| shared(&mut fact.at));
        self.notices.iter_mut().flat_map(|notice| &mut notice.at).for_each(&mut shared);
        for table in &mut self.tables {
            let placed = [&mut table.title].into_iter().chain(&mut table.department).chain(&mut table.notes);
            placed.for_each(|Placed { at, .. }| shared(at));
            for row in table.blocks.iter_mut().flatten() {
                shared(&mut row.at);
                row.code_cells.iter_mut().for_each(&mut shared);
            }
        }
    }
}

/// Sends a message.
pub(super) fn write(to: &mut impl Write, message: &impl Serialize) -> io::Result<()> {
    let text = serde_json::to_vec(message)?;
    to.write_all(&(text.len() as u64).to_le_bytes())?;
    to.write_all(&text)?;
    to.flush()
}

/// Receives a message; `None` where there are no more.
pub(super) fn read<T: DeserializeOwned>(from: &mut impl Read) -> io::Result<Option<T>> {
    let mut length = [0; 8];
    match from.read_exact(&mut length) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        other => other?,
    }
    let length = u64::from_le_bytes(length);
    if length > MESSAGE_BYTES {
        return Err(io::Error::from(io::ErrorKind::InvalidData));
    }
    let mut text = Vec::new();
    from.take(length).read_to_end(&mut text)?;
    Ok(Some(serde_json::from_slice(&text)?))
}
