//! Single figures: the sets of the locator, taken apart into independent errors.

use super::model::{self, DiagnosisModel};
use super::ranking::CellDiagnosis;
use super::state::EquationStates;
use super::{Cause, Diagnosis, parts};
use crate::amount::Amount;
use crate::budget::FactId;
use crate::reconcile::Verdict;
use crate::reconcile::locate::{CellChange, LocateResult, LocatedGroup};
use std::collections::{BTreeSet, HashMap, HashSet};

/// The causes that lie in single figures.
pub(super) fn wrong(state: &EquationStates<'_>, skipped: &HashSet<usize>) -> Vec<Diagnosis> {
    let model = model::model(
        state.rules,
        &state.budget,
        &state.equations,
        &state.judgements,
        |index| skipped.contains(&index) || state.is_aside(index),
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
        |index| state.is_aside(index),
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

/// The forced figures of some facts, where they are wrong or unknown and nothing ties with them.
pub(super) fn forced(
    state: &EquationStates<'_>,
    is_wanted: impl Fn(FactId) -> bool,
) -> Vec<(FactId, Amount)> {
    let model = model::model(
        state.rules,
        &state.budget,
        &state.equations,
        &state.judgements,
        |index| state.is_aside(index),
    );
    let mut found = Vec::new();
    for group in model.system.locate().unwrap_or_default() {
        let LocateResult::Located(sets) = &group.answer else {
            continue;
        };
        let [set] = sets.as_slice() else { continue };
        let wanted = set.iter().filter(|it| is_wanted(model.facts[it.cell]));
        found.extend(
            wanted.filter_map(|it| Some((model.facts[it.cell], Amount::new(it.forced()?)))),
        );
    }
    found
}

/// The equations of a cell.
fn of_cell(model: &DiagnosisModel, cell: usize) -> HashSet<usize> {
    model.of_cell(cell).collect()
}

/// The broken or undecided equations that each fact stands in.
fn standing(state: &EquationStates<'_>) -> HashMap<FactId, Vec<usize>> {
    let mut found: HashMap<FactId, Vec<usize>> = HashMap::new();
    for (index, equation) in state.equations.iter().enumerate() {
        if is_open(state, index) {
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
    let equations = |constraints: &[usize]| -> Vec<usize> {
        let own = constraints.iter().map(|it| model.equations[*it]);
        own.collect()
    };
    let open = |constraints: &[usize]| {
        let mut open = equations(constraints);
        open.retain(|index| is_open(state, *index));
        open.dedup();
        open
    };
    let (cause, equations) = match &group.answer {
        LocateResult::Located(sets) => {
            let judge = CellDiagnosis {
                state,
                model,
                stands,
            };
            // figures that are thought up are no cells
            let is_real = |change: &CellChange| model.facts[change.cell].0 < state.real_facts;
            let real = sets.iter().filter(|set| set.iter().all(is_real));
            let real: Vec<Vec<CellChange>> = real.cloned().collect();
            if !real.is_empty() {
                return of_sets(&judge, &real);
            }
            let more_than = sets.first().map_or(0, Vec::len);
            (Cause::NotLocated { more_than }, open(&group.constraints))
        }
        LocateResult::NotLocated { more_than } => {
            let more_than = *more_than;
            (Cause::NotLocated { more_than }, open(&group.constraints))
        }
        LocateResult::Contradictory(constraints) => (Cause::Contradiction, equations(constraints)),
    };
    vec![Diagnosis {
        cause,
        equations: submitted(state, equations),
    }]
}

/// The causes of a group: its sets are taken apart, each family by itself.
fn of_sets(judge: &CellDiagnosis<'_>, sets: &[Vec<CellChange>]) -> Vec<Diagnosis> {
    let numbers: Vec<Vec<usize>> = sets
        .iter()
        .map(|set| set.iter().map(|change| change.cell).collect())
        .collect();
    let families = parts::apart(&numbers, |a, b| {
        !of_cell(judge.model, a).is_disjoint(&of_cell(judge.model, b))
    });
    families
        .into_iter()
        .filter_map(|family| {
            let chosen: Vec<Vec<&CellChange>> =
                family.iter().map(|own| changes(sets, own)).collect();
            let cells = family.iter().flatten();
            let broken = cells.flat_map(|cell| judge.broken(*cell)).copied();
            let broken: Vec<usize> = broken.collect::<BTreeSet<usize>>().into_iter().collect();
            (!broken.is_empty()).then(|| Diagnosis {
                cause: judge.cause(&chosen, &broken),
                equations: submitted(judge.state, broken),
            })
        })
        .collect()
}

/// The changes of some cells. Their values do not depend on the other cells of a set, so any set that has all will do.
fn changes<'c>(sets: &'c [Vec<CellChange>], cells: &[usize]) -> Vec<&'c CellChange> {
    let has = |set: &Vec<CellChange>, cell: &usize| set.iter().any(|change| change.cell == *cell);
    let whole = sets
        .iter()
        .find(|set| cells.iter().all(|cell| has(set, cell)));
    let changes = whole.into_iter().flatten();
    changes
        .filter(|change| cells.contains(&change.cell))
        .collect()
}

/// Equations as the submitted budget numbers them.
fn submitted(state: &EquationStates<'_>, equations: Vec<usize>) -> Vec<usize> {
    let origins = equations.into_iter().map(|index| state.origin(index));
    origins.flatten().collect()
}

/// Whether an equation is broken or undecided.
fn is_open(state: &EquationStates<'_>, index: usize) -> bool {
    let verdict = state.judgements[index].verdict;
    matches!(verdict, Verdict::Broken | Verdict::Undecided) && !state.is_aside(index)
}
