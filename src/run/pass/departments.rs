//! What comes of the departments of a pass, one after the other.

use super::DepartmentOutcome;
use super::plan::DepartmentPlan;
use crate::report;
use crate::run::output::ExpectedOutput;
use crate::run::output::folder::Outputs;
use crate::run::output::settle::RunOutput;
use crate::run::spool::Spool;
use crate::run::state::{DepartmentCounts, DepartmentRecord, RunState, SpooledText, StoredText};
use crate::run::summary::{DepartmentKey, SummaryBuilder};
use crate::run::{ContentHash, GatheredInbox, Options, Submission};
use crate::say::{self, DepartmentReport, Text};
use crate::write;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;
use std::sync::Arc;

/// Takes in one department after the other.
pub(super) struct DepartmentCollector<'a> {
    /// What the output folder holds.
    pub(super) output: RunOutput<'a>,
    /// The summary.
    pub(super) summing: SummaryBuilder<'a>,
    /// What the next run may know.
    pub(super) next: Option<RunState>,
    /// Whether something could not be written.
    pub(super) failed: bool,
    /// Departments that an earlier run has done.
    pub(super) unchanged: usize,
    spool: &'a Spool,
    /// Whether all of a department was written.
    settled: Vec<bool>,
}

impl<'a> DepartmentCollector<'a> {
    pub(super) fn new(
        output: RunOutput<'a>,
        spool: &'a Spool,
        next: Option<RunState>,
        departments: usize,
    ) -> Self {
        Self {
            output,
            summing: SummaryBuilder::new(spool),
            next,
            failed: false,
            unchanged: 0,
            spool,
            settled: vec![false; departments],
        }
    }

    /// Takes in the outcome of a department; gives its message.
    pub(super) fn take(
        &mut self,
        gathered: &GatheredInbox,
        (index, plan, inputs): (usize, DepartmentPlan, Option<ContentHash>),
        (submission, result): (Submission, DepartmentResult),
    ) -> DepartmentOutcome {
        let DepartmentResult {
            done,
            said,
            report,
            errors,
            kept,
            written,
        } = result;
        self.output.add(&done.expected, &submission.files);
        self.settled[index] = errors.is_empty();
        self.failed |= !errors.is_empty();
        self.unchanged += usize::from(!plan.is_wanted());
        let stored = SpooledText::new(&said, self.spool);
        self.summing
            .add(&DepartmentKey::of(&submission), &said, stored);
        let is_there = |(name, hash): &ExpectedOutput| hash.map(|_| name.clone());
        let outputs = done.expected.iter().filter_map(is_there).collect();
        if let Some(next) = &mut self.next
            && errors.is_empty()
            && inputs.is_some()
        {
            next.keep(done.clone(), &said, stored);
        }
        let (text, line) = said.text_and_line();
        let hints = said.hints();
        DepartmentOutcome {
            outcome: done.outcome,
            text,
            line,
            hints,
            report,
            errors,
            kept,
            is_new: plan.is_wanted(),
            files: gathered.new_files(&submission),
            department: submission.department,
            outputs,
            written,
        }
    }

    /// The files of departments of which not all is done and written.
    pub(super) fn open_files(&self, gathered: &GatheredInbox) -> Vec<Arc<str>> {
        let open = (0..self.settled.len()).filter(|at| !self.settled[*at]);
        open.flat_map(|at| gathered.files_of(at)).collect()
    }
}

/// The outcome of a department, before it is reported.
#[derive(Serialize, Deserialize)]
pub(super) struct DepartmentResult {
    done: DepartmentRecord,
    said: StoredText,
    /// The run that has made it tells it.
    #[serde(skip)]
    report: Option<String>,
    errors: Vec<Text>,
    kept: Vec<Text>,
    written: Option<PathBuf>,
}

impl DepartmentResult {
    /// Its outcome in this run.
    pub(super) fn of(
        department: &DepartmentReport<'_>,
        outputs: Outputs<'_>,
        inputs: ContentHash,
        options: &Options,
    ) -> Self {
        let lang = options.lang;
        let said = StoredText::of(department, lang);
        let done = DepartmentRecord {
            inputs,
            expected: outputs.expected,
            outcome: DepartmentCounts::of_department(department),
        };
        Self {
            done,
            said,
            report: options.view.then(|| {
                let view = write::view(department.budget, department.rules, department.report);
                report::department_view_json(department, &view, lang)
            }),
            errors: outputs.errors,
            kept: outputs.kept,
            written: department.written.clone(),
        }
    }

    /// Its outcome in an earlier run.
    pub(super) fn before(inputs: &ContentHash, state: &RunState) -> Self {
        let ((done, said), errors) = match state.known(inputs) {
            Ok(known) => (known, Vec::new()),
            Err(error) => (Default::default(), vec![say::output::lost(&error)]),
        };
        Self {
            done,
            said,
            report: None,
            errors,
            kept: Vec::new(),
            written: None,
        }
    }

    /// In numbers.
    pub(super) fn counts(&self) -> DepartmentCounts {
        self.done.outcome
    }
}
