//! Explanations of what is to be verified: those that were handed in beside the tables, and those that stand in the
//! 核实说明.xlsx of the last run, where they are kept.

use crate::book::Refusal;
use crate::book::kind::kind;
use crate::book::limits::Limits;
use crate::book::workbook;
use crate::finding::EXPLANATIONS;
use crate::finding::{FindingMark, GivenExplanation, Ignored};
use crate::label::fold;
use crate::layout::Layout;
use crate::read::file::read_file;
use crate::run::inbox;
use crate::run::names::NameTails;
use crate::run::output::folder::Outputs;
use crate::run::output::is_regular;
use crate::run::reader::guarded;
use crate::run::returned::FOLDER;
use crate::run::{Submission, Submissions};
use crate::say::{self, DepartmentReport, Text};
use crate::write;
use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What was explained, by budget.
#[derive(Debug, Default)]
pub(crate) struct InboxExplanations {
    given: HashMap<u64, Vec<GivenExplanation>>,
    /// The folder in which an earlier run kept its explanations, and the names of the files.
    kept: Option<(PathBuf, Arc<NameTails>)>,
    /// Files that were read.
    pub(crate) files: usize,
}

impl InboxExplanations {
    /// Takes those of departments that are here from among the files that were left alone, and from their workbooks.
    pub(crate) fn take(
        ignored: &mut Vec<(Arc<str>, Ignored)>,
        pasted: Vec<GivenExplanation>,
        submissions: &Submissions,
    ) -> Self {
        let mut all = Self::default();
        let is_given = |(_, reason): &(_, Ignored)| matches!(reason, Ignored::Explanations(_));
        if pasted.is_empty() && !ignored.iter().any(is_given) {
            return all;
        }
        let submissions = submissions.iter().flatten();
        let budgets: HashSet<u64> = submissions.map(|own| budget_of(&own)).collect();
        for own in pasted {
            if budgets.contains(&own.mark.budget) {
                all.given.entry(own.mark.budget).or_default().push(own);
            }
        }
        ignored.retain(|(_, reason)| {
            let Ignored::Explanations(given) = reason else {
                return true;
            };
            let is_ours = |it: &&GivenExplanation| budgets.contains(&it.mark.budget);
            for own in given.iter().filter(is_ours) {
                let known = all.given.entry(own.mark.budget).or_default();
                known.push(own.clone());
            }
            // one without words says nothing, of whomever it is
            let is_used = given.is_empty() || given.iter().any(|it| is_ours(&it));
            all.files += usize::from(is_used);
            !is_used
        });
        all
    }

    /// Names the folder in which an earlier run kept explanations, a file a submission.
    pub(crate) fn keep_in(&mut self, out: &Path, names: &Arc<NameTails>) {
        self.kept = Some((out.to_path_buf(), names.clone()));
    }

    /// Those that were handed in for a submission.
    pub(crate) fn given(&self, submission: &Submission) -> &[GivenExplanation] {
        let given = self.given.get(&budget_of(submission));
        given.map_or(&[], Vec::as_slice)
    }

    /// All for a submission, what was handed in last.
    pub(crate) fn of(
        &self,
        index: usize,
        submission: &Submission,
        layouts: &[Arc<Layout>],
    ) -> Vec<GivenExplanation> {
        let kept = self.kept.as_ref().map(|(out, names)| {
            let short = names.of(index, submission).short;
            read_kept(&out.join(file_name(&short)), layouts)
        });
        let mut all = kept.unwrap_or_default();
        all.extend_from_slice(self.given(submission));
        all
    }
}

fn budget_of(submission: &Submission) -> u64 {
    FindingMark::budget_of(
        &fold(&submission.department),
        submission.fiscal_year,
        submission.publication.word(),
    )
}

/// What a file of the output explains; a person may have filled it in there.
fn read_kept(path: &Path, layouts: &[Arc<Layout>]) -> Vec<GivenExplanation> {
    if !is_regular(path) {
        return Vec::new();
    }
    let read = guarded(|| {
        let bytes = inbox::bytes(path)?;
        let content = (bytes.as_slice(), kind(&bytes)?);
        read_file(&"".into(), "", content, layouts, &mut Limits::small())
    });
    match read {
        Err(Refusal::LeftAlone(Ignored::Explanations(given))) => given.to_vec(),
        _ => Vec::new(),
    }
}

/// Whether a workbook has every text of the one that is there, so that nothing which people wrote is lost.
fn has_all_of(bytes: &[u8], there: &Path) -> bool {
    let texts = |bytes: &[u8]| -> Result<HashSet<String>, Refusal> {
        let book = workbook::read(bytes, kind(bytes)?, &mut Limits::small())?;
        let cells = book.sheets.iter().flat_map(|sheet| sheet.cells.iter());
        let texts = cells.map(|(_, value)| value.text().trim().to_owned());
        Ok(texts.filter(|text| !text.is_empty()).collect())
    };
    if !is_regular(there) {
        return false;
    }
    let is_all = guarded(|| Ok(texts(&inbox::bytes(there)?)?.is_subset(&texts(bytes)?)));
    is_all.unwrap_or(false)
}

/// Where the explanations of a department are asked for.
pub(crate) fn file_name(short: &str) -> PathBuf {
    Path::new(FOLDER).join(format!("{short}{EXPLANATIONS}"))
}

/// Asks for explanations of what is to be verified, with those that are known; takes the file away where nothing is.
///
/// # Errors
/// Why it could not be written.
pub(crate) fn ask(
    outputs: &mut Outputs<'_>,
    department: &DepartmentReport<'_>,
    short: &str,
) -> Result<(), Text> {
    let name = file_name(short);
    if outputs.folder.is_submitted(&name) {
        return Ok(());
    }
    let (budget, rules) = (department.budget, department.rules);
    let bytes = write::explanations(budget, rules, department.report)
        .map_err(|error| say::output::unmade(&name.display().to_string(), &error))?;
    match bytes {
        Some(bytes) if has_all_of(&bytes, &outputs.folder.path.join(&name)) => {
            outputs.write_over(&name, &bytes)
        }
        Some(bytes) => outputs.write(&name, &bytes),
        None => {
            outputs.remove(&name);
            Ok(())
        }
    }
}
