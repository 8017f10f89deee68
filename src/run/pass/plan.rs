//! What there is to do for each department of an inbox, by what an earlier run knows of it.

use super::departments::DepartmentResult;
use crate::parallel;
use crate::reconcile::reconcile_briefly;
use crate::run::examine::DepartmentTask;
use crate::run::names::NameTails;
use crate::run::output::is_intact;
use crate::run::share;
use crate::run::spool::SpooledList;
use crate::run::state::{self, DepartmentRecord, RunState};
use crate::run::{ContentHash, GatheredInbox, Options, Submission};
use std::io;
use std::path::{Path, PathBuf};

/// What there is to do for each department.
pub(super) fn plans(
    out: &Path,
    gathered: &GatheredInbox,
    names: &NameTails,
    state: Option<&RunState>,
    options: &Options,
) -> DepartmentPlans {
    let is_left = |index| {
        let results = options.results.as_ref();
        results.is_some_and(|results| share::is_left(results, index))
    };
    let is_elsewhere = |index| options.share.as_ref().is_some_and(|own| !own.has(index));
    let submissions = &gathered.submissions;
    let plan = |(): &mut (), index: usize| {
        let Ok(submission) = submissions.get(index) else {
            return (None, DepartmentPlan::default());
        };
        let names = names.of(index, &submission);
        let inputs = state::inputs(gathered.digest(index, &submission), names.all());
        let done = state
            .zip(inputs.as_ref())
            .and_then(|(state, inputs)| state.done(inputs));
        let is_intact = |done: &DepartmentRecord| {
            gathered.is_trusted(&submission) || is_intact(out, &done.expected)
        };
        let plan = DepartmentPlan {
            is_held: gathered.is_held(&submission) || is_elsewhere(index),
            is_done: is_left(index) || done.as_ref().is_some_and(is_intact),
        };
        (inputs, plan)
    };
    let mut plans = DepartmentPlans {
        plans: Vec::with_capacity(submissions.len()),
        inputs: SpooledList::default(),
        results: options.results.clone(),
    };
    parallel::in_order(
        submissions.len(),
        || (),
        plan,
        |_, (inputs, plan)| {
            plans.inputs.push(&inputs);
            plans.plans.push(plan);
        },
    );
    plans
}

/// What is known of all departments beforehand.
pub(super) struct DepartmentPlans {
    plans: Vec<DepartmentPlan>,
    inputs: SpooledList<Option<ContentHash>>,
    /// The folder of results that other runs have left.
    results: Option<PathBuf>,
}

impl DepartmentPlans {
    pub(super) fn len(&self) -> usize {
        self.plans.len()
    }

    /// The departments that are to be done, by their numbers.
    pub(super) fn wanted(&self) -> Vec<usize> {
        let wanted = (0..self.len()).filter(|at| self.plans[*at].is_wanted());
        wanted.collect()
    }

    pub(super) fn of(&self, department: usize) -> DepartmentPlan {
        self.plans[department]
    }

    /// What the output of a department depends on, where that can be said.
    pub(super) fn inputs(&self, department: usize) -> Option<ContentHash> {
        self.inputs.get(department).ok().flatten()
    }

    pub(super) fn task(
        &self,
        department: usize,
        submission: io::Result<Submission>,
        state: Option<&RunState>,
    ) -> DepartmentTask<(Submission, DepartmentResult)> {
        let plan = self.of(department);
        if plan.is_held {
            return DepartmentTask::Leave;
        }
        let known = plan.is_done.then(|| self.result(department, state));
        match (known.flatten(), submission) {
            (Some(result), Ok(submission)) => {
                DepartmentTask::Done(result.counts(), (submission, result))
            }
            _ => DepartmentTask::Examine(reconcile_briefly),
        }
    }

    /// The result of a department that another run has done.
    fn result(&self, department: usize, state: Option<&RunState>) -> Option<DepartmentResult> {
        let left = self.results.as_ref();
        let left = left.and_then(|results| share::left(results, department));
        left.or_else(|| {
            let inputs = self.inputs(department)?;
            Some(DepartmentResult::before(&inputs, state?))
        })
    }
}

/// What there is to do for a department.
#[derive(Clone, Copy, Default)]
pub(super) struct DepartmentPlan {
    is_held: bool,
    is_done: bool,
}

impl DepartmentPlan {
    pub(super) fn is_wanted(&self) -> bool {
        !self.is_held && !self.is_done
    }
}
