//! A line left out of which no other table knows: a row is larger than the rows below it, and the gaps of its columns make
//! a line by themselves.

use super::Cause;
use super::state::EquationStates;
use crate::amount::Amount;
use crate::budget::{FactId, RowPosition};
use crate::equation::Equation;
use crate::reconcile::Verdict;
use crate::relation::Relation;
use rust_decimal::Decimal;
use std::collections::{BTreeSet, HashSet};

/// A line without a name: all these equations say that one row is larger than the rows below it, and the
/// gaps of its columns make a line by themselves.
pub(super) fn line_left_out(state: &EquationStates<'_>, equations: &[usize]) -> Option<Cause> {
    let mut known: Option<(RowPosition, BTreeSet<usize>)> = None;
    let mut figures: Vec<(usize, Amount)> = Vec::new();
    for index in equations {
        let (total, rows, gap) = excess(state, *index)?;
        let fact = state.budget.fact(total);
        let own = ((fact.table, fact.block, fact.row), rows);
        if known.as_ref().is_some_and(|known| *known != own) {
            return None;
        }
        known = Some(own);
        figures.push((fact.column, gap));
    }
    let ((table, block, parent), lines) = known?;
    let within = lines
        .into_iter()
        .map(|row| within_row(state, (table, block, row)))
        .find(|within| !within.is_empty())?;
    let value = |id: FactId| {
        let column = state.budget.fact(id).column;
        figures
            .iter()
            .find(|(own, _)| *own == column)
            .map_or(Decimal::ZERO, |(_, amount)| amount.value())
    };
    let holds = |equation: &&Equation| {
        let [left, right] = equation.sides().map(|side| side.value_with(value));
        equation.relation.holds(left, right)
    };
    let is_line = figures.len() > 1 && within.iter().all(holds);
    is_line.then_some(Cause::Line {
        table,
        block,
        code: None,
        parent: Some(parent),
        figures,
    })
}

/// By how much a figure is larger than the figures below it in its column, which an equation sums up: the figure, the
/// rows below, and the gap.
fn excess(state: &EquationStates<'_>, index: usize) -> Option<(FactId, BTreeSet<usize>, Amount)> {
    let equation = &state.equations[index];
    let (left, right) = (&equation.left.terms, &equation.right.terms);
    let (total, terms, sign) = match (left.as_slice(), right.as_slice()) {
        ([(factor, id)], terms) if *factor == Decimal::ONE => (*id, terms, Decimal::ONE),
        (terms, [(factor, id)]) if *factor == Decimal::ONE => (*id, terms, -Decimal::ONE),
        _ => return None,
    };
    let fact = state.budget.fact(total);
    let is_below = |(factor, id): &(Decimal, FactId)| {
        let below = state.budget.fact(*id);
        *factor == Decimal::ONE
            && (below.table, below.block, below.column) == (fact.table, fact.block, fact.column)
            && below.row != fact.row
    };
    let gap = state.judgements[index].difference().value() * sign;
    let is_sum = equation.relation == Relation::Equal && terms.iter().all(is_below);
    let rows = terms.iter().map(|(_, id)| state.budget.fact(*id).row);
    (is_sum && gap > Decimal::ZERO).then(|| (total, rows.collect(), Amount::new(gap)))
}

/// Equations that speak of one row alone, and hold.
fn within_row<'s>(state: &'s EquationStates<'_>, place: RowPosition) -> Vec<&'s Equation> {
    let own = |equation: &&Equation| {
        let rows: HashSet<RowPosition> = equation
            .facts()
            .map(|(_, id)| state.budget.fact(id))
            .map(|fact| (fact.table, fact.block, fact.row))
            .collect();
        rows.len() == 1 && rows.contains(&place)
    };
    let held = state.equations.iter().zip(&*state.judgements);
    held.filter(|(equation, judgement)| judgement.verdict == Verdict::Holds && own(equation))
        .map(|(it, _)| it)
        .collect()
}
