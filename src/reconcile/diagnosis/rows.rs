//! Lines left out. They are tried in thought: if the line were there, would the tables agree?

use super::cells;
use super::codes::{self, TRIES};
use super::state::EquationStates;
use super::{Cause, Diagnosis};
use crate::amount::Amount;
use crate::budget::{Budget, Fact, FactId, Figure, Row, RowKey, RowPosition};
use crate::classification::Code;
use crate::equation::Equation;
use crate::reconcile::Verdict;
use crate::relation::Relation;
use crate::rule;
use rust_decimal::Decimal;
use std::collections::{BTreeSet, HashSet};

/// A line that one table lacks and others have, with the budget in which it is there.
pub(super) fn missing_row<'a>(
    state: &EquationStates<'a>,
) -> Option<(Diagnosis, EquationStates<'a>)> {
    // a line that is left out is missed by its partner and by the total above it, or by several partners
    let missed = codes::lacking(state)
        .into_iter()
        .filter(|(_, count)| *count > 1)
        .map(|(it, _)| it);
    missed.take(TRIES).find_map(|(layout, block, code)| {
        let (table, _) = state.budget.tables_of(layout).next()?;
        let mut budget = state.budget.clone().into_owned();
        let row = insert(&mut budget, table, block, &code)?;
        let first = state.budget.facts.len();
        let mut thought = state.with(budget);
        let figures = cells::forced_new(&thought, first)?;
        for (id, amount) in &figures {
            thought.budget.to_mut().facts[id.0].figure = Figure::Amount {
                exact: *amount,
                published: *amount,
            };
        }
        let mended = state.with(thought.budget.into_owned());
        let equations = state.mended_by(&mended)?;
        let column = |id: &FactId| mended.budget.fact(*id).column;
        let figures = figures
            .iter()
            .map(|(id, amount)| (column(id), *amount))
            .collect();
        let parent = rule::parent(&mended.budget.tables[table].blocks[block], row);
        let cause = Cause::Line {
            table,
            block,
            code: Some(code),
            parent,
            figures,
        };
        Some((Diagnosis { cause, equations }, mended))
    })
}

/// Adds an empty row of a code behind all others; its place on paper is of no account to the equations.
fn insert(budget: &mut Budget, table: usize, block: usize, code: &Code) -> Option<usize> {
    let rows = &budget.tables[table].blocks[block];
    let like = rows.iter().find(|row| row.key == RowKey::Code)?.clone();
    let row = rows.len();
    let mut facts = vec![None; like.facts.len()];
    for (column, id) in like.facts.iter().enumerate() {
        let Some(id) = id else { continue };
        let it = budget.fact(*id);
        let fact = Fact {
            figure: Figure::Blank,
            row,
            at: it.at.clone(),
            ..it.clone()
        };
        facts[column] = Some(FactId(budget.facts.len()));
        budget.facts.push(fact);
    }
    budget.tables[table].blocks[block].push(Row {
        code: Some(code.clone()),
        label: String::new(),
        facts,
        ..like
    });
    Some(row)
}

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
