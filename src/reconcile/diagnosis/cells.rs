//! Single figures: the sets of the locator, each cell with the slip that explains it, the best explained
//! set first.

use super::model::{self, DiagnosisModel};
use super::state::EquationStates;
use super::{Cause, Diagnosis, Suspect, parts, rows};
use crate::amount::Amount;
use crate::budget::{FactId, Figure};
use crate::equation::Equation;
use crate::reconcile::locate::{Change, LocateResult, LocatedGroup};
use crate::reconcile::slip::{self, Slip};
use crate::reconcile::{Judgement, Verdict};
use crate::rule::Severity;
use rust_decimal::Decimal;
use std::collections::{HashMap, HashSet};

/// Values of an interval that are tried for a slip.
const TRIED: usize = 64;

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

struct CellDiagnosis<'a> {
    state: &'a EquationStates<'a>,
    model: &'a DiagnosisModel,
    stands: &'a HashMap<FactId, Vec<usize>>,
}

/// A set with what speaks for it.
struct RankedSet {
    suspects: Vec<Suspect>,
    /// The least plain of its slips; none where a cell has no slip.
    rank: Option<u8>,
    /// Equations to verify that it would mend, less those that it would break.
    verified: i64,
}

impl CellDiagnosis<'_> {
    fn broken(&self, cell: usize) -> &[usize] {
        self.stands
            .get(&self.model.facts[cell])
            .map_or(&[], Vec::as_slice)
    }

    fn cause(&self, sets: &[Vec<&Change>], equations: &[usize]) -> Cause {
        let mut explained: Vec<RankedSet> = sets.iter().map(|set| self.explain(set)).collect();
        explained.sort_by_key(|it| (it.rank.is_none(), it.rank, -it.verified));
        let proposal = match explained.as_slice() {
            [only] => only
                .suspects
                .iter()
                .all(|suspect| suspect.proposed.is_some())
                .then_some(0),
            several => proposal(several),
        };
        if explained.len() > 1 && explained.iter().all(|it| it.rank.is_none()) {
            let mandatory = |index: &&usize| self.state.is_usable(**index);
            let broken: Vec<usize> = equations.iter().filter(mandatory).copied().collect();
            if let Some(cause) = rows::line_left_out(self.state, &broken) {
                return cause;
            }
        }
        Cause::Cells {
            sets: explained.into_iter().map(|it| it.suspects).collect(),
            proposal,
        }
    }

    fn explain(&self, set: &[&Change]) -> RankedSet {
        let mut suspects: Vec<Suspect> =
            set.iter().map(|change| self.suspect(set, change)).collect();
        let slips: Option<Vec<u8>> = suspects
            .iter()
            .map(|suspect| suspect.slip.as_ref().map(|slip| slip.rank()))
            .collect();
        let rank = slips.and_then(|ranks| ranks.into_iter().max());
        if rank.is_none() && suspects.len() > 1 {
            // one figure with a slip explains little where its neighbours have none
            suspects.iter_mut().for_each(|suspect| suspect.slip = None);
        }
        let verified = self.verified(&suspects);
        RankedSet {
            suspects,
            rank,
            verified,
        }
    }

    fn suspect(&self, set: &[&Change], change: &Change) -> Suspect {
        let id = self.model.facts[change.cell];
        let end = |value: &Option<crate::reconcile::locate::ExactNumber>| {
            value
                .as_ref()
                .and_then(|exact| exact.decimal())
                .map(Amount::new)
        };
        let (low, high) = (end(&change.values.low), end(&change.values.high));
        let (proposed, slip) = match change.forced() {
            Some(value) => (Some(Amount::new(value)), self.slip(set, change, value)),
            None => self.slip_within(set, change, low, high),
        };
        Suspect {
            fact: id,
            proposed,
            low,
            high,
            slip,
        }
    }

    /// In a narrow interval the one value that a slip explains.
    fn slip_within(
        &self,
        set: &[&Change],
        change: &Change,
        low: Option<Amount>,
        high: Option<Amount>,
    ) -> (Option<Amount>, Option<Slip>) {
        let (Some(low), Some(high)) = (low, high) else {
            return (None, None);
        };
        let places = self.state.budget.decimals();
        let step = Decimal::new(1, places);
        let first = (low.value() / step).ceil() * step;
        let values = std::iter::successors(Some(first), |value| Some(value + step));
        let values: Vec<Decimal> = values
            .take_while(|value| *value <= high.value())
            .take(TRIED + 1)
            .collect();
        if values.len() > TRIED {
            return (None, None);
        }
        let mut found: Vec<(Decimal, Slip)> = values
            .into_iter()
            .filter_map(|value| Some((value, self.slip(set, change, value)?)))
            .collect();
        found.sort_by_key(|(_, slip)| slip.rank());
        match found.as_slice() {
            [(value, slip)] => (Some(Amount::new(*value)), Some(slip.clone())),
            [(value, slip), (_, second), ..] if slip.rank() < second.rank() => {
                (Some(Amount::new(*value)), Some(slip.clone()))
            }
            _ => (None, None),
        }
    }

    fn value(&self, id: FactId) -> Decimal {
        self.state
            .budget
            .published(id)
            .map_or(Decimal::ZERO, |amount| amount.value())
    }

    /// The plainest slip that turns `right` into the figure as it stands.
    fn slip(&self, set: &[&Change], change: &Change, right: Decimal) -> Option<Slip> {
        let budget = &self.state.budget;
        let id = self.model.facts[change.cell];
        if matches!(budget.fact(id).figure, Figure::Unreadable(_)) {
            return None;
        }
        let wrong = self.value(id);
        let unit = budget.layout.unit_of_measure;
        let of_figures = slip::of_figures(wrong, right, budget.decimals(), unit);
        let others = [
            self.exchanged(set, change, right),
            self.line(id, wrong, right),
            self.neighbour(set, id, wrong),
            // a blank is a slip where more than one equation asks for a figure
            of_figures.filter(|slip| *slip != Slip::LeftBlank || self.is_asked_for(change.cell)),
        ];
        others.into_iter().flatten().min_by_key(Slip::rank)
    }

    fn is_asked_for(&self, cell: usize) -> bool {
        let id = self.model.facts[cell];
        self.broken(cell).len() > 1
            || self
                .broken(cell)
                .iter()
                .any(|index| total_of(&self.state.equations[*index], id))
    }

    fn exchanged(&self, set: &[&Change], change: &Change, right: Decimal) -> Option<Slip> {
        let wrong = self.value(self.model.facts[change.cell]);
        set.iter()
            .filter(|other| other.cell != change.cell)
            .find_map(|other| {
                let id = self.model.facts[other.cell];
                (self.value(id) == right && other.forced()? == wrong).then_some(Slip::Exchanged(id))
            })
    }

    /// A total that lacks one of its lines, or has one twice.
    fn line(&self, id: FactId, wrong: Decimal, right: Decimal) -> Option<Slip> {
        let gap = right - wrong;
        for index in self.stands.get(&id)? {
            let equation = &self.state.equations[*index];
            if !total_of(equation, id) {
                continue;
            }
            let lines = equation.left.terms.iter().chain(&equation.right.terms);
            let mut lines = lines.filter(|(factor, line)| *line != id && *factor == Decimal::ONE);
            let found = lines.find_map(|(_, line)| match self.value(*line) {
                value if value.is_zero() => None,
                value if value == gap => Some(Slip::LineLeftOut(*line)),
                value if value == -gap => Some(Slip::LineCountedTwice(Some(*line))),
                _ => None,
            });
            if found.is_some() {
                return found;
            }
        }
        (!right.is_zero() && wrong == right + right).then_some(Slip::LineCountedTwice(None))
    }

    /// The same figure in the cell above, below or beside, which is right there.
    fn neighbour(&self, set: &[&Change], id: FactId, wrong: Decimal) -> Option<Slip> {
        if wrong.is_zero() {
            return None;
        }
        let budget = &self.state.budget;
        let fact = budget.fact(id);
        let rows = &budget.tables[fact.table].blocks[fact.block];
        let at = |row: Option<usize>, column: Option<usize>| {
            rows.get(row?)?.facts.get(column?).copied().flatten()
        };
        let (row, column) = (fact.row, fact.column);
        let beside = [
            at(row.checked_sub(1), Some(column)),
            at(row.checked_add(1), Some(column)),
            at(Some(row), column.checked_sub(1)),
            at(Some(row), column.checked_add(1)),
        ];
        let is_right = |other: &FactId| {
            set.iter()
                .all(|change| self.model.facts[change.cell] != *other)
        };
        let mut beside = beside.into_iter().flatten().filter(is_right);
        beside
            .find(|other| self.value(*other) == wrong)
            .map(Slip::Neighbour)
    }

    /// Equations to verify that would hold with the proposed figures and do not now, less the opposite.
    fn verified(&self, suspects: &[Suspect]) -> i64 {
        let changed: HashMap<FactId, Decimal> = suspects
            .iter()
            .filter_map(|suspect| Some((suspect.fact, suspect.proposed?.value())))
            .collect();
        let concerned = |(equation, _): &(&Equation, &Judgement)| {
            self.state.rules.rules[equation.rule].level == Severity::Verify
                && equation.facts().any(|(_, id)| changed.contains_key(&id))
        };
        let judged = self
            .state
            .equations
            .iter()
            .zip(&*self.state.judgements)
            .filter(concerned);
        judged
            .map(|(equation, judgement)| {
                let value =
                    |id: FactId| changed.get(&id).copied().unwrap_or_else(|| self.value(id));
                let [left, right] = equation.sides().map(|side| side.value_with(value));
                let holds = equation.relation.holds(left, right);
                match judgement.verdict {
                    Verdict::Broken if holds => 1,
                    Verdict::Holds if !holds => -1,
                    _ => 0,
                }
            })
            .sum()
    }
}

/// Whether a figure is the total of an equation: alone on its side, against several.
fn total_of(equation: &Equation, id: FactId) -> bool {
    let is_total = |own: &[(Decimal, FactId)], other: &[(Decimal, FactId)]| {
        matches!(own, [(factor, fact)] if *fact == id && *factor == Decimal::ONE) && other.len() > 1
    };
    let (left, right) = (&equation.left.terms, &equation.right.terms);
    is_total(left, right) || is_total(right, left)
}

/// Of several sets the one that is proposed: the only one that a slip explains. Where several are explained,
/// the one for which more equations to verify speak than for any other.
fn proposal(sets: &[RankedSet]) -> Option<usize> {
    let explained: Vec<usize> = (0..sets.len())
        .filter(|index| sets[*index].rank.is_some())
        .collect();
    if let [only] = explained.as_slice() {
        return Some(*only);
    }
    let best = explained
        .into_iter()
        .max_by_key(|index| sets[*index].verified)?;
    let is_best =
        (0..sets.len()).all(|other| other == best || sets[other].verified < sets[best].verified);
    is_best.then_some(best)
}
