//! What there is to do for each department of an inbox, by what an earlier run knows of it.

use super::departments::DepartmentResult;
use crate::parallel;
use crate::reconcile::reconcile_briefly;
use crate::run::examine::DepartmentTask;
use crate::run::names::NameTails;
use crate::run::output::is_intact;
use crate::run::spool::SpooledList;
use crate::run::state::{self, DepartmentRecord, RunState};
use crate::run::{ContentHash, GatheredInbox, Submission};
use std::io;
use std::path::Path;

/// What there is to do for each department.
pub(super) fn plans(
    out: &Path,
    gathered: &GatheredInbox,
    names: &NameTails,
    state: Option<&RunState>,
) -> DepartmentPlans {
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
            is_held: gathered.is_held(&submission),
            is_done: done.as_ref().is_some_and(is_intact),
        };
        (inputs, plan)
    };
    let mut plans = DepartmentPlans {
        plans: Vec::with_capacity(submissions.len()),
        inputs: SpooledList::default(),
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
    ) -> DepartmentTask<DepartmentResult> {
        let plan = self.of(department);
        match (state, self.inputs(department), submission) {
            _ if plan.is_held => DepartmentTask::Leave,
            (Some(state), Some(inputs), Ok(submission)) if plan.is_done => {
                let (outcome, result) = DepartmentResult::before(submission, &inputs, state);
                DepartmentTask::Done(outcome, result)
            }
            _ => DepartmentTask::Examine(reconcile_briefly),
        }
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
