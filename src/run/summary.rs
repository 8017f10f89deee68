//! The summary of a folder, made of what each department left for it, whether it was done now or by an earlier run.

mod twice;

pub(crate) use twice::DepartmentKey;

use crate::book::Refusal;
use crate::run::output::folder::Outputs;
use crate::run::output::is_intact;
use crate::run::spool::{Spool, nameless};
use crate::run::state::SpooledText;
use crate::run::{ContentHash, digest, digest_of_all};
use crate::say::{self, Text};
use crate::templates::Template;
use crate::write::{Counted, ListError, SUMMARY, Summary};
use indexmap::IndexMap;
use std::collections::BTreeMap;
use std::io::{self, BufWriter, Cursor, Read, Seek, Write};
use std::path::Path;
use std::sync::Arc;

/// A package on its way to its place.
trait PackageFile: Read + Write + Seek {}

impl<T: Read + Write + Seek> PackageFile for T {}

/// Takes in one department after the other; what was said of them is looked at in the end, one by one.
pub(crate) struct SummaryBuilder<'a> {
    spool: &'a Spool,
    kept: Vec<(DepartmentKey, SpooledText)>,
}

impl<'a> SummaryBuilder<'a> {
    /// A summary of departments of which a spool keeps what was said.
    pub(crate) fn new(spool: &'a Spool) -> Self {
        Self {
            spool,
            kept: Vec::new(),
        }
    }

    /// Takes in a department.
    pub(crate) fn add(&mut self, key: DepartmentKey, kept: SpooledText) {
        self.kept.push((key, kept));
    }

    /// Writes the summary, unless it says what the one that is there says; gives what a later run may know of it.
    pub(crate) fn write(
        self,
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
        let sums: Vec<ContentHash> = self.kept.iter().map(|(_, kept)| kept.digest).collect();
        let all = postcard::to_stdvec(&(sums, unreadable))
            .map(|bytes| digest(&bytes))
            .ok();
        let lost = |error: io::Error| say::output::summary_lost(SUMMARY, &error);
        let (counted, told) = self.counted().map_err(lost)?;
        outputs.kept.extend(told);
        let still = known.filter(|(inputs, own)| {
            Some(*inputs) == all
                && is_intact(outputs.folder.path, &[(SUMMARY.to_owned(), Some(*own))])
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
        Ok(all.map(|all| (all, hash)))
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
        for (at, (_, kept)) in self.kept.iter().enumerate() {
            let Some(mut department) = kept.said(self.spool)?.digest() else {
                continue;
            };
            let own = counted.get(&at).cloned().unwrap_or_default();
            summary.add(&mut department, &own, templates);
            let row = postcard::to_stdvec(&(department, own)).map_err(io::Error::other)?;
            slots.push(rows.put(&row));
        }
        let source = |at: usize| {
            let row = rows.get(&slots[at])?;
            postcard::from_bytes(&row).map_err(io::Error::other)
        };
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
        for doubles in self.doubles() {
            let mut own = Vec::new();
            for at in &doubles {
                let (key, kept) = &self.kept[*at];
                own.extend(kept.said(self.spool)?.digest().map(|digest| (key, digest)));
            }
            if own.len() < 2 {
                continue;
            }
            let (of_doubles, text) = twice::settle(&own);
            counted.extend(doubles.into_iter().zip(of_doubles));
            told.push(text);
        }
        let is_unit = |(_, (key, _)): &(usize, &(DepartmentKey, SpooledText))| key.is_of_unit();
        for (at, (key, _)) in self.kept.iter().enumerate().filter(is_unit) {
            let mut wholes = self.kept.iter().map(|(other, _)| other);
            if let Some(whole) = wholes.find(|other| key.is_within(other)) {
                counted.insert(at, Counted::Within(whole.files()));
            }
        }
        Ok((counted, told))
    }

    /// Departments that are handed in more than once, by their numbers.
    fn doubles(&self) -> Vec<Vec<usize>> {
        let mut groups: IndexMap<_, Vec<usize>> = IndexMap::new();
        for (at, (key, _)) in self.kept.iter().enumerate() {
            groups.entry(key.identity()).or_default().push(at);
        }
        let groups = groups.into_iter();
        let doubles = groups.filter(|(identity, own)| identity.is_some() && own.len() > 1);
        doubles.map(|(_, own)| own).collect()
    }
}
