//! What the program has written into an output folder: the content and the sources of every file. A file there that
//! differs from it was changed by a person. The ledger opens the state file and has its own format, so that it
//! outlives a change of program, rules or options. While a run writes, a journal beside it says what comes next: a
//! run that is killed leaves no file that the next one does not know.

use crate::run::output::{is_regular, replace_by};
use crate::run::real_path;
use crate::run::spool::SpooledMap;
use crate::run::{ContentHash, Hashing};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::{Component, Path};
use std::sync::{Arc, Mutex, PoisonError};

/// The state file; hidden, and in a folder that is never read back.
pub(crate) const STATE: &str = ".gouji-state";
/// Is there while a run writes.
const JOURNAL: &str = ".gouji-journal";
/// What a ledger begins with.
const MARK: &[u8] = b"gouji outputs 1\n";
/// Bytes beyond which a ledger or a journal is not read.
const BYTES: u64 = 128 << 20;

/// A file that the program has written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct WrittenFile {
    /// BLAKE3 hash of its content.
    pub(crate) hash: ContentHash,
    /// The files of the inbox that it was made from.
    pub(crate) from: Vec<Arc<str>>,
    /// The inbox, as seen from the output folder.
    pub(crate) inbox: String,
}

/// The files of an output folder by their paths within it.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Ledger {
    pub(crate) files: SpooledMap<WrittenFile>,
    /// What a run that was killed has written.
    #[serde(skip)]
    unfinished: HashSet<(String, ContentHash)>,
}

impl Ledger {
    /// The ledger of a folder; an empty one where it has none, or a damaged one.
    pub(crate) fn load(folder: &Path) -> Self {
        let path = folder.join(STATE);
        let file = is_regular(&path).then(|| File::open(path).ok()).flatten();
        let known = file.and_then(|file| Self::read(&mut BufReader::new(file)));
        Self {
            unfinished: journal(folder),
            ..known.unwrap_or_default()
        }
    }

    /// Reads the ledger at the beginning of a state file.
    pub(crate) fn read(input: &mut dyn Read) -> Option<Self> {
        let mut head = [0; MARK.len() + size_of::<ContentHash>() + size_of::<u64>()];
        input.read_exact(&mut head).ok()?;
        let (mark, rest) = head.split_at(MARK.len());
        let (hash, length) = rest.split_at(size_of::<ContentHash>());
        let length = u64::from_le_bytes(length.try_into().ok()?);
        if mark != MARK || length > BYTES {
            return None;
        }
        let mut text = Hashing::new(input.take(length));
        let ledger = serde_json::from_reader(BufReader::new(&mut text)).ok()?;
        (text.sum() == (hash.try_into().ok()?, length)).then_some(ledger)
    }

    /// Writes it to the beginning of a state file.
    ///
    /// # Errors
    /// What the system says.
    pub(crate) fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut sum = BufWriter::new(Hashing::new(io::sink()));
        serde_json::to_writer(&mut sum, self)?;
        let (hash, length) = sum.into_inner()?.sum();
        for part in [MARK, &hash, &length.to_le_bytes()] {
            out.write_all(part)?;
        }
        let mut out = BufWriter::new(out);
        serde_json::to_writer(&mut out, self)?;
        out.flush()
    }

    /// Saves it and leaves the rest of the state file as it is.
    pub(crate) fn save(&self, folder: &Path) -> io::Result<()> {
        let path = folder.join(STATE);
        let mut rest = Vec::new();
        if is_regular(&path) {
            let mut file = BufReader::new(File::open(&path)?);
            if Self::read(&mut file).is_some() {
                file.read_to_end(&mut rest)?;
            }
        }
        replace_by(&path, |out| {
            self.write(out)?;
            out.write_all(&rest)
        })
    }

    /// Whether the program has written this content to this path. `folder` is asked for what a run beside this one
    /// has written meanwhile.
    pub(crate) fn knows(&self, folder: &Path, path: &str, hash: ContentHash) -> bool {
        let entry = (path.to_owned(), hash);
        self.files.get(path).is_some_and(|own| own.hash == hash)
            || self.unfinished.contains(&entry)
            || journal(folder).contains(&entry)
    }
}

/// Says in advance what is written.
#[derive(Debug, Default)]
pub(crate) struct Journal(Mutex<()>);

impl Journal {
    /// Notes a content before it is put into its place; where that fails, a run that is killed leaves a file that the
    /// next one keeps aside.
    pub(crate) fn note(&self, folder: &Path, path: &str, hash: ContentHash) {
        let _guard = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let line = serde_json::to_string(&(path, hash)).map(|line| line + "\n");
        let journal = folder.join(JOURNAL);
        let is_free = is_regular(&journal) || fs::symlink_metadata(&journal).is_err();
        let file = is_free.then(|| OpenOptions::new().append(true).create(true).open(journal));
        if let (Some(Ok(mut file)), Ok(line)) = (file, line) {
            let _ = file.write_all(line.as_bytes());
        }
    }

    /// Ends it, once the ledger holds all that it says.
    pub(crate) fn end(folder: &Path) {
        let _ = fs::remove_file(folder.join(JOURNAL));
    }
}

fn journal(folder: &Path) -> HashSet<(String, ContentHash)> {
    let path = folder.join(JOURNAL);
    let is_honest =
        is_regular(&path) && fs::metadata(&path).is_ok_and(|about| about.len() <= BYTES);
    let text = is_honest.then(|| fs::read(path).ok()).flatten();
    let lines = text.unwrap_or_default();
    lines
        .split(|byte| *byte == b'\n')
        .filter_map(|line| serde_json::from_slice(line).ok())
        .collect()
}

/// A path within the folder as the ledger has it, the same on every system.
pub(crate) fn key(name: &Path) -> String {
    let parts = name.components().filter_map(|part| match part {
        Component::Normal(part) => Some(part.to_string_lossy()),
        _ => None,
    });
    parts.collect::<Vec<_>>().join("/")
}

/// An inbox as seen from an output folder: so many folders up, or its own path where the output lies elsewhere.
pub(crate) fn inbox_of(inbox: &Path, out: &Path) -> String {
    let places = real_path(inbox).ok().zip(real_path(out).ok());
    let Some((inbox, out)) = places else {
        return inbox.to_string_lossy().into_owned();
    };
    match out.strip_prefix(&inbox) {
        Ok(within) => vec![".."; within.components().count()].join("/"),
        Err(_) => inbox.to_string_lossy().into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ledger() -> Ledger {
        let written = |number: u8| WrittenFile {
            hash: [number; 32],
            from: vec![format!("甲/{number}.xlsx").into()],
            inbox: "..".to_owned(),
        };
        let mut ledger = Ledger::default();
        for at in 0..3 {
            ledger
                .files
                .insert(format!("{at}.xlsx").as_str(), &written(at));
        }
        ledger
    }

    #[test]
    fn a_ledger_is_saved_and_leaves_what_follows() {
        let folder = tempfile::tempdir().expect("there is room");
        ledger().save(folder.path()).expect("there is room");
        let path = folder.path().join(STATE);
        let whole = fs::read(&path).expect("it is there");
        fs::write(&path, [&whole[..], b"more"].concat()).expect("there is room");
        let back = Ledger::load(folder.path());
        let all = |ledger: &Ledger| ledger.files.iter().map(Result::ok).collect::<Vec<_>>();
        assert_eq!(all(&back), all(&ledger()));
        assert!(back.knows(folder.path(), "1.xlsx", [1; 32]));
        assert!(!back.knows(folder.path(), "1.xlsx", [2; 32]));
        Ledger::default()
            .save(folder.path())
            .expect("there is room");
        assert!(Ledger::load(folder.path()).files.is_empty());
        assert!(fs::read(&path).expect("it is there").ends_with(b"more"));
    }

    #[test]
    fn a_damaged_ledger_is_none() {
        let mut whole = Vec::new();
        ledger()
            .write(&mut whole)
            .expect("a vector takes everything");
        for at in 0..whole.len() {
            let mut bytes = whole.clone();
            bytes[at] ^= 1;
            assert!(Ledger::read(&mut &bytes[..]).is_none(), "byte {at}");
            assert!(Ledger::read(&mut &whole[..at]).is_none(), "cut at {at}");
        }
    }

    #[test]
    fn a_journal_outlives_a_run_that_is_killed() {
        let folder = tempfile::tempdir().expect("there is room");
        let journal = Journal::default();
        journal.note(folder.path(), "退回/甲\n.txt", [1; 32]);
        journal.note(folder.path(), "乙.xlsx", [2; 32]);
        let ledger = Ledger::load(folder.path());
        assert!(ledger.knows(folder.path(), "退回/甲\n.txt", [1; 32]));
        assert!(ledger.knows(folder.path(), "乙.xlsx", [2; 32]));
        Journal::end(folder.path());
        assert!(!Ledger::load(folder.path()).knows(folder.path(), "乙.xlsx", [2; 32]));
    }
}
