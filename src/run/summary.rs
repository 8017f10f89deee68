//! The summary of a folder, made of what each department left for it, whether it was done now or by an earlier run.

mod twice;

pub(crate) use twice::DepartmentKey;

use crate::book::Refusal;
use crate::run::output::folder::Outputs;
use crate::run::output::is_intact;
use crate::run::spool::Spool;
use crate::run::state::SpooledText;
use crate::run::{ContentHash, digest};
use crate::say::{self, Text};
use crate::templates::Template;
use crate::write::{Counted, SUMMARY, Summary};
use indexmap::IndexMap;
use std::io;
use std::path::Path;
use std::sync::Arc;

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
        let summary = self.summary(counted, templates).map_err(lost)?;
        let bytes = summary
            .workbook(unreadable, templates)
            .map_err(|error| say::output::unmade(SUMMARY, &error))?;
        outputs.write(Path::new(SUMMARY), &bytes)?;
        Ok(all.map(|all| (all, digest(&bytes))))
    }

    /// Which departments are added to the total, and the message about departments handed in twice.
    fn counted(&self) -> io::Result<(Vec<Counted>, Vec<Text>)> {
        let mut counted = vec![Counted::Yes; self.kept.len()];
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
            for (at, own) in doubles.into_iter().zip(of_doubles) {
                counted[at] = own;
            }
            told.push(text);
        }
        let is_unit = |(_, (key, _)): &(usize, &(DepartmentKey, SpooledText))| key.is_of_unit();
        for (at, (key, _)) in self.kept.iter().enumerate().filter(is_unit) {
            let mut wholes = self.kept.iter().map(|(other, _)| other);
            if let Some(whole) = wholes.find(|other| key.is_within(other)) {
                counted[at] = Counted::Within(whole.files());
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

    fn summary(&self, counted: Vec<Counted>, templates: &[Template]) -> io::Result<Summary> {
        let mut summary = Summary::default();
        for ((_, kept), counted) in self.kept.iter().zip(counted) {
            if let Some(department) = kept.said(self.spool)?.digest() {
                summary.add(department, counted, templates);
            }
        }
        Ok(summary)
    }
}
