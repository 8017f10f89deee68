//! One time through an inbox: what has changed since the last one is read, checked and written; the rest stands.

mod departments;
mod plan;

use crate::finding::ReportChanges;
use crate::parallel;
use crate::run::examine::{each_task, read_since};
use crate::run::names::NameTails;
use crate::run::output::folder::{OutputFolder, Outputs};
use crate::run::output::ledger::{Journal, Ledger};
use crate::run::output::settle::RunOutput;
use crate::run::publish::{OutputTarget, mark_output};
use crate::run::real_path;
use crate::run::returned;
use crate::run::spool::{NameSet, Spool, SpooledMap};
use crate::run::state::{self, DepartmentCounts, RunState};
use crate::run::{
    EarlierRun, GatheredInbox, Inbox, Observer, Options, Submission, SubmittedFile, Trust,
};
use crate::say::{DepartmentHints, DepartmentReport, Tally, Text};
use crate::templates::Template;
use departments::{DepartmentCollector, DepartmentResult};
use plan::DepartmentPlans;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// An inbox, and what is to become of it.
pub(crate) struct Job<'a> {
    /// The folder of the inbox.
    pub(crate) folder: &'a Path,
    /// Where output goes.
    pub(crate) out: &'a Path,
    pub(crate) templates: &'a [Template],
    pub(crate) options: &'a Options,
    /// Whether the inbox is all that the folder holds, and not one file of it.
    pub(crate) is_whole: bool,
}

/// The outcome of a department.
pub struct DepartmentOutcome {
    /// In numbers.
    pub outcome: DepartmentCounts,
    /// What is to be printed for it.
    pub text: String,
    /// The same in one line; empty where it may be published.
    pub line: String,
    /// Its hints, which are printed together with those of the others.
    pub hints: DepartmentHints,
    /// The report for programs with the pages of its tables, if it was asked for.
    pub report: Option<String>,
    /// What could not be written.
    pub errors: Vec<Text>,
    /// What happened to output that a person has changed.
    pub kept: Vec<Text>,
    /// Whether it was done now and not by an earlier run.
    pub is_new: bool,
    /// Its name.
    pub department: String,
    /// Its files that were read now.
    pub files: Vec<Arc<str>>,
    /// What lies in the output folder for it, by the paths within.
    pub outputs: Vec<String>,
    /// The workbook that was written now.
    pub written: Option<PathBuf>,
}

/// What a pass came to.
pub struct PassOutcome {
    /// Where output went.
    pub out: PathBuf,
    /// The inbox as it was read.
    pub gathered: GatheredInbox,
    /// The run in numbers.
    pub tally: Tally,
    /// Whether something could not be written.
    pub failed: bool,
    /// Departments that stand as an earlier run left them.
    pub unchanged: usize,
    /// What could not be written or moved beside the departments' output.
    pub errors: Vec<Text>,
    /// What happened to output that a person has changed, or whose department is gone.
    pub notes: Vec<Text>,
    /// What has changed since the last run, where it knew what was done again.
    pub changes: Option<ReportChanges>,
    /// What the next pass may know, where there may be one.
    pub(crate) state: Option<RunState>,
}

impl Job<'_> {
    /// What an earlier run left, or nothing yet if `force`; `None` where the system will not say what the
    /// templates are.
    pub(crate) fn state(&self, force: bool) -> Option<RunState> {
        let key = state::key(self.out, self.options)?;
        Some(if force {
            RunState::new(key, Arc::default())
        } else {
            RunState::load(self.out, key)
        })
    }

    /// Goes through the inbox once. `look` says how sure one is of a file.
    pub(crate) fn pass(
        &self,
        inbox: Inbox,
        state: Option<RunState>,
        look: &(dyn Fn(&str) -> Trust + Sync),
        observer: &mut dyn Observer,
    ) -> PassOutcome {
        let submitted = submitted(&inbox);
        // where output may get in the way of what was handed in, nothing is taken for known
        let state = state.filter(|_| !self.is_mixed(&inbox));
        let files = by_name(&inbox);
        let earlier = state.as_ref().map(|state| EarlierRun {
            records: &state.files,
            look,
        });
        let mut gathered = read_since(inbox, self.templates, earlier, self.options, observer);
        let names = Arc::new(NameTails::new(&gathered.submissions));
        gathered.explanations.keep_in(self.out, &names);
        let plans = plan::plans(self.out, &gathered, &names, state.as_ref(), self.options);
        self.prepare(&mut gathered, &plans);
        let folder = OutputFolder::new(self.out, &submitted);
        let target = OutputTarget {
            folder: &folder,
            files: &files,
            options: self.options,
            is_alone: plans.len() == 1,
        };
        let spool = Arc::new(Spool::default());
        let next = state.as_ref().map(|state| state.successor(spool.clone()));
        let output = RunOutput::new(&folder, self.folder);
        let mut collector = DepartmentCollector::new(output, &spool, next, plans.len());
        let task = |all: &GatheredInbox, index: usize| {
            plans.task(index, all.submissions.get(index), state.as_ref())
        };
        let work = |index: usize, mut department: DepartmentReport<'_>, submission: &Submission| {
            let outputs = target.write(&mut department, &names.of(index, submission));
            let inputs = plans.inputs(index).unwrap_or_default();
            let result = DepartmentResult::of(&department, outputs, inputs, self.options);
            if let Some(share) = &self.options.share {
                share.leave(index, &result);
            }
            (submission.clone(), result)
        };
        let each = |all: &GatheredInbox, index, result, observer: &mut dyn Observer| {
            let plan = (index, plans.of(index), plans.inputs(index));
            observer.department(collector.take(all, plan, result));
        };
        let tally = each_task(&mut gathered, self.templates, observer, task, work, each);
        returned::clear(self.out);
        mark_output(self.folder, self.out);
        self.close(gathered, tally, collector, state)
    }

    /// Whether output would lie among what was handed in.
    fn is_mixed(&self, inbox: &Inbox) -> bool {
        real_path(self.out).is_ok_and(|out| {
            let returned = out.join(returned::FOLDER);
            let mut submitted = inbox
                .files
                .iter()
                .filter_map(|file| real_path(&file.path).ok());
            submitted.any(|path| path.parent() == Some(&out) || path.starts_with(&returned))
        })
    }

    /// Reads what is needed of known files, and makes the output folder.
    fn prepare(&self, gathered: &mut GatheredInbox, plans: &DepartmentPlans) {
        let wanted = plans.wanted();
        gathered.read_rest(&wanted, self.options.reading());
        if let Some(last) = &mut gathered.last {
            let all = &gathered.submissions;
            let departments = wanted.iter().filter_map(|at| all.get(*at).ok());
            last.read_for(departments, self.options.reading());
        }
        if !wanted.is_empty() && !self.options.interrupt.is_asked() {
            // before there is anything in it that could be taken for a submission
            let _ = fs::create_dir_all(self.out);
            mark_output(self.folder, self.out);
        }
    }

    /// Writes the summary, moves away what is no longer current and saves what the next run may know.
    fn close(
        &self,
        mut gathered: GatheredInbox,
        tally: Tally,
        collector: DepartmentCollector<'_>,
        state: Option<RunState>,
    ) -> PassOutcome {
        let open = collector.open_files(&gathered);
        let DepartmentCollector {
            mut output,
            summing,
            mut next,
            failed,
            unchanged,
            ..
        } = collector;
        let is_all = !gathered.is_cut_short && gathered.undone == 0;
        let mut outputs = Outputs::new(output.folder);
        let mut errors = Vec::new();
        // else the summary that is there may be older than some of the workbooks, and is whole
        if is_all {
            let known = state.as_ref().and_then(|state| state.summary);
            let write = || summing.write(&mut outputs, &gathered.unreadable, self.templates, known);
            match parallel::apart(write) {
                Ok(written) => next.iter_mut().for_each(|next| next.summary = written),
                Err(error) => errors.push(error),
            }
        }
        output.add(&outputs.expected, &[]);
        output.leave(&open);
        output.leave_unread(gathered.unreadable.iter().map(|(name, _)| name));
        let settled = output.settle(self.is_whole && is_all);
        errors.extend(settled.errors);
        let changes = next
            .as_mut()
            .and_then(|next| learn(next, &mut gathered, state, is_all));
        // rules that changed meanwhile belong to no result
        let next = next
            .filter(|next| state::key(self.out, self.options).is_some_and(|key| next.is_of(&key)));
        self.save(next.as_ref(), &settled.ledger);
        PassOutcome {
            changes,
            out: self.out.to_path_buf(),
            gathered,
            tally,
            failed: failed || !errors.is_empty(),
            unchanged,
            errors,
            notes: [outputs.kept, settled.moved].concat(),
            state: next,
        }
    }

    /// Leaves for the next run what it may know. What it cannot be told, it finds out.
    fn save(&self, state: Option<&RunState>, ledger: &Ledger) {
        if !self.out.is_dir() {
            return;
        }
        let saved = match state {
            Some(state) => state.save(self.out, ledger),
            None if ledger.files.is_empty() => Ok(()),
            None => ledger.save(self.out),
        };
        if saved.is_ok() {
            Journal::end(self.out);
        }
    }
}

/// Has a state know the files of an inbox, and what an earlier one knows where not all was done; gives what has changed
/// since that one where all was.
fn learn(
    next: &mut RunState,
    gathered: &mut GatheredInbox,
    state: Option<RunState>,
    is_all: bool,
) -> Option<ReportChanges> {
    next.files = std::mem::take(&mut gathered.records);
    for records in gathered.last.iter().flat_map(|last| last.records()) {
        for (name, record) in records.iter().flatten() {
            next.files.insert(&name, &record);
        }
    }
    let state = state?;
    if is_all {
        return next.changes_since(&state);
    }
    next.add(&state);
    None
}

/// What was handed in; it is never written over, wherever the output goes.
fn submitted(inbox: &Inbox) -> NameSet {
    let mut all = NameSet::default();
    for path in inbox
        .files
        .iter()
        .filter_map(|file| real_path(&file.path).ok())
    {
        all.insert(path.as_os_str().as_encoded_bytes());
    }
    all
}

/// The files of an inbox by their names, each with its number.
fn by_name(inbox: &Inbox) -> SpooledMap<(usize, SubmittedFile)> {
    let mut all = SpooledMap::default();
    for (number, file) in inbox.files.iter().enumerate() {
        all.insert(&*file.name, &(number, file.clone()));
    }
    all
}
