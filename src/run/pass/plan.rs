//! What there is to do for each department of an inbox, by what an earlier run knows of it.

use super::departments::DepartmentResult;
use crate::parallel;
use crate::reconcile::reconcile_briefly;
use crate::run::GatheredInbox;
use crate::run::examine::DepartmentTask;
use crate::run::names::OutputNames;
use crate::run::output::is_intact;
use crate::run::state::{self, DepartmentRecord, RunState};
use std::path::Path;

/// What there is to do for each department.
pub(super) fn plans<'a>(
    out: &Path,
    gathered: &GatheredInbox,
    names: &[OutputNames],
    state: Option<&'a RunState>,
) -> Vec<DepartmentPlan<'a>> {
    let plan = |(): &mut (), index: usize| {
        let inputs = state::inputs(gathered.digest(index), names[index].all());
        let done = state
            .zip(inputs.as_ref())
            .and_then(|(state, inputs)| state.done(inputs));
        let is_intact =
            |done: &&DepartmentRecord| gathered.is_trusted(index) || is_intact(out, &done.expected);
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

/// What is known of a department beforehand.
pub(super) struct DepartmentPlan<'a> {
    /// What its output depends on, where that can be said.
    pub(super) inputs: Option<[u8; 32]>,
    is_held: bool,
    done: Option<&'a DepartmentRecord>,
}

impl DepartmentPlan<'_> {
    pub(super) fn is_wanted(&self) -> bool {
        !self.is_held && self.done.is_none()
    }

    pub(super) fn task(&self, state: Option<&RunState>) -> DepartmentTask<DepartmentResult> {
        match self.done.zip(state) {
            _ if self.is_held => DepartmentTask::Leave,
            Some((done, state)) => {
                DepartmentTask::Done(done.outcome, DepartmentResult::before(done, state))
            }
            None => DepartmentTask::Examine(reconcile_briefly),
        }
    }
}
