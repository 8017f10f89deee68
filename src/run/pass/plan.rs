//! What there is to do for each department of an inbox, by what an earlier run knows of it.

use super::departments::DepartmentResult;
use crate::parallel;
use crate::reconcile::reconcile_briefly;
use crate::run::examine::DepartmentTask;
use crate::run::names::NameTails;
use crate::run::output::is_intact;
use crate::run::state::{self, DepartmentRecord, RunState};
use crate::run::{GatheredInbox, Submission};
use std::io;
use std::path::Path;

/// What there is to do for each department.
pub(super) fn plans(
    out: &Path,
    gathered: &GatheredInbox,
    names: &NameTails,
    state: Option<&RunState>,
) -> Vec<DepartmentPlan> {
    let submissions = &gathered.submissions;
    let plan = |(): &mut (), index: usize| {
        let Ok(submission) = submissions.get(index) else {
            return DepartmentPlan::default();
        };
        let names = names.of(index, &submission);
        let inputs = state::inputs(gathered.digest(index, &submission), names.all());
        let done = state
            .zip(inputs.as_ref())
            .and_then(|(state, inputs)| state.done(inputs));
        let is_intact = |done: &DepartmentRecord| {
            gathered.is_trusted(&submission) || is_intact(out, &done.expected)
        };
        DepartmentPlan {
            inputs,
            is_held: gathered.is_held(&submission),
            is_done: done.as_ref().is_some_and(is_intact),
        }
    };
    let mut plans = Vec::with_capacity(submissions.len());
    parallel::in_order(
        submissions.len(),
        || (),
        plan,
        |_, planned| plans.push(planned),
    );
    plans
}

/// What is known of a department beforehand.
#[derive(Default)]
pub(super) struct DepartmentPlan {
    /// What its output depends on, where that can be said.
    pub(super) inputs: Option<[u8; 32]>,
    is_held: bool,
    is_done: bool,
}

impl DepartmentPlan {
    pub(super) fn is_wanted(&self) -> bool {
        !self.is_held && !self.is_done
    }

    pub(super) fn task(
        &self,
        submission: io::Result<Submission>,
        state: Option<&RunState>,
    ) -> DepartmentTask<DepartmentResult> {
        match (state, &self.inputs, submission) {
            _ if self.is_held => DepartmentTask::Leave,
            (Some(state), Some(inputs), Ok(submission)) if self.is_done => {
                let (outcome, result) = DepartmentResult::before(submission, inputs, state);
                DepartmentTask::Done(outcome, result)
            }
            _ => DepartmentTask::Examine(reconcile_briefly),
        }
    }
}
