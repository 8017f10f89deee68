//! Single figures: the sets of the locator, taken apart into independent errors.

use super::model::{self, DiagnosisModel};
use super::ranking::CellDiagnosis;
use super::state::EquationStates;
use super::{Cause, Diagnosis, parts};
use crate::amount::Amount;
use crate::budget::FactId;
use crate::reconcile::Verdict;
use crate::reconcile::locate::{Change, LocateResult, LocatedGroup};
use std::collections::{HashMap, HashSet};

/// The causes that lie in single figures.
pub(super) fn wrong(state: &EquationStates<'_>, skipped: &HashSet<usize>) -> Vec<Diagnosis> {
    let model = model::model(
        state.rules,
        &state.budget,
        &state.equations,
        &state.judgements,
        |index| skipped.contains(&index),
    );
    // the system is built here and names nothing unknown
    let groups = model.system.locate().unwrap_or_default();
    let stands = standing(state);
    groups
        .iter()
        .flat_map(|group| of_group(state, &model, &stands, group))
        .collect()
}

/// The forced figures of facts from `first` on, where they are wrong by themselves and nothing ties with them.
pub(super) fn forced_new(
    state: &EquationStates<'_>,
    first: usize,
) -> Option<Vec<(FactId, Amount)>> {
    let model = model::model(
        state.rules,
        &state.budget,
        &state.equations,
        &state.judgements,
        |_| false,
    );
    model
        .system
        .locate()
        .unwrap_or_default()
        .iter()
        .find_map(|group| {
            let LocateResult::Located(sets) = &group.answer else {
                return None;
            };
            let equations = |cell: usize| of_cell(&model, cell);
            let numbers: Vec<Vec<usize>> = sets
                .iter()
                .map(|set| set.iter().map(|change| change.cell).collect())
                .collect();
            let families = parts::apart(&numbers, |a, b| !equations(a).is_disjoint(&equations(b)));
            let is_new = |cell: &usize| model.facts[*cell].0 >= first;
            let own = families
                .iter()
                .filter(|family| family.len() == 1 && family[0].iter().all(is_new));
            let cells: Vec<usize> = own.flat_map(|family| family[0].iter().copied()).collect();
            let forced = |cell: &usize| {
                let change = sets[0].iter().find(|change| change.cell == *cell)?;
                Some((model.facts[*cell], Amount::new(change.forced()?)))
            };
            (!cells.is_empty()).then(|| cells.iter().map(forced).collect())?
        })
}

/// The equations of a cell.
fn of_cell(model: &DiagnosisModel, cell: usize) -> HashSet<usize> {
    model.of_cell(cell).collect()
}

/// The broken or undecided equations that each fact stands in.
fn standing(state: &EquationStates<'_>) -> HashMap<FactId, Vec<usize>> {
    let mut found: HashMap<FactId, Vec<usize>> = HashMap::new();
    for (index, equation) in state.equations.iter().enumerate() {
        if matches!(
            state.judgements[index].verdict,
            Verdict::Broken | Verdict::Undecided
        ) {
            for (_, id) in equation.facts() {
                let own = found.entry(id).or_default();
                if own.last() != Some(&index) {
                    own.push(index);
                }
            }
        }
    }
    found
}

fn of_group(
    state: &EquationStates<'_>,
    model: &DiagnosisModel,
    stands: &HashMap<FactId, Vec<usize>>,
    group: &LocatedGroup,
) -> Vec<Diagnosis> {
    let open = |index: &usize| {
        state.judgements[*index].verdict == Verdict::Broken
            || state.judgements[*index].verdict == Verdict::Undecided
    };
    let equations = || {
        let mut own: Vec<usize> = group
            .constraints
            .iter()
            .map(|constraint| model.equations[*constraint])
            .filter(open)
            .collect();
        own.dedup();
        own
    };
    let submitted = |own: Vec<usize>| {
        own.into_iter()
            .filter_map(|index| state.origin(index))
            .collect::<Vec<usize>>()
    };
    let sets = match &group.answer {
        LocateResult::Located(sets) => sets,
        LocateResult::NotLocated { more_than } => {
            let cause = Cause::NotLocated {
                more_than: *more_than,
            };
            return vec![Diagnosis {
                cause,
                equations: submitted(equations()),
            }];
        }
        LocateResult::Contradictory(constraints) => {
            let own = constraints
                .iter()
                .map(|constraint| model.equations[*constraint])
                .collect();
            return vec![Diagnosis {
                cause: Cause::Contradiction,
                equations: submitted(own),
            }];
        }
    };
    let numbers: Vec<Vec<usize>> = sets
        .iter()
        .map(|set| set.iter().map(|change| change.cell).collect())
        .collect();
    let families = parts::apart(&numbers, |a, b| {
        !of_cell(model, a).is_disjoint(&of_cell(model, b))
    });
    families
        .into_iter()
        .filter_map(|family| {
            let judge = CellDiagnosis {
                state,
                model,
                stands,
            };
            let chosen: Vec<Vec<&Change>> = family
                .iter()
                .map(|cells| {
                    // the values of a set do not depend on the other families
                    let whole = sets.iter().find(|set| {
                        cells
                            .iter()
                            .all(|cell| set.iter().any(|it| it.cell == *cell))
                    });
                    whole
                        .into_iter()
                        .flatten()
                        .filter(|change| cells.contains(&change.cell))
                        .collect()
                })
                .collect();
            let mut own: Vec<usize> = family
                .iter()
                .flatten()
                .flat_map(|cell| judge.broken(*cell))
                .copied()
                .collect();
            own.sort_unstable();
            own.dedup();
            if own.is_empty() {
                return None;
            }
            let cause = judge.cause(&chosen, &own);
            Some(Diagnosis {
                cause,
                equations: submitted(own),
            })
        })
        .collect()
}
