//! Findings from judged equations and from notices: both sides with their values, and the cells.

use super::finding::{Finding, FindingCell, FindingSide, Sides};
use crate::amount::{Amount, UnitOfMeasure};
use crate::budget::{Budget, FactId, Figure, Notice};
use crate::equation::{self, Equation};
use crate::finding::{Absence, Problem};
use crate::place::Address;
use crate::reconcile::verdict::{Judgement, Verdict};
use crate::rule::{RuleSet, Severity};
use std::collections::HashMap;

/// The figure of a side as it stands in the file, if it is one and in another unit than the layout's.
fn as_written(budget: &Budget, side: &equation::EquationSide) -> Option<(Amount, UnitOfMeasure)> {
    let [(_, id)] = side.terms.as_slice() else {
        return None;
    };
    let (fact, unit) = (budget.fact(*id), budget.layout.unit_of_measure);
    let stated = budget.tables[fact.table].unit_of_measure?;
    match &fact.figure {
        Figure::Amount { exact, .. } if stated != unit && !fact.is_added_up() => {
            Some((Amount::new(unit.convert(exact.value(), stated)), stated))
        }
        _ => None,
    }
}

/// The finding of an equation that does not hold.
pub(super) fn of_equation(
    rules: &RuleSet,
    budget: &Budget,
    (index, equation): (usize, &Equation),
    judgement: &Judgement,
) -> Finding {
    let is_money = equation.facts().next().is_some();
    let decimals = if is_money { budget.decimals() } else { 0 };
    let undecided = judgement.verdict == Verdict::Undecided;
    let side = |own, value| finding_side(budget, own, value, is_money);
    Finding {
        rule: equation.rule,
        equation: Some(index),
        level: rules.rules[equation.rule].level,
        verdict: judgement.verdict,
        problem: problem(budget, equation, judgement, decimals, is_money),
        place: None,
        sentence: None,
        sides: Some(Sides {
            left: side(&equation.left, judgement.left),
            right: side(&equation.right, judgement.right),
            difference: (!undecided).then(|| judgement.difference()),
            decimals,
        }),
        cells: cells(budget, equation),
        painted: if undecided {
            Vec::new()
        } else {
            under_test(equation, budget)
        },
        suspected: Vec::new(),
        explanation: None,
    }
}

/// One side of an equation, with its value where it is known.
fn finding_side(
    budget: &Budget,
    side: &equation::EquationSide,
    value: Amount,
    is_money: bool,
) -> FindingSide {
    let is_unknown = side.absent.iter().any(|absent| !absent.is_zero);
    let mut facts = side.terms.iter().map(|(_, id)| *id);
    let is_blank =
        is_money && side.earlier.is_empty() && facts.all(|id| budget.published(id).is_none());
    FindingSide {
        text: side.text(budget),
        value: (!is_unknown && !is_blank).then_some(value),
        as_written: as_written(budget, side),
    }
}

/// What is wrong with an equation.
fn problem(
    budget: &Budget,
    equation: &Equation,
    judgement: &Judgement,
    decimals: u32,
    is_money: bool,
) -> Problem {
    // what counts as nothing is worth a word only where a side stands on nothing else
    let undecided = judgement.verdict == Verdict::Undecided;
    let absent: Vec<Absence> = equation
        .sides()
        .into_iter()
        .flat_map(|side| {
            side.absent
                .iter()
                .map(move |absent| (side.terms.is_empty(), absent))
        })
        .filter(|(alone, absent)| if undecided { !absent.is_zero } else { *alone })
        .map(|(_, absent)| absent.what.clone())
        .collect();
    if undecided {
        return Problem::Undecided { absent };
    }
    Problem::Mismatch {
        relation: equation.relation,
        difference: judgement.difference(),
        decimals,
        unit: is_money.then_some(budget.layout.unit_of_measure),
        is_rounding: judgement.verdict == Verdict::Rounding,
        absent,
    }
}

/// The cells of an equation: its figures, the rows that it counts, and the names of rows that have no
/// partner on the other side, for it is the name that may be wrong.
fn cells(budget: &Budget, equation: &Equation) -> Vec<FindingCell> {
    let sides = equation.sides();
    let alone = |side: &equation::EquationSide| side.terms.is_empty() && !side.absent.is_empty();
    let mut cells: Vec<FindingCell> = Vec::new();
    for (index, side) in sides.into_iter().enumerate() {
        let is_left = Some(index == 0);
        for (_, id) in &side.terms {
            let fact = budget.fact(*id);
            let row = Some((fact.table, fact.block, fact.row));
            cells.push(FindingCell {
                at: fact.at.clone(),
                fact: Some(*id),
                row,
                is_left,
                passage: None,
            });
        }
        for at in &side.counted {
            cells.push(FindingCell {
                at: at.clone(),
                fact: None,
                row: None,
                is_left,
                passage: None,
            });
        }
        if alone(sides[1 - index]) {
            let mut rows: Vec<_> = side.terms.iter().map(|(_, id)| budget.fact(*id)).collect();
            rows.dedup_by_key(|fact| (fact.table, fact.block, fact.row));
            for fact in rows {
                let row = Some((fact.table, fact.block, fact.row));
                cells.push(FindingCell {
                    at: budget.row(fact).at.clone(),
                    fact: None,
                    row,
                    is_left,
                    passage: None,
                });
            }
        }
    }
    cells
}

/// The figures that an equation puts to the test: within a table the total (a side of one figure),
/// between tables both sides. Blank cells only where a side has no figure at all.
fn under_test(equation: &Equation, budget: &Budget) -> Vec<FactId> {
    let sides = equation.sides().map(|side| {
        let all: Vec<FactId> = side.terms.iter().map(|(_, id)| *id).collect();
        let filled: Vec<FactId> = all
            .iter()
            .copied()
            .filter(|id| budget.published(*id).is_some())
            .collect();
        (all.len(), if filled.is_empty() { all } else { filled })
    });
    let [(left_len, left), (right_len, right)] = sides;
    match (equation.across, left_len, right_len) {
        (false, 1, 2..) | (false, 2.., 2..) => left,
        (false, 2.., 1) => right,
        _ => [left, right].concat(),
    }
}

/// The finding of a notice, if the rule set has a rule for it.
pub(super) fn of_notice(
    rules: &RuleSet,
    budget: &Budget,
    facts: &HashMap<&Address, FactId>,
    notice: Notice,
) -> Option<Finding> {
    let check = notice.problem.check()?;
    let rule = rules.of_check(check)?;
    let level = rules.rules[rule].level;
    let cell = |at: Address| cell_at(budget, facts.get(&at).copied(), at);
    let cells: Vec<FindingCell> = notice.at.into_iter().map(cell).collect();
    // a hint about a figure does not make it wrong
    let figures = cells
        .iter()
        .filter_map(|cell| cell.fact)
        .filter(|_| level == Severity::Mandatory)
        .collect();
    let (painted, suspected) = match check.names_wrong_cells() {
        true => (figures, Vec::new()),
        false => (Vec::new(), figures),
    };
    Some(Finding {
        rule,
        equation: None,
        level,
        verdict: Verdict::Broken,
        problem: notice.problem,
        place: notice.place,
        sides: None,
        sentence: None,
        painted,
        suspected,
        explanation: None,
        cells,
    })
}

/// A cell that is on no side of an equation.
fn cell_at(budget: &Budget, fact: Option<FactId>, at: Address) -> FindingCell {
    let row = fact
        .map(|id| budget.fact(id))
        .map(|fact| (fact.table, fact.block, fact.row));
    FindingCell {
        at,
        fact,
        row,
        is_left: None,
        passage: None,
    }
}
