//! One time through an inbox: what has changed since the last one is read, checked and written; the rest stands.

use crate::parallel;
use crate::reconcile::reconcile_briefly;
use crate::report::DepartmentSummary;
use crate::run::examine::{DepartmentTask, each_task, read_since};
use crate::run::names::{OutputNames, names};
use crate::run::output::folder::{OutputFolder, Outputs};
use crate::run::output::is_intact;
use crate::run::output::ledger::{Journal, Ledger};
use crate::run::output::settle::RunOutput;
use crate::run::publish::{OutputTarget, mark_output};
use crate::run::returned;
use crate::run::spool::Spool;
use crate::run::state;
use crate::run::state::{DepartmentCounts, DepartmentRecord, RunState, SpooledText, StoredText};
use crate::run::summary::{DepartmentKey, SummaryBuilder};
use crate::run::{EarlierRun, GatheredInbox, Inbox, Trust};
use crate::run::{Observer, Options};
use crate::say::{self, DepartmentReport, Tally, Text};
use crate::templates::Template;
use std::collections::HashSet;
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

/// What came of a department.
pub struct DepartmentOutcome {
    /// In numbers.
    pub outcome: DepartmentCounts,
    /// What is to be printed for it.
    pub text: String,
    /// What the summary of the folder keeps of it; none where the system has lost it.
    pub summary: Option<DepartmentSummary>,
    /// What could not be written.
    pub errors: Vec<Text>,
    /// What became of output that a person has changed.
    pub kept: Vec<Text>,
    /// Whether it was done now and not by an earlier run.
    pub is_new: bool,
    /// Its name.
    pub department: String,
    /// Its files that were read now.
    pub files: Vec<Arc<str>>,
    /// The workbook that was written now.
    pub written: Option<PathBuf>,
}

/// What a pass came to.
pub struct PassOutcome {
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
    /// What became of output that a person has changed, or whose department is gone.
    pub notes: Vec<Text>,
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
        // what was handed in is never written over, wherever the output goes
        let paths = inbox
            .files
            .iter()
            .filter_map(|file| fs::canonicalize(&file.path).ok());
        let submitted: HashSet<PathBuf> = paths.collect();
        let own = fs::canonicalize(self.out);
        let is_mixed = own.is_ok_and(|out| {
            let returned = out.join(returned::FOLDER);
            submitted
                .iter()
                .any(|path| path.parent() == Some(&out) || path.starts_with(&returned))
        });
        // where output may get in the way of what was handed in, nothing is taken for known
        let state = state.filter(|_| !is_mixed);
        let files = inbox.files.clone();
        let earlier = state.as_ref().map(|state| EarlierRun {
            records: &state.files,
            look,
        });
        let mut gathered = read_since(inbox, self.templates, earlier, self.options, observer);
        let names = names(&gathered.submissions);
        let plans = self.plans(&gathered, &names, state.as_ref());
        let wanted: Vec<usize> = (0..plans.len())
            .filter(|at| plans[*at].is_wanted())
            .collect();
        gathered.read_rest(&wanted, self.options.reading());
        if !wanted.is_empty() && !self.options.interrupt.is_asked() {
            // before there is anything in it that could be taken for a submission
            let _ = fs::create_dir_all(self.out);
            mark_output(self.folder, self.out);
        }
        let about: Vec<_> = gathered
            .submissions
            .iter()
            .map(|it| it.department.clone())
            .collect();
        let new_files: Vec<_> = (0..about.len()).map(|at| gathered.new_files(at)).collect();
        let folder = OutputFolder::new(self.out, &submitted);
        let target = OutputTarget {
            folder: &folder,
            files: &files,
            options: self.options,
        };
        let lang = self.options.lang;
        let task = |index: usize| plans[index].task(state.as_ref());
        let work = |index: usize, mut department: DepartmentReport<'_>| {
            let Outputs {
                expected,
                errors,
                kept,
                ..
            } = target.write(&mut department, &names[index]);
            let said = StoredText::of(&department, &say::department_text(&department, lang));
            let inputs = plans[index].inputs.unwrap_or_default();
            let done = DepartmentRecord {
                inputs,
                expected,
                outcome: DepartmentCounts::of_department(&department),
            };
            DepartmentResult {
                done,
                said,
                errors,
                kept,
                written: department.written,
            }
        };
        let spool = Arc::new(Spool::default());
        let mut next = state.as_ref().map(|state| state.successor(spool.clone()));
        let (mut failed, mut unchanged) = (false, 0);
        let mut summing = SummaryBuilder::new(&spool);
        let mut run_output = RunOutput::new(&folder, self.folder);
        let from: Vec<_> = gathered
            .submissions
            .iter()
            .map(|it| it.files.clone())
            .collect();
        let keys: Vec<_> = gathered.submissions.iter().map(DepartmentKey::of).collect();
        let mut is_settled = vec![false; from.len()];
        let tally = each_task(
            &mut gathered,
            self.templates,
            observer,
            task,
            work,
            |index, came, observer| {
                let DepartmentResult {
                    done,
                    said,
                    errors,
                    kept,
                    written,
                } = came;
                run_output.add(&done.expected, &from[index]);
                is_settled[index] = errors.is_empty();
                let is_new = plans[index].is_wanted();
                failed |= !errors.is_empty();
                unchanged += usize::from(!is_new);
                let (outcome, text, summary) = (done.outcome, said.text(), said.digest());
                let stored = SpooledText::new(&said, &spool);
                summing.add(keys[index].clone(), stored.clone());
                if let Some(next) = next
                    .as_mut()
                    .filter(|_| errors.is_empty() && plans[index].inputs.is_some())
                {
                    next.keep(done, stored);
                }
                let (department, files) = (about[index].clone(), new_files[index].clone());
                observer.department(DepartmentOutcome {
                    outcome,
                    text,
                    summary,
                    errors,
                    kept,
                    is_new,
                    department,
                    files,
                    written,
                });
            },
        );
        returned::clear(self.out);
        mark_output(self.folder, self.out);
        let mut outputs = Outputs::new(&folder);
        let summary = if gathered.is_cut_short || gathered.undone > 0 {
            // what is there may be older than some of the workbooks, and is whole
            None
        } else {
            let known = state.as_ref().and_then(|state| state.summary);
            Some(parallel::apart(|| {
                summing.write(&mut outputs, &gathered.unreadable, self.templates, known)
            }))
        };
        let mut errors = Vec::new();
        match summary {
            Some(Ok(written)) => next.iter_mut().for_each(|next| next.summary = written),
            Some(Err(error)) => errors.push(error),
            None => {}
        }
        run_output.add(&outputs.expected, &[]);
        let is_open = |at: &usize| !is_settled[*at];
        let open = (0..from.len()).filter(is_open).flat_map(|at| &from[at]);
        run_output.leave(open.chain(gathered.unreadable.iter().map(|(name, _)| name)));
        let is_whole = self.is_whole && !gathered.is_cut_short && gathered.undone == 0;
        let settled = run_output.settle(is_whole);
        errors.extend(settled.errors);
        let notes = [outputs.kept, settled.moved].concat();
        if let Some(next) = &mut next {
            next.files = gathered.take_records();
            if let Some(state) = state.filter(|_| gathered.is_cut_short || gathered.undone > 0) {
                next.add(state);
            }
        }
        // rules that were changed meanwhile are nobody's
        let next = next
            .filter(|next| state::key(self.out, self.options).is_some_and(|key| next.is_of(&key)));
        self.save(next.as_ref(), &settled.ledger);
        PassOutcome {
            gathered,
            tally,
            failed: failed || !errors.is_empty(),
            unchanged,
            errors,
            notes,
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

    /// What there is to do for each department.
    fn plans<'a>(
        &self,
        gathered: &GatheredInbox,
        names: &[OutputNames],
        state: Option<&'a RunState>,
    ) -> Vec<DepartmentPlan<'a>> {
        let plan = |(): &mut (), index: usize| {
            let inputs = state::inputs(gathered.digest(index), names[index].all());
            let done = state
                .zip(inputs.as_ref())
                .and_then(|(state, inputs)| state.done(inputs));
            let is_intact = |done: &&DepartmentRecord| {
                gathered.is_trusted(index) || is_intact(self.out, &done.expected)
            };
            DepartmentPlan {
                inputs,
                is_held: gathered.is_held(index),
                done: done.filter(is_intact),
            }
        };
        let mut plans = Vec::new();
        parallel::in_order(names.len(), || (), plan, |_, planned| plans.push(planned));
        plans
    }
}

/// What is known of a department beforehand.
struct DepartmentPlan<'a> {
    /// What its output depends on, where that can be said.
    inputs: Option<[u8; 32]>,
    is_held: bool,
    done: Option<&'a DepartmentRecord>,
}

impl DepartmentPlan<'_> {
    fn is_wanted(&self) -> bool {
        !self.is_held && self.done.is_none()
    }

    fn task(&self, state: Option<&RunState>) -> DepartmentTask<DepartmentResult> {
        match self.done.zip(state) {
            _ if self.is_held => DepartmentTask::Leave,
            Some((done, state)) => {
                DepartmentTask::Done(done.outcome, DepartmentResult::before(done, state))
            }
            None => DepartmentTask::Examine(reconcile_briefly),
        }
    }
}

/// What came of a department, before it is told.
struct DepartmentResult {
    done: DepartmentRecord,
    said: StoredText,
    errors: Vec<Text>,
    kept: Vec<Text>,
    written: Option<PathBuf>,
}

impl DepartmentResult {
    /// What came of it in an earlier run.
    fn before(done: &DepartmentRecord, state: &RunState) -> Self {
        let (said, errors) = match state.said(done) {
            Ok(said) => (said, Vec::new()),
            Err(error) => (StoredText::default(), vec![say::output::lost(&error)]),
        };
        Self {
            done: done.clone(),
            said,
            errors,
            kept: Vec::new(),
            written: None,
        }
    }
}
