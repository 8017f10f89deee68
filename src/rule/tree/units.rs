//! Rows of budget units on several levels: a department above its units, with no codes of its own.

use super::is_caption;
use crate::amount::Amount;
use crate::budget::{Budget, Row, RowKey};
use crate::label::{unit_name, unit_number};

/// For every row the unit's row that adds it up, where the row is of a unit and stands below another one.
pub(super) fn outer_units(budget: &Budget, rows: &[Row]) -> Vec<Option<usize>> {
    let mut outer = vec![None; rows.len()];
    let is_unit = |at: &usize| rows[*at].key == RowKey::Unit && !is_caption(budget, &rows[*at]);
    let units: Vec<usize> = (0..rows.len()).filter(is_unit).collect();
    // from the innermost
    for (at, unit) in units.iter().enumerate().rev() {
        if has_own_rows(rows, *unit) || is_zero(budget, &rows[*unit]) {
            continue;
        }
        let inner = inner_units(budget, rows, (*unit, &units[at + 1..]), &outer);
        inner.iter().for_each(|below| outer[*below] = Some(*unit));
    }
    outer
}

/// Whether something else than another unit stands below a unit's row, or nothing at all.
fn has_own_rows(rows: &[Row], unit: usize) -> bool {
    rows.get(unit + 1)
        .is_none_or(|next| next.key != RowKey::Unit)
}

/// Whether no figure of a row says anything.
fn is_zero(budget: &Budget, row: &Row) -> bool {
    let mut figures = row.facts.iter().flatten();
    figures.all(|id| budget.published(*id).is_none_or(|amount| amount.is_zero()))
}

/// The units that a unit's row adds up: those that its number begins, or else all below it, where their names or their
/// figures say so.
fn inner_units(
    budget: &Budget,
    rows: &[Row],
    (unit, below): (usize, &[usize]),
    outer: &[Option<usize>],
) -> Vec<usize> {
    let free = below.iter().copied().filter(|at| outer[*at].is_none());
    let label = |at: usize| rows[at].label.trim();
    let begins = |at: &usize| match (unit_number(label(unit)), unit_number(label(*at))) {
        (Some(own), Some(other)) => other.len() > own.len() && other.starts_with(own),
        _ => false,
    };
    let numbered: Vec<usize> = free.clone().take_while(begins).collect();
    if !numbered.is_empty() {
        return numbered;
    }
    let own_name = unit_name(label(unit));
    let is_named = |at: &usize| {
        let name = unit_name(label(*at));
        name.len() > own_name.len() && name.starts_with(&own_name)
    };
    let all: Vec<usize> = free.collect();
    let is_outer = all.first().is_some_and(is_named) || is_sum(budget, rows, unit, &all);
    if is_outer { all } else { Vec::new() }
}

/// Whether a figure of a row that is not zero is the sum of those of others.
fn is_sum(budget: &Budget, rows: &[Row], own: usize, others: &[usize]) -> bool {
    let amount = |row: usize, column: usize| {
        let id = rows[row].facts[column];
        id.and_then(|id| budget.published(id))
            .unwrap_or(Amount::ZERO)
    };
    (0..rows[own].facts.len()).any(|column| {
        let sum = others
            .iter()
            .fold(Amount::ZERO, |sum, row| sum + amount(*row, column));
        !sum.is_zero() && amount(own, column) == sum
    })
}
