//! Decimal places of the figures of a budget as a whole, and with them what rounding may hide.

use crate::amount::{Amount, UnitOfMeasure};
use crate::budget::{Budget, Fact, Figure};
use rust_decimal::Decimal;
use std::collections::HashMap;

/// Where a layout leaves the number of decimal places open, a department's figures in one unit of measure
/// have as many as the longest of them needs; half a unit of the last one is what rounding may hide.
pub(crate) fn settle(budget: &mut Budget) {
    let layout = budget.layout.clone();
    let mut needed: HashMap<UnitOfMeasure, u32> = HashMap::new();
    for fact in budget.facts.iter().filter(|fact| budget.is_money(fact)) {
        if let Figure::Amount { published, .. } = fact.figure {
            let table = &layout.tables[budget.tables[fact.table].layout];
            let shown = layout
                .unit_of_measure
                .convert(published.value(), table.unit_of_measure)
                .normalize();
            let places = needed.entry(table.unit_of_measure).or_default();
            *places = (*places).max(shown.scale());
        }
    }
    for table in &mut budget.tables {
        let own = &layout.tables[table.layout];
        let needed = needed.get(&own.unit_of_measure).copied().unwrap_or(0);
        table.decimals = needed.clamp(own.fewest_decimals, own.decimals);
    }
    let coarser = coarser_halves(budget);
    for fact in &mut budget.facts {
        let table = &budget.tables[fact.table];
        let half = Decimal::new(5, table.decimals + 1);
        let unit = layout.tables[table.layout].unit_of_measure;
        let half = unit.convert(half, layout.unit_of_measure);
        let stated = table.unit_of_measure.and_then(|unit| coarser.get(&unit));
        fact.half_unit = Amount::new(stated.map_or(half, |stated| half.max(*stated)));
    }
    settle_rates(budget);
}

/// The rates of a column have as many places as the longest of them, and no more than print has.
fn settle_rates(budget: &mut Budget) {
    let column = |fact: &Fact| (fact.table, fact.block, fact.column);
    let mut needed = HashMap::new();
    for fact in budget.facts.iter().filter(|fact| !budget.is_money(fact)) {
        let own: &mut u32 = needed.entry(column(fact)).or_default();
        if let Figure::Amount { published, .. } = fact.figure {
            *own = (*own).max(published.value().normalize().scale());
        }
    }
    for fact in &mut budget.facts {
        if let Some(places) = needed.get(&column(fact)) {
            fact.half_unit = Amount::new(Decimal::new(5, places + 1));
        }
    }
}

/// Decimal places that figures in a coarser unit of measure than the layout's have at least.
const COARSE_PLACES: u32 = 2;

/// Half of what the last place of figures is worth in each unit that tables state and that is not the layout's: 171.92
/// 万元 may be up to 50 元 more or less.
fn coarser_halves(budget: &Budget) -> HashMap<UnitOfMeasure, Decimal> {
    let layout = &budget.layout;
    let mut needed: HashMap<UnitOfMeasure, u32> = HashMap::new();
    for fact in budget.facts.iter().filter(|fact| budget.is_money(fact)) {
        let table = &budget.tables[fact.table];
        let own = layout.tables[table.layout].unit_of_measure;
        let Some(stated) = table.unit_of_measure.filter(|stated| *stated != own) else {
            continue;
        };
        if let Figure::Amount { published, .. } = fact.figure {
            let shown = layout.unit_of_measure.convert(published.value(), stated);
            let places = needed.entry(stated).or_insert(COARSE_PLACES);
            *places = (*places).max(shown.normalize().scale());
        }
    }
    let half = |(unit, places): (UnitOfMeasure, u32)| {
        let half = Decimal::new(5, places + 1);
        (unit, unit.convert(half, layout.unit_of_measure))
    };
    needed.into_iter().map(half).collect()
}
