//! Titles and rows of budget units that name another department than the headings of the tables do: copied from a
//! neighbour, or a book under the wrong name.

use crate::budget::{Budget, Notice, Row, RowKey};
use crate::finding::Problem;
use crate::label::{is_alike, unit_name};
use crate::place::Address;
use crate::read::department::name_in_title;
use indexmap::IndexMap;
use std::collections::BTreeSet;

/// Names of units that are compared with each other, where all of them ought to be one.
const FEW: usize = 5;

/// The rows that name a budget unit, by its name.
type Units<'a> = IndexMap<&'a str, UnitRows<'a>>;

/// Rows of one unit, with the tables that they stand in.
#[derive(Default)]
struct UnitRows<'a> {
    tables: BTreeSet<usize>,
    at: Vec<&'a Address>,
}

/// What titles and rows say of other departments.
pub(super) fn notices(budget: &Budget) -> Vec<Notice> {
    let mut notices = in_titles(budget);
    let units = units(budget);
    let other = of_one_table(budget, &units).or_else(|| throughout(budget, &units));
    notices.extend(other.map(|here| {
        let rows = units.iter().filter(|(name, _)| is_alike(name, here));
        let at = rows.flat_map(|(_, own)| &own.at).copied().cloned();
        let problem = Problem::DepartmentInRows {
            here: here.to_owned(),
            there: budget.department.clone(),
        };
        Notice::at(at.collect(), problem)
    }));
    notices
}

/// The names in titles that are of other departments, each once.
fn in_titles(budget: &Budget) -> Vec<Notice> {
    let words = &budget.layout.departments;
    let mut titles: IndexMap<String, Vec<Address>> = IndexMap::new();
    for (_, table) in budget.in_scope() {
        let known = &budget.layout.tables[table.layout];
        let name = name_in_title(&table.title.text, known, &budget.layout);
        if let Some(name) = name.filter(|name| words.are_two(name, &budget.department)) {
            let at = titles.entry(name).or_default();
            at.push(table.title.at.clone());
        }
    }
    let notice = |(here, at): (String, Vec<Address>)| {
        let there = budget.department.clone();
        Notice::at(at, Problem::DepartmentInTitles { here, there })
    };
    titles.into_iter().map(notice).collect()
}

fn units(budget: &Budget) -> Units<'_> {
    let mut units: Units<'_> = IndexMap::new();
    let is_unit = |row: &&Row| row.key == RowKey::Unit;
    for (index, table) in budget.in_scope() {
        let rows = table.rows().map(|(_, _, row)| row);
        for row in rows.filter(is_unit) {
            let own = units.entry(row.label.as_str()).or_default();
            own.tables.insert(index);
            own.at.push(&row.at);
        }
    }
    units
}

/// A department's name that stands in the rows of one table alone, where other tables name another one.
fn of_one_table<'a>(budget: &Budget, units: &Units<'a>) -> Option<&'a str> {
    let words = &budget.layout.departments;
    let alone = units.iter().filter(|(_, own)| own.tables.len() == 1);
    let others = alone.filter(|(name, _)| words.are_two(name, &budget.department));
    let mut strays = others.filter(|(name, own)| {
        let others = || units.iter().filter(|(other, _)| *other != *name);
        let is_elsewhere = |other: &UnitRows<'_>| other.tables.difference(&own.tables).count() > 1;
        !others().any(|(other, _)| is_alike(name, other))
            && others().any(|(_, other)| is_elsewhere(other))
    });
    strays.next().map(|(name, _)| *name)
}

/// The only unit of all tables, where it is another department than that of the headings.
fn throughout<'a>(budget: &Budget, units: &Units<'a>) -> Option<&'a str> {
    let (first, _) = units.first()?;
    let is_one = units.len() <= FEW && units.keys().all(|name| is_alike(first, name));
    let words = &budget.layout.departments;
    let is_another = is_one && words.are_listed_apart(&unit_name(first), &budget.department);
    is_another.then_some(*first)
}
