//! Lines left out of which no other table knows: a row is larger than the rows below it, and the gaps of its columns make
//! a line by themselves; or a whole column is empty, and a total lacks what it ought to hold.

use super::Cause;
use super::state::EquationStates;
use crate::amount::Amount;
use crate::budget::{FactId, RowPosition};
use crate::equation::{Equation, MissingFigure};
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
        below: 0,
        totals: Vec::new(),
    })
}

/// A line of a code that a table lacks, where its amount stands in several places of others: an equation misses it, and
/// the others differ by the same amount.
pub(super) fn line_lacking(state: &EquationStates<'_>, equations: &[usize]) -> Option<Cause> {
    let mandatory = equations.iter().filter(|index| state.is_usable(**index));
    let gap = |index: &usize| state.judgements[*index].difference().abs();
    let amounts: BTreeSet<Amount> = mandatory.clone().map(gap).collect();
    let mut missed = mandatory.filter_map(|index| {
        let sides = state.equations[*index].sides();
        let empty = sides.into_iter().find(|side| side.terms.is_empty())?;
        let mut lacks = empty.absent.iter();
        lacks.find_map(|absent| match &absent.lack {
            MissingFigure::Code(layout, block, code) => Some((*layout, *block, code.clone())),
            _ => None,
        })
    });
    let (layout, block, code) = missed.next().filter(|_| missed.next().is_none())?;
    let (table, _) = state.budget.tables_of(layout).next()?;
    (amounts.len() == 1).then(|| Cause::Line {
        table,
        block,
        code: Some(code),
        parent: None,
        figures: Vec::new(),
        below: 0,
        totals: Vec::new(),
    })
}

/// A column in which nothing is filled in: all these equations say that a total of its table is too small by the same
/// amount, the table agrees with itself, and the total is the sum of that column and others.
pub(super) fn empty_column(state: &EquationStates<'_>, equations: &[usize]) -> Option<Cause> {
    let mut known: Option<(FactId, Amount)> = None;
    for index in equations {
        let own = too_small(state, *index)?;
        if known.is_some_and(|known| known != own) {
            return None;
        }
        known = Some(own);
    }
    let (total, amount) = known?;
    let fact = state.budget.fact(total);
    let within = within_row(state, (fact.table, fact.block, fact.row)).into_iter();
    let mut empty = within.filter_map(|equation| {
        let (left, right) = (&equation.left.terms, &equation.right.terms);
        let is_total = |own: &[(Decimal, FactId)]| own == [(Decimal::ONE, total)];
        let parts = match (is_total(left), is_total(right)) {
            (true, false) => right,
            (false, true) => left,
            _ => return None,
        };
        let mut open = parts.iter().filter(|(_, id)| is_empty_column(state, *id));
        let only = open.next().filter(|_| open.next().is_none());
        only.filter(|(factor, _)| *factor == Decimal::ONE)
    });
    let (_, part) = empty.next()?;
    Some(Cause::EmptyColumn {
        table: fact.table,
        block: fact.block,
        column: state.budget.fact(*part).column,
        amount,
        total,
    })
}

/// The only figure of the smaller side of an equation between tables, and by how much it is too small.
fn too_small(state: &EquationStates<'_>, index: usize) -> Option<(FactId, Amount)> {
    let equation = &state.equations[index];
    let gap = state.judgements[index].difference();
    let smaller = match gap.value() > Decimal::ZERO {
        true => &equation.right.terms,
        false => &equation.left.terms,
    };
    match smaller.as_slice() {
        [(factor, id)]
            if equation.across
                && equation.relation == Relation::Equal
                && *factor == Decimal::ONE =>
        {
            Some((*id, gap.abs()))
        }
        _ => None,
    }
}

/// Whether nothing is filled in below the heading of a figure's column, while its block has figures.
fn is_empty_column(state: &EquationStates<'_>, id: FactId) -> bool {
    let budget = &state.budget;
    let fact = budget.fact(id);
    let rows = &budget.tables[fact.table].blocks[fact.block];
    let mut own = rows
        .iter()
        .filter_map(|row| row.facts.get(fact.column).copied().flatten());
    rows.len() > 1 && own.all(|id| budget.published(id).is_none_or(|it| it.is_zero()))
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
