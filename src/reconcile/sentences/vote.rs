//! A figure of a text is one more vote about a cell: of several smallest sets of wrong cells those stay with which most
//! of what the texts say holds. Where rounding leaves a cell several values, a text states the right one.

use super::ReadText;
use super::judge::Values;
use super::locate::figure_of_cells;
use crate::amount::Amount;
use crate::budget::{Budget, FactId};
use crate::reconcile::{Cause, Diagnosis, Suspect, Verdict, slip};
use crate::relation::Relation;
use crate::rule::narrative::{Ref, Statement};
use rust_decimal::Decimal;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

/// Sets of one error that are asked about; more than these no text tells apart.
const SETS: usize = 100;

/// Lets the texts vote between sets that tie; `mended` are the cells that are certainly wrong. Tells whether sets fell.
pub(super) fn take_votes(
    texts: &[ReadText<'_>],
    mended: &HashMap<FactId, Decimal>,
    diagnoses: &mut [Diagnosis],
) -> bool {
    let mut changed = false;
    for diagnosis in diagnoses.iter_mut().filter(|it| it.is_guess()) {
        if let Cause::Cells { sets, proposal } = &mut diagnosis.cause {
            changed |= settle(texts, mended, sets, proposal);
        }
    }
    changed
}

/// Gives cells that may have several values the one among them that a text states; one that is printed no coarser
/// than the cell.
pub(super) fn take_values(texts: &[ReadText<'_>], budget: &Budget, diagnoses: &mut [Diagnosis]) {
    for diagnosis in diagnoses {
        let Cause::Cells { sets, .. } = &mut diagnosis.cause else {
            continue;
        };
        if sets.len() > SETS {
            continue;
        }
        let open = sets.iter_mut().flatten();
        for suspect in open.filter(|it| it.proposed.is_none()) {
            let (Some(low), Some(high)) = (suspect.low, suspect.high) else {
                continue;
            };
            let fits = |value: &Decimal| (low.value()..=high.value()).contains(value);
            let mut fitting = stated(texts, budget, suspect.fact).filter(fits);
            let Some(value) = fitting.next() else {
                continue;
            };
            if fitting.all(|other| other == value) {
                suspect.proposed = Some(Amount::new(value));
                suspect.slip = slip_of(budget, suspect.fact, value);
            }
        }
    }
}

/// What texts state as the figure of a cell, printed no coarser than there.
fn stated(texts: &[ReadText<'_>], budget: &Budget, cell: FactId) -> impl Iterator<Item = Decimal> {
    let half = budget.fact(cell).half_unit.value();
    texts.iter().flat_map(move |text| {
        let statements = text.reading.statements.iter();
        let figures = statements.filter(move |it| cell_of(it) == Some(cell));
        let figures = figures.filter_map(figure_of_cells);
        let figures = figures.map(|figure| &text.reading.figures[figure]);
        figures.filter(move |it| it.half <= half).map(|it| it.value)
    })
}

/// The cell that a statement says a figure of the text is equal to.
pub(super) fn cell_of(statement: &Statement) -> Option<FactId> {
    let [(factor, Ref::Cell(cell))] = statement.right.terms[..] else {
        return None;
    };
    let is_equal = statement.relation == Relation::Equal && statement.right.constant.is_zero();
    (is_equal && factor == Decimal::ONE && !statement.is_near).then_some(cell)
}

/// The slip that turns the right value into the figure of a cell.
pub(super) fn slip_of(budget: &Budget, cell: FactId, right: Decimal) -> Option<slip::Slip> {
    let wrong = budget.published(cell)?.value();
    slip::of_figures(
        wrong,
        right,
        budget.decimals(),
        budget.layout.unit_of_measure,
    )
}

/// Votes between the sets of one error.
fn settle(
    texts: &[ReadText<'_>],
    mended: &HashMap<FactId, Decimal>,
    sets: &mut Vec<Vec<Suspect>>,
    proposal: &mut Option<usize>,
) -> bool {
    if sets.len() > SETS {
        return false;
    }
    let cells: HashSet<FactId> = sets.iter().flatten().map(|it| it.fact).collect();
    let votes: Vec<Option<i64>> = sets
        .iter()
        .map(|set| votes_for(texts, mended, &cells, set))
        .collect();
    let Some(best) = votes.iter().flatten().max().copied() else {
        return false;
    };
    let is_best = |at: usize| votes[at] == Some(best);
    let mut bests = (0..sets.len()).filter(|at| is_best(*at));
    if best > 0 {
        // a text states the right figure
        *proposal = proposal.filter(|at| is_best(*at)).map(|at| {
            let before = (0..at).filter(|at| is_best(*at));
            before.count()
        });
        let mut at = 0..;
        sets.retain(|_| at.next().is_some_and(is_best));
        if sets.len() == 1 {
            *proposal = Some(0);
        }
        return true;
    }
    // a text that has the figure as the table has it may be copied from there: no more than a guess
    let only = bests.next().filter(|_| bests.next().is_none());
    if let (Some(only), None) = (only, *proposal) {
        let set = sets.remove(only);
        sets.insert(0, set);
        *proposal = Some(0);
    }
    false
}

/// How many statements of the texts a set would mend, less those that it would break; none where it has no values.
fn votes_for(
    texts: &[ReadText<'_>],
    mended: &HashMap<FactId, Decimal>,
    cells: &HashSet<FactId>,
    set: &[Suspect],
) -> Option<i64> {
    let mut with_set = mended.clone();
    for suspect in set {
        with_set.insert(suspect.fact, suspect.proposed?.value());
    }
    let mut votes = 0;
    for text in texts {
        let is_concerned = |statement: &&Statement| {
            let mut terms = statement.left.terms.iter().chain(&statement.right.terms);
            let is_cell = |own: &Ref| matches!(own, Ref::Cell(id) if cells.contains(id));
            !statement.is_near && terms.any(|(_, own)| is_cell(own))
        };
        for statement in text.reading.statements.iter().filter(is_concerned) {
            let [before, after] = [mended, &with_set].map(|mended| {
                let values = Values {
                    reading: &text.reading,
                    budget: &text.budget,
                    mended,
                    changed: Rc::default(),
                    trial: None,
                };
                values.judge(statement).verdict == Verdict::Broken
            });
            votes += i64::from(before) - i64::from(after);
        }
    }
    Some(votes)
}
