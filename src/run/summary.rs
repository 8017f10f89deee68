//! The summary of a folder, made of what each department left for it, whether it was done now or by an earlier run.

use crate::book::Refusal;
use crate::run::output::folder::Outputs;
use crate::run::output::is_intact;
use crate::run::spool::Spool;
use crate::run::state::SpooledText;
use crate::run::{ContentHash, digest};
use crate::say::{self, Text};
use crate::templates::Template;
use crate::write::{SUMMARY, Summary};
use std::io;
use std::path::Path;
use std::sync::Arc;

/// Takes in one department after the other; what was said of them is looked at in the end, one by one.
pub(crate) struct SummaryBuilder<'a> {
    spool: &'a Spool,
    kept: Vec<SpooledText>,
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
    pub(crate) fn add(&mut self, kept: SpooledText) {
        self.kept.push(kept);
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
        let sums: Vec<ContentHash> = self.kept.iter().map(|kept| kept.digest).collect();
        let all = postcard::to_stdvec(&(sums, unreadable))
            .map(|bytes| digest(&bytes))
            .ok();
        let still = known.filter(|(inputs, own)| {
            Some(*inputs) == all
                && is_intact(outputs.folder.path, &[(SUMMARY.to_owned(), Some(*own))])
        });
        if still.is_some() {
            return Ok(still);
        }
        let summary = self
            .summary(templates)
            .map_err(|error| say::output::summary_unmade(SUMMARY, &say::system(&error), &error))?;
        let bytes = summary
            .workbook(unreadable, templates)
            .map_err(|error| say::output::summary_unmade(SUMMARY, &error, &error))?;
        outputs.write(Path::new(SUMMARY), &bytes)?;
        Ok(all.map(|all| (all, digest(&bytes))))
    }

    fn summary(&self, templates: &[Template]) -> io::Result<Summary> {
        let mut summary = Summary::default();
        for kept in &self.kept {
            if let Some(department) = kept.said(self.spool)?.digest() {
                summary.add(department, templates);
            }
        }
        Ok(summary)
    }
}
