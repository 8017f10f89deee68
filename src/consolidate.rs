//! Several budget units (预算单位), one department: every figure of the department is the sum of its units' figures,
//! by line, code or project. Nothing that was read is altered; the department's tables stand beside its units'.

mod last_year;
mod merge;
mod part;
mod table;
mod total;

pub(crate) use last_year::join;
pub use part::DepartmentTotals;
pub(crate) use total::{Total, TotalBudget};

use crate::budget::{Budget, BudgetText, Fact, FactId, Table, Unit, UnitSum};
use crate::layout::{Layout, Role};
use merge::merged;
use std::sync::Arc;

/// The department as such: what it is called and where it lies.
pub(crate) struct ConsolidatedDepartment {
    pub(crate) name: String,
    pub(crate) fiscal_year: Option<i32>,
    pub(crate) layout: Arc<Layout>,
    pub(crate) folder: String,
}

/// One department of several units. `whole` is what the department handed in for all of them together, if it did:
/// then its own figures stand, and must be the sums; otherwise the sums are its figures.
pub(crate) fn consolidate(
    department: ConsolidatedDepartment,
    whole: Option<Budget>,
    units: Vec<(Unit, Budget)>,
) -> Budget {
    let ConsolidatedDepartment {
        name,
        fiscal_year,
        layout,
        folder,
    } = department;
    let mut all = Budget::new(layout, name, fiscal_year, folder);
    if let Some(whole) = whole {
        take(&mut all, whole, None);
    }
    for (unit, budget) in units {
        let number = all.units.len();
        all.units.push(unit);
        take(&mut all, budget, Some(number));
    }
    for layout in 0..all.layout.tables.len() {
        let is_contested = all
            .contested
            .iter()
            .any(|(_, contested)| *contested == layout);
        if is_contested || all.layout.tables[layout].many {
            continue;
        }
        if all.tables_of(layout).next().is_some() {
            compare(&mut all, layout);
        } else {
            table::add(&mut all, layout);
        }
    }
    all
}

/// Takes over what a unit, or the department itself, handed in.
fn take(all: &mut Budget, from: Budget, unit: Option<usize>) {
    let (tables, facts) = (all.tables.len(), all.facts.len());
    all.files.extend(from.files);
    all.notices.extend(from.notices);
    all.texts.extend(
        from.texts
            .into_iter()
            .map(|text| BudgetText { unit, ..text }),
    );
    all.contested
        .extend(from.contested.into_iter().map(|(_, layout)| (unit, layout)));
    all.facts.extend(from.facts.into_iter().map(|fact| Fact {
        table: fact.table + tables,
        ..fact
    }));
    all.tables.extend(from.tables.into_iter().map(|mut table| {
        let rows = table.blocks.iter_mut().flatten();
        rows.flat_map(|row| row.facts.iter_mut().flatten())
            .for_each(|FactId(id)| *id += facts);
        Table { unit, ..table }
    }));
}

/// What the department handed in of a table must be the sums.
fn compare(all: &mut Budget, layout: usize) {
    let own = all.tables_of(layout).map(|(index, _)| index).next();
    let (Some(own), parts) = (own, of_units(all, layout)) else {
        return;
    };
    if parts.is_empty() {
        return;
    }
    let tables: Vec<usize> = std::iter::once(own).chain(parts).collect();
    let mut sums = Vec::new();
    for block in 0..all.layout.tables[layout].blocks.len() {
        for row in merged(all, &tables, block) {
            let own_layout = &all.layout.tables[layout].blocks[block];
            for column in own_layout.columns_of(Role::is_money) {
                let facts = |(table, row): &(usize, usize)| {
                    all.tables[*table].blocks[block][*row].facts[column]
                };
                let (whole, parts) = row
                    .sources
                    .iter()
                    .partition::<Vec<_>, _>(|(table, _)| *table == own);
                let [whole, parts] =
                    [whole, parts].map(|rows| rows.iter().filter_map(facts).collect());
                sums.push(UnitSum { whole, parts });
            }
        }
    }
    all.sums.extend(
        sums.into_iter()
            .filter(|sum| !sum.whole.is_empty() || !sum.parts.is_empty()),
    );
}

/// The tables of all units that are copies of one table of the layout, unit by unit.
fn of_units(all: &Budget, layout: usize) -> Vec<usize> {
    let tables = all.tables.iter().enumerate();
    tables
        .filter(|(_, table)| table.unit.is_some() && table.layout == layout)
        .map(|(index, _)| index)
        .collect()
}
