//! A compound file (OLE2): the small file system in which `.xls`, `.et`, `.doc` and `.msg` keep their streams.
//!
//! Only what stands in the root storage is looked at: a workbook embedded further in must never be read in
//! the place of the real one. Every chain of sectors is followed once, within the bytes that are there.
//! The crates for this either follow loops or refuse what programs really write (an unordered directory,
//! a last sector that is not full), so the two hundred lines stand here.

use crate::book::fields::RecordFields;
use crate::book::{Quantity, Refusal};

const MAGIC: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
/// Where the header's own list of table sectors begins.
const HEADER_LIST: usize = 76;
const HEADER: usize = 512;
/// From here on a number names no sector.
const RESERVED: u32 = 0xffff_fffa;
const END: u32 = 0xffff_fffe;
const ENTRY: usize = 128;
/// Entries of the directory.
const ENTRIES: usize = 10_000;
const MINI_SECTOR: usize = 64;
/// Streams shorter than this lie in the mini stream.
const MINI_BELOW: usize = 4096;
const IS_STREAM: u8 = 2;

/// A compound file and what its root storage holds.
#[derive(Debug)]
pub(crate) struct Compound<'a> {
    sectors: Sectors<'a>,
    table: Vec<u32>,
    mini_start: u32,
    /// The stream in which the short ones lie.
    container: DirectoryEntry,
    root: Vec<DirectoryEntry>,
}

#[derive(Debug, Clone)]
struct DirectoryEntry {
    name: String,
    kind: u8,
    left: u32,
    right: u32,
    child: u32,
    start: u32,
    size: usize,
}

impl<'a> Compound<'a> {
    /// Reads the table of sectors and the directory.
    ///
    /// # Errors
    /// [`Refusal::CutShort`] where they are not all there, [`Refusal::Damaged`] where they cannot be true.
    pub(crate) fn open(bytes: &'a [u8]) -> Result<Self, Refusal> {
        let header = bytes.get(..HEADER).ok_or(Refusal::CutShort)?;
        let number = |at: usize| RecordFields(&header[at..]).u32().unwrap_or(END);
        let size = match RecordFields(&header[30..]).u16() {
            Some(9) => 512,
            Some(12) => 4096,
            _ => return Err(damaged()),
        };
        if !header.starts_with(MAGIC) || RecordFields(&header[32..]).u16() != Some(6) {
            return Err(damaged());
        }
        let sectors = Sectors {
            bytes: bytes.get(size..).unwrap_or_default(),
            size,
        };
        // some programs leave a number behind though there is no list
        let further = if number(72) == 0 { END } else { number(68) };
        let table = table(&sectors, header, further)?;
        let directory = sectors.chain(&table, number(48), None)?;
        let count = directory.len() / ENTRY;
        if count > ENTRIES {
            return Err(Refusal::TooLarge {
                what: Quantity::Parts,
                limit: ENTRIES as u64,
                found: count as u64,
            });
        }
        let entries: Vec<DirectoryEntry> = directory
            .chunks_exact(ENTRY)
            .filter_map(|bytes| entry(bytes, size))
            .collect();
        let container = entries.first().cloned().ok_or_else(damaged)?;
        let root = siblings(&entries, container.child);
        Ok(Self {
            sectors,
            table,
            mini_start: number(60),
            container,
            root,
        })
    }

    /// Whether the root storage holds something of this name.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.names().any(|own| own.eq_ignore_ascii_case(name))
    }

    /// The names in the root storage.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.root.iter().map(|entry| entry.name.as_str())
    }

    /// The bytes of a stream of the root storage; none where there is no such stream.
    ///
    /// # Errors
    /// A [`Refusal`] where there are two, or where its bytes are not all there.
    pub(crate) fn stream(&self, name: &str) -> Result<Option<Vec<u8>>, Refusal> {
        let is_it = |entry: &&DirectoryEntry| {
            entry.kind == IS_STREAM && entry.name.eq_ignore_ascii_case(name)
        };
        let mut found = self.root.iter().filter(is_it);
        let Some(entry) = found.next() else {
            return Ok(None);
        };
        if found.next().is_some() {
            return Err(Refusal::Damaged {
                part: name.to_owned(),
            });
        }
        if entry.size >= MINI_BELOW {
            return self
                .sectors
                .chain(&self.table, entry.start, Some(entry.size))
                .map(Some);
        }
        let container =
            self.sectors
                .chain(&self.table, self.container.start, Some(self.container.size))?;
        let mini = Sectors {
            bytes: &container,
            size: MINI_SECTOR,
        };
        let table = self.sectors.chain(&self.table, self.mini_start, None)?;
        mini.chain(&numbers(&table), entry.start, Some(entry.size))
            .map(Some)
    }
}

/// Bytes in pieces of one size.
#[derive(Debug)]
struct Sectors<'a> {
    bytes: &'a [u8],
    size: usize,
}

impl<'a> Sectors<'a> {
    fn count(&self) -> usize {
        self.bytes.len().div_ceil(self.size)
    }

    /// A sector; the last one may be shorter.
    fn get(&self, number: u32) -> Option<&'a [u8]> {
        let start = usize::try_from(number).ok()?.checked_mul(self.size)?;
        let rest = self.bytes.get(start..).filter(|rest| !rest.is_empty())?;
        Some(&rest[..rest.len().min(self.size)])
    }

    /// The sectors from one on, each followed by the one that the table names; `size` bytes of them, or all.
    fn chain(&self, table: &[u32], start: u32, size: Option<usize>) -> Result<Vec<u8>, Refusal> {
        if size.is_some_and(|size| size > self.bytes.len()) {
            return Err(Refusal::CutShort);
        }
        let mut seen = vec![false; self.count()];
        let mut bytes = Vec::new();
        let mut next = start;
        while next < RESERVED && size.is_none_or(|size| bytes.len() < size) {
            let sector = self.get(next).ok_or(Refusal::CutShort)?;
            let place = next as usize;
            // a chain that comes back to itself has no end
            if std::mem::replace(&mut seen[place], true) {
                return Err(damaged());
            }
            bytes.extend_from_slice(sector);
            next = table.get(place).copied().unwrap_or(END);
        }
        match size {
            Some(size) if bytes.len() < size => Err(Refusal::CutShort),
            Some(size) => {
                bytes.truncate(size);
                Ok(bytes)
            }
            None => Ok(bytes),
        }
    }
}

/// The table that names the sector after each sector. Its own sectors are listed in the header and, for
/// large files, in a chain of further lists.
fn table(sectors: &Sectors<'_>, header: &[u8], further: u32) -> Result<Vec<u32>, Refusal> {
    let mut listed = numbers(&header[HEADER_LIST..]);
    let mut next = further;
    let mut lists = 0;
    while next < RESERVED {
        lists += 1;
        // no more lists than sectors, and no more table sectors than it takes to name every sector
        if lists > sectors.count() || listed.len() > sectors.count() {
            return Err(damaged());
        }
        let mut list = numbers(sectors.get(next).ok_or(Refusal::CutShort)?);
        next = list.pop().unwrap_or(END);
        listed.append(&mut list);
    }
    let mut table = Vec::new();
    for number in listed.into_iter().filter(|number| *number < RESERVED) {
        if table.len() >= sectors.count() {
            break;
        }
        table.extend(numbers(sectors.get(number).ok_or(Refusal::CutShort)?));
    }
    Ok(table)
}

fn numbers(bytes: &[u8]) -> Vec<u32> {
    bytes
        .as_chunks::<4>()
        .0
        .iter()
        .map(|bytes| u32::from_le_bytes(*bytes))
        .collect()
}

fn entry(bytes: &[u8], sector_size: usize) -> Option<DirectoryEntry> {
    let (name, rest) = bytes.split_at_checked(64)?;
    let name: Vec<u16> = name
        .as_chunks::<2>()
        .0
        .iter()
        .map(|c| u16::from_le_bytes(*c))
        .take_while(|c| *c != 0)
        .collect();
    let number = |at: usize| RecordFields(&rest[at - 64..]).u32();
    let high = if sector_size == HEADER {
        0
    } else {
        u64::from(number(124)?)
    };
    Some(DirectoryEntry {
        name: String::from_utf16_lossy(&name),
        kind: rest[2],
        left: number(68)?,
        right: number(72)?,
        child: number(76)?,
        start: number(116)?,
        size: usize::try_from((high << 32) | u64::from(number(120)?)).ok()?,
    })
}

/// The entries of one storage: a tree of siblings from one of them on.
fn siblings(entries: &[DirectoryEntry], first: u32) -> Vec<DirectoryEntry> {
    let mut seen = vec![false; entries.len()];
    let mut found = Vec::new();
    let mut open = vec![first];
    while let Some(number) = open.pop() {
        let place = number as usize;
        let Some(entry) = entries.get(place) else {
            continue;
        };
        if !std::mem::replace(&mut seen[place], true) {
            open.extend([entry.right, entry.left]);
            found.push(entry.clone());
        }
    }
    found
}

fn damaged() -> Refusal {
    Refusal::Damaged {
        part: "OLE".to_owned(),
    }
}
