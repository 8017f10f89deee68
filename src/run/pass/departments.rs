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
use crate::run::{GatheredInbox, Options};
use crate::say::{self, DepartmentReport, Text};
use crate::write;
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
    expected: Vec<ExpectedDepartment>,
}

/// A department before it is done.
struct ExpectedDepartment {
    name: String,
    key: DepartmentKey,
    /// Its files, and those that were read now.
    files: Vec<Arc<str>>,
    new_files: Vec<Arc<str>>,
    /// Whether it is done now.
    is_new: bool,
    /// Whether a later run can tell that nothing has changed.
    is_knowable: bool,
    /// Whether all of it was written.
    is_settled: bool,
}

impl<'a> DepartmentCollector<'a> {
    pub(super) fn new(output: RunOutput<'a>, spool: &'a Spool, next: Option<RunState>) -> Self {
        Self {
            output,
            summing: SummaryBuilder::new(spool),
            next,
            failed: false,
            unchanged: 0,
            spool,
            expected: Vec::new(),
        }
    }

    /// Learns which departments there are.
    pub(super) fn expect(&mut self, gathered: &GatheredInbox, plans: &[DepartmentPlan<'_>]) {
        let all = gathered.submissions.iter().zip(plans).enumerate();
        self.expected = all
            .map(|(index, (submission, plan))| ExpectedDepartment {
                name: submission.department.clone(),
                key: DepartmentKey::of(submission),
                files: submission.files.clone(),
                new_files: gathered.new_files(index),
                is_new: plan.is_wanted(),
                is_knowable: plan.inputs.is_some(),
                is_settled: false,
            })
            .collect();
    }

    /// Takes in the outcome of a department; gives its message.
    pub(super) fn take(&mut self, index: usize, result: DepartmentResult) -> DepartmentOutcome {
        let own = &mut self.expected[index];
        let DepartmentResult {
            done,
            said,
            report,
            errors,
            kept,
            written,
        } = result;
        self.output.add(&done.expected, &own.files);
        own.is_settled = errors.is_empty();
        self.failed |= !errors.is_empty();
        self.unchanged += usize::from(!own.is_new);
        let stored = SpooledText::new(&said, self.spool);
        self.summing.add(own.key.clone(), stored.clone());
        let outcome = done.outcome;
        let is_there = |(name, hash): &ExpectedOutput| hash.map(|_| name.clone());
        let outputs = done.expected.iter().filter_map(is_there).collect();
        if let Some(next) = &mut self.next
            && own.is_settled
            && own.is_knowable
        {
            next.keep(done, stored);
        }
        let (text, line) = said.text_and_line();
        let hints = said.hints();
        DepartmentOutcome {
            outcome,
            text,
            line,
            hints,
            report,
            errors,
            kept,
            is_new: own.is_new,
            department: own.name.clone(),
            files: own.new_files.clone(),
            outputs,
            written,
        }
    }

    /// The files of departments of which not all is done and written.
    pub(super) fn open_files(&self) -> Vec<Arc<str>> {
        let open = self.expected.iter().filter(|own| !own.is_settled);
        open.flat_map(|own| own.files.clone()).collect()
    }
}

/// The outcome of a department, before it is reported.
pub(super) struct DepartmentResult {
    done: DepartmentRecord,
    said: StoredText,
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
        inputs: [u8; 32],
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
    pub(super) fn before(done: &DepartmentRecord, state: &RunState) -> Self {
        let (said, errors) = match state.said(done) {
            Ok(said) => (said, Vec::new()),
            Err(error) => (StoredText::default(), vec![say::output::lost(&error)]),
        };
        Self {
            done: done.clone(),
            said,
            report: None,
            errors,
            kept: Vec::new(),
            written: None,
        }
    }
}
