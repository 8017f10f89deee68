//! Tables that agree with all others as soon as they are read in another unit of measure: the label of the unit is
//! wrong, or all figures were typed in another one.

use super::state::EquationStates;
use super::{Cause, Diagnosis};
use crate::amount::{Amount, UnitOfMeasure};
use crate::budget::{Budget, FactId, Figure};
use crate::equation::{Equation, EquationSide};
use crate::reconcile::Verdict;
use crate::reconcile::slip::Slip;
use crate::relation::Relation;
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};

/// So many equations must be mended, or all those of a table whose label is not the layout's.
const EQUATIONS: usize = 5;
/// Or so many, where none of the table's equations is left.
const ALL_EQUATIONS: usize = 3;

/// Tables in the wrong unit, with the budget in which they are read in the right one.
pub(super) fn wrong<'a>(state: &EquationStates<'a>) -> Option<(Diagnosis, EquationStates<'a>)> {
    let budget = &state.budget;
    let mut count: BTreeMap<usize, usize> = BTreeMap::new();
    for index in state.broken() {
        let facts = state.equations[index].facts();
        let tables: BTreeSet<usize> = facts.map(|(_, id)| budget.fact(id).table).collect();
        for table in tables {
            *count.entry(table).or_default() += 1;
        }
    }
    count.retain(|table, count| {
        *count >= ALL_EQUATIONS || unit_of(budget, *table) != layout_unit(budget, *table)
    });
    let touched: BTreeSet<usize> = count.into_keys().collect();
    let mut tries: Vec<Vec<usize>> = Vec::new();
    for unit in UnitOfMeasure::ALL {
        let of_unit = |table: &usize| unit_of(budget, *table) == unit;
        let same: Vec<usize> = touched.iter().copied().filter(of_unit).collect();
        if unit != budget.layout.unit_of_measure && !same.is_empty() {
            // tables that agree with each other in any unit; in a finer one a mistake would pass for rounding
            let all = budget.in_scope().map(|(table, _)| table).filter(of_unit);
            let all: Vec<usize> = all.collect();
            let layout = budget.layout.unit_of_measure;
            let is_finer = unit.convert(Decimal::ONE, layout) < Decimal::ONE;
            let is_more = is_finer && all.len() > same.len();
            tries.extend((same.len() > 1).then_some(same));
            tries.extend(is_more.then_some(all));
        }
    }
    tries.extend(touched.iter().map(|table| vec![*table]));
    tries.retain(|tables| !others_need(state, tables));
    tries.into_iter().find_map(|tables| {
        let stated = unit_of(budget, tables[0]);
        let others = UnitOfMeasure::ALL.into_iter();
        others
            .filter(|right| *right != stated && is_likely(budget, &tables, stated, *right))
            .filter_map(|right| read_in(state, &tables, stated, right))
            .max_by_key(|(diagnosis, _)| diagnosis.equations.len())
    })
}

/// Whether an equation that holds needs the figures of tables as they are: it has figures of others too, and would be
/// broken in any other unit, however much rounding allows.
fn others_need(state: &EquationStates<'_>, tables: &[usize]) -> bool {
    let budget = &state.budget;
    let own = |equation: &Equation| -> Decimal {
        let value = |(factor, id): &(Decimal, FactId)| match budget.fact(*id).figure {
            Figure::Amount { exact, .. } if tables.contains(&budget.fact(*id).table) => {
                *factor * exact.value()
            }
            _ => Decimal::ZERO,
        };
        let sum = |side: &EquationSide| side.terms.iter().map(value).sum::<Decimal>();
        sum(&equation.left) - sum(&equation.right)
    };
    let needs = |index: usize| {
        let equation = &state.equations[index];
        let terms = equation.facts().count();
        state.judgements[index].verdict == Verdict::Holds
            && equation.relation == Relation::Equal
            && own(equation).abs() > Decimal::from(terms)
            && state.is_usable(index)
    };
    (0..state.equations.len()).any(needs)
}

/// The unit that a table was read in.
fn unit_of(budget: &Budget, table: usize) -> UnitOfMeasure {
    let stated = budget.tables[table].unit_of_measure;
    stated.unwrap_or_else(|| layout_unit(budget, table))
}

/// The unit that the layout has for a table.
fn layout_unit(budget: &Budget, table: usize) -> UnitOfMeasure {
    budget.layout.tables[budget.tables[table].layout].unit_of_measure
}

/// One of two units is that of the layout; a third one is hardly meant.
fn is_likely(
    budget: &Budget,
    tables: &[usize],
    stated: UnitOfMeasure,
    right: UnitOfMeasure,
) -> bool {
    tables
        .iter()
        .all(|table| [stated, right].contains(&layout_unit(budget, *table)))
}

/// What would be if the figures of tables were in another unit; none where the tables would not agree.
fn read_in<'a>(
    state: &EquationStates<'a>,
    tables: &[usize],
    stated: UnitOfMeasure,
    right: UnitOfMeasure,
) -> Option<(Diagnosis, EquationStates<'a>)> {
    let mut budget = state.budget.clone().into_owned();
    let (unit, decimals) = (budget.layout.unit_of_measure, budget.decimals());
    // 0.01 of a coarser unit is the last place of its figures
    let half = Decimal::new(5, decimals + 1).max(right.convert(Decimal::new(5, 3), unit));
    let half = Amount::new(half);
    for fact in &mut budget.facts {
        if !tables.contains(&fact.table) {
            continue;
        }
        if let Figure::Amount { exact, published } = &mut fact.figure {
            let written = unit.convert(exact.value(), stated);
            *exact = Amount::new(right.convert(written, unit));
            *published = exact.published(decimals);
            fact.half_unit = half;
        }
    }
    let mended = state.with(budget);
    let equations = state.mended_by(&mended)?;
    let is_label = tables
        .iter()
        .all(|table| layout_unit(&state.budget, *table) == right);
    let touches = |id| tables.contains(&state.budget.fact(id).table);
    let own = |index: &usize| {
        let mut facts = mended.equations[*index].facts();
        facts.any(|(_, id)| touches(id))
    };
    let left = mended.broken().filter(own).count();
    // figures that are small enough satisfy what is only a limit
    let is_enough = equations.len() >= EQUATIONS && left < equations.len();
    let agrees = left == 0 && (is_label || equations.len() >= ALL_EQUATIONS);
    if !is_enough && !agrees {
        return None;
    }
    let cause = match (is_label, tables) {
        (false, [table]) => Cause::Table {
            table: *table,
            slip: slip(stated, right),
        },
        _ => Cause::Unit {
            tables: tables.to_vec(),
            stated,
            right,
        },
    };
    Some((Diagnosis { cause, equations }, mended))
}

/// The slip that types a whole table in another unit than its label says.
fn slip(stated: UnitOfMeasure, typed: UnitOfMeasure) -> Option<Slip> {
    match (stated, typed) {
        (UnitOfMeasure::TenThousandYuan, UnitOfMeasure::Yuan) => Some(Slip::YuanForTenThousand),
        (UnitOfMeasure::Yuan, UnitOfMeasure::TenThousandYuan) => Some(Slip::TenThousandForYuan),
        _ => None,
    }
}
