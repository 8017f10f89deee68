//! A table that agrees with itself and with no other: an older version, or figures in another unit of
//! measure. It is reported once, not cell by cell.

use super::state::EquationStates;
use super::{Cause, Diagnosis};
use crate::amount::{Amount, UnitOfMeasure};
use crate::budget::FactId;
use crate::equation::EquationSide;
use crate::reconcile::Verdict;
use crate::reconcile::slip::Slip;
use crate::relation::Relation;
use rust_decimal::Decimal;
use std::collections::{BTreeSet, HashSet};

/// So many of its figures must disagree with other tables.
const FIGURES: usize = 5;

/// What a table's equations with other tables come to.
struct TableAgreement {
    table: usize,
    broken: Vec<usize>,
    held: usize,
}

impl TableAgreement {
    /// The broken share of its equations, in whole numbers that compare with the other table's.
    fn share_beside(&self, other: &Self) -> usize {
        self.broken.len() * (other.broken.len() + other.held)
    }
}

/// The table that disagrees most, if it agrees with itself and hardly with any other.
pub(super) fn table(
    state: &EquationStates<'_>,
    skipped: &HashSet<usize>,
) -> Option<(usize, Diagnosis)> {
    let mut standings: Vec<TableAgreement> = (0..state.budget.tables.len())
        .filter_map(|table| standing(state, skipped, table))
        .filter(|standing| standing.broken.len() >= FIGURES)
        .collect();
    standings.retain(|standing| !is_victim(state, skipped, standing));
    // most broken per equation first
    standings.sort_by(|a, b| b.share_beside(a).cmp(&a.share_beside(b)));
    let worst = standings.first()?;
    if worst.broken.len() < 2 * worst.held || worst.broken.is_empty() {
        return None;
    }
    if standings
        .get(1)
        .is_some_and(|second| second.share_beside(worst) >= worst.share_beside(second))
    {
        return None;
    }
    let own = |id: &FactId| state.budget.fact(*id).table == worst.table;
    let figures: BTreeSet<FactId> = worst
        .broken
        .iter()
        .flat_map(|index| state.equations[*index].facts())
        .map(|(_, id)| id)
        .filter(|id| {
            own(id)
                && state
                    .budget
                    .published(*id)
                    .is_some_and(|amount| !amount.is_zero())
        })
        .collect();
    if figures.len() < FIGURES {
        return None;
    }
    let cause = Cause::Table {
        table: worst.table,
        slip: slip(state, worst),
    };
    let submitted = worst.broken.iter().filter_map(|index| state.origin(*index));
    let diagnosis = Diagnosis {
        cause,
        equations: submitted.collect(),
    };
    Some((worst.table, diagnosis))
}

/// Whether a table disagrees with a single other one, which disagrees with others too.
fn is_victim(
    state: &EquationStates<'_>,
    skipped: &HashSet<usize>,
    standing: &TableAgreement,
) -> bool {
    let others = (0..state.budget.tables.len()).filter(|table| *table != standing.table);
    others.into_iter().any(|other| {
        let touching = state.touching(other).into_iter();
        let broken: HashSet<usize> = touching
            .filter(|index| !skipped.contains(index))
            .filter(|index| state.judgements[*index].verdict == Verdict::Broken)
            .collect();
        broken.len() >= standing.broken.len() + FIGURES
            && standing.broken.iter().all(|index| broken.contains(index))
    })
}

/// How a table stands to the others; none where it disagrees with itself.
fn standing(
    state: &EquationStates<'_>,
    skipped: &HashSet<usize>,
    table: usize,
) -> Option<TableAgreement> {
    let mut standing = TableAgreement {
        table,
        broken: Vec::new(),
        held: 0,
    };
    for index in state.touching(table) {
        if skipped.contains(&index) {
            continue;
        }
        let equation = &state.equations[index];
        let is_own = equation
            .facts()
            .all(|(_, id)| state.budget.fact(id).table == table);
        let judgement = &state.judgements[index];
        match judgement.verdict {
            Verdict::Broken if is_own => return None,
            Verdict::Broken => standing.broken.push(index),
            // nothing = nothing says nothing, and a limit that holds says little
            Verdict::Holds | Verdict::Rounding
                if !is_own && equation.relation == Relation::Equal && !judgement.left.is_zero() =>
            {
                standing.held += 1
            }
            _ => {}
        }
    }
    Some(standing)
}

/// The wrong unit of measure, where it explains every broken equation of a table.
fn slip(state: &EquationStates<'_>, standing: &TableAgreement) -> Option<Slip> {
    let explains = |factor: Decimal| {
        standing.broken.iter().all(|index| {
            let equation = &state.equations[*index];
            // every figure of the scaled table may be off by its rounding
            let [left, right] = equation
                .sides()
                .map(|side| scaled(state, side, standing.table, factor));
            let gap = left - right;
            gap.abs().value() <= state.judgements[*index].allowance.value() + Decimal::new(1, 2)
        })
    };
    let unit = state.budget.layout.unit_of_measure;
    match unit {
        UnitOfMeasure::TenThousandYuan if explains(Decimal::new(1, 4)) => {
            Some(Slip::YuanForTenThousand)
        }
        UnitOfMeasure::Yuan if explains(Decimal::from(10_000)) => Some(Slip::TenThousandForYuan),
        _ => None,
    }
}

/// The value of a side if the figures of a table were in another unit.
fn scaled(
    state: &EquationStates<'_>,
    side: &EquationSide,
    table: usize,
    factor: Decimal,
) -> Amount {
    side.value_with(|id| {
        let value = state.budget.published(id).unwrap_or_default().value();
        match state.budget.fact(id).table == table {
            true => value * factor,
            false => value,
        }
    })
}
