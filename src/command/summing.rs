//! The summary of a folder, made of what each department left for it, whether it was done now or by an earlier run.

use super::output::{Outputs, is_intact};
use crate::lang::Text;
use crate::read::{Digest, Refusal, digest};
use crate::report;
use crate::templates::Template;
use crate::write::{SUMMARY, Summary};
use std::path::Path;
use std::sync::Arc;

/// Takes in one department after the other.
#[derive(Default)]
pub(super) struct Summing {
    summary: Summary,
    /// Stands for all that was taken in.
    sums: Vec<u8>,
}

impl Summing {
    /// Takes in a department by what it left.
    pub(super) fn add(&mut self, kept: &[u8], templates: &[Template]) {
        self.sums.extend(digest(kept));
        if let Ok(department) = postcard::from_bytes::<report::Digest>(kept) {
            self.summary.add(department, templates);
        }
    }

    /// Writes the summary, unless it says what the one that is there says; gives what a later run may know of it.
    pub(super) fn write(
        self,
        outputs: &mut Outputs<'_>,
        unreadable: &[(Arc<str>, Refusal)],
        templates: &[Template],
        known: Option<(Digest, Digest)>,
    ) -> Result<Option<(Digest, Digest)>, Text> {
        let files: Vec<(Arc<str>, Text)> =
            unreadable.iter().map(|(file, refusal)| (file.clone(), refusal.message())).collect();
        if self.summary.is_empty() && files.is_empty() || outputs.is_submitted(Path::new(SUMMARY)) {
            return Ok(None);
        }
        let all = postcard::to_stdvec(&(&self.sums, &files)).map(|bytes| digest(&bytes)).ok();
        let still = known.filter(|(inputs, own)| {
            Some(*inputs) == all && is_intact(outputs.folder, &[(SUMMARY.to_owned(), Some(*own))])
        });
        if still.is_some() {
            return Ok(still);
        }
        let bytes = self.summary.workbook(&files, templates).map_err(|error| {
            Text::new(format!("{SUMMARY} 没有写成：{error}"), format!("{SUMMARY} was not written: {error}"))
        })?;
        outputs.write(Path::new(SUMMARY), &bytes)?;
        Ok(all.map(|all| (all, digest(&bytes))))
    }
}
