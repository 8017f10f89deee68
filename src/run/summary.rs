//! The summary of a folder, made of what each department left for it, whether it was done now or by an earlier run.

mod twice;

pub(crate) use twice::DepartmentKey;

use crate::book::Refusal;
use crate::run::output::folder::Outputs;
use crate::run::output::is_intact;
use crate::run::spool::{NameHash, Spool, SpoolSlot, SpooledMap, nameless};
use crate::run::state::{SpooledText, StoredText};
use crate::run::{ContentHash, Hashing, digest, digest_of_all};
use crate::say::{self, Text};
use crate::templates::Template;
use crate::write::{Counted, ListError, SUMMARY, Summary};
use std::collections::BTreeMap;
use std::io::{self, BufWriter, Cursor, Read, Seek, Write};
use std::path::Path;
use std::sync::Arc;

/// Units whose departments are looked for at once.
const UNITS: usize = 1_000;

/// A package on its way to its place.
trait PackageFile: Read + Write + Seek {}

impl<T: Read + Write + Seek> PackageFile for T {}

/// Takes in one department after the other; what was said of them is looked at in the end, one by one.
pub(crate) struct SummaryBuilder<'a> {
    spool: &'a Spool,
    kept: Vec<SummedDepartment>,
    /// Of what was said.
    sum: Hashing<io::Sink>,
}

/// Where a department lies.
struct SummedDepartment {
    key: SpoolSlot,
    is_of_unit: bool,
    said: SpooledText,
}

impl<'a> SummaryBuilder<'a> {
    /// A summary of departments of which a spool keeps what was said.
    pub(crate) fn new(spool: &'a Spool) -> Self {
        Self {
            spool,
            kept: Vec::new(),
            sum: Hashing::new(io::sink()),
        }
    }

    /// Takes in a department, and what was said of it, which lies in the spool.
    pub(crate) fn add(&mut self, key: &DepartmentKey, said: &StoredText, kept: SpooledText) {
        // a sink takes everything
        let _ = self.sum.write_all(&digest(&said.0));
        self.kept.push(SummedDepartment {
            key: self.spool.put_value(key),
            is_of_unit: key.is_of_unit(),
            said: kept,
        });
    }

    /// Writes the summary, unless it says what the one that is there says; gives what a later run may know of it.
    pub(crate) fn write(
        mut self,
        outputs: &mut Outputs<'_>,
        unreadable: &[(Arc<str>, Refusal)],
        templates: &[Template],
        known: Option<(ContentHash, ContentHash)>,
    ) -> Result<Option<(ContentHash, ContentHash)>, Text> {
        if self.kept.is_empty() && unreadable.is_empty()
            || outputs.folder.is_submitted(Path::new(SUMMARY))
        {
            return Ok(None);
        }
        let unread = postcard::to_stdvec(unreadable).expect("a vector takes everything");
        let _ = self.sum.write_all(&unread);
        let (all, _) = self.sum.sum();
        let lost = |error: io::Error| say::output::summary_lost(SUMMARY, &error);
        let (counted, told) = self.counted().map_err(lost)?;
        outputs.kept.extend(told);
        let still = known.filter(|(inputs, own)| {
            *inputs == all && is_intact(outputs.folder.path, &[(SUMMARY.to_owned(), Some(*own))])
        });
        if still.is_some() {
            return Ok(still);
        }
        let written = self.made(&counted, unreadable, templates);
        let mut file = written.map_err(|error| match error {
            ListError::Unmade(error) => say::output::unmade(SUMMARY, &error),
            ListError::System(error) => lost(error),
        })?;
        let hash = file.rewind().and_then(|()| digest_of_all(&mut file));
        let hash = hash.map_err(lost)?;
        outputs.copy(Path::new(SUMMARY), hash, &mut file)?;
        Ok(Some((all, hash)))
    }

    /// The workbook, out of memory where the system has room for it.
    fn made(
        &self,
        counted: &BTreeMap<usize, Counted>,
        unreadable: &[(Arc<str>, Refusal)],
        templates: &[Template],
    ) -> Result<Box<dyn PackageFile>, ListError> {
        let rows = Spool::default();
        let mut summary = Summary::default();
        let mut slots = Vec::with_capacity(self.kept.len());
        for (at, kept) in self.kept.iter().enumerate() {
            let Some(mut department) = kept.said.said(self.spool)?.digest() else {
                continue;
            };
            let own = counted.get(&at).cloned().unwrap_or_default();
            summary.add(&mut department, &own, templates);
            slots.push(rows.put_value(&(department, own)));
        }
        let source = |at: usize| rows.value(slots[at]);
        let mut file: Box<dyn PackageFile> = match nameless() {
            Ok(file) => Box::new(file),
            // the system has no room, and may have some where the output goes
            Err(_) => Box::new(Cursor::new(Vec::new())),
        };
        let mut out = BufWriter::new(&mut file);
        summary.write(&source, unreadable, templates, &mut out)?;
        out.flush()?;
        drop(out);
        Ok(file)
    }

    /// Departments that are added to the total in a special way or not at all, and the message about departments handed
    /// in twice.
    fn counted(&self) -> io::Result<(BTreeMap<usize, Counted>, Vec<Text>)> {
        let mut counted = BTreeMap::new();
        let mut told = Vec::new();
        for doubles in self.doubles()? {
            let mut own = Vec::new();
            for at in &doubles {
                let said = self.kept[*at].said.said(self.spool)?;
                if let Some(digest) = said.digest() {
                    own.push((self.key(*at)?, digest));
                }
            }
            if own.len() < 2 {
                continue;
            }
            let (of_doubles, text) = twice::settle(&own);
            counted.extend(doubles.into_iter().zip(of_doubles));
            told.push(text);
        }
        let mut units = (0..self.kept.len()).filter(|at| self.kept[*at].is_of_unit);
        loop {
            let some: Vec<usize> = units.by_ref().take(UNITS).collect();
            if some.is_empty() {
                break;
            }
            self.find_wholes(&some, &mut counted)?;
        }
        Ok((counted, told))
    }

    /// Notes which units' departments are here too.
    fn find_wholes(
        &self,
        units: &[usize],
        counted: &mut BTreeMap<usize, Counted>,
    ) -> io::Result<()> {
        let keys = units.iter().map(|at| Ok((*at, self.key(*at)?)));
        let mut open: Vec<(usize, DepartmentKey)> = keys.collect::<io::Result<_>>()?;
        for at in 0..self.kept.len() {
            if open.is_empty() {
                break;
            }
            let whole = self.key(at)?;
            open.retain(|(unit, key)| {
                let is_within = key.is_within(&whole);
                if is_within {
                    counted.insert(*unit, Counted::Within(whole.files()));
                }
                !is_within
            });
        }
        Ok(())
    }

    /// Departments that are handed in more than once, by their numbers.
    fn doubles(&self) -> io::Result<Vec<Vec<usize>>> {
        let mut first: SpooledMap<usize, NameHash> = SpooledMap::default();
        let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for at in 0..self.kept.len() {
            let Some(identity) = self.key(at)?.identity() else {
                continue;
            };
            match first.get(&identity) {
                Some(first) => groups.entry(first).or_insert(vec![first]).push(at),
                None => {
                    first.insert(&identity, &at);
                }
            }
        }
        Ok(groups.into_values().collect())
    }

    fn key(&self, at: usize) -> io::Result<DepartmentKey> {
        self.spool.value(self.kept[at].key)
    }
}
