//! Names of rows: the same code has the same name in all tables of a workbook, and a row with figures has one.

use crate::budget::{Budget, Notice, Row, RowKey, Table};
use crate::classification::{Code, ComparableName};
use crate::finding::{CodeProblem, Problem};
use crate::layout::Role;
use crate::place::Address;
use indexmap::IndexMap;

/// Tables that a finding names.
const PLACES: usize = 6;

/// A name of a code: as written, as it compares, and in each table that has it the cell of its first row.
struct CodeName<'a> {
    label: &'a str,
    name: ComparableName,
    cells: Vec<(usize, Address)>,
}

/// What is wrong with the names of rows.
pub(super) fn notices(budget: &Budget) -> Vec<Notice> {
    let mut notices = differing(budget);
    notices.extend(missing(budget));
    notices
}

/// Codes with several names.
fn differing(budget: &Budget) -> Vec<Notice> {
    let mut names: IndexMap<&Code, Vec<CodeName<'_>>> = IndexMap::new();
    for (table, it) in budget.in_scope() {
        let coded = |row: &Row| matches!(row.key, RowKey::Code | RowKey::Project);
        for (_, _, row) in it.rows().filter(|(_, _, row)| coded(row)) {
            let (Some(code), label) = (&row.code, row.label.as_str()) else {
                continue;
            };
            let known = names.entry(code).or_default();
            let same = match known.iter().position(|it| it.label == label) {
                Some(same) => Some(same),
                None => {
                    let Some(name) = ComparableName::new(label) else {
                        continue;
                    };
                    let same = known.iter().position(|it| it.name.agrees_with(&name));
                    if same.is_none() {
                        known.push(CodeName {
                            label,
                            name,
                            cells: Vec::new(),
                        });
                    }
                    same
                }
            };
            let last = known.len() - 1;
            let cells = &mut known[same.unwrap_or(last)].cells;
            if cells.last().is_none_or(|(other, _)| *other != table) {
                let cell = row.label_cell.as_ref().unwrap_or(&row.at);
                cells.push((table, cell.clone()));
            }
        }
    }
    let several = names.into_iter().filter(|(_, names)| names.len() > 1);
    several
        .map(|(code, names)| {
            // of each name the first table, then the others
            let first = names
                .iter()
                .filter_map(|it| it.cells.first().map(|cell| (it, cell)));
            let more = names
                .iter()
                .flat_map(|it| it.cells.iter().skip(1).map(move |cell| (it, cell)));
            let places: Vec<_> = first.chain(more).take(PLACES).collect();
            let named = places.iter();
            let named =
                named.map(|(it, (table, _))| (budget.table_name(*table), it.label.to_owned()));
            Notice::at(
                places.iter().map(|(_, (_, at))| at.clone()).collect(),
                Problem::Code(CodeProblem::NamesDiffer {
                    code: code.clone(),
                    names: named.collect(),
                }),
            )
        })
        .collect()
}

/// Rows with figures and without a name.
fn missing(budget: &Budget) -> Vec<Notice> {
    let mut notices = Vec::new();
    for (table, it) in budget.in_scope() {
        let blocks = &budget.layout.tables[it.layout].blocks;
        for (block, _, row) in it.rows() {
            let has = |role: Role| {
                blocks[block]
                    .columns
                    .iter()
                    .any(|column| column.role == role)
            };
            let is_nameless = match row.key {
                RowKey::Code => has(Role::Label) && ComparableName::new(&row.label).is_none(),
                RowKey::Project => {
                    has(Role::Project)
                        && row.project.as_deref().is_none_or(|it| it.trim().is_empty())
                }
                _ => false,
            };
            let figures = || {
                row.facts
                    .iter()
                    .flatten()
                    .filter_map(|id| budget.published(*id))
            };
            if is_nameless && figures().any(|amount| !amount.is_zero()) {
                let problem = CodeProblem::Nameless {
                    table: budget.table_name(table),
                    code: row.code.clone(),
                    number: row.at.row + 1,
                };
                notices.push(Notice::at(
                    vec![name_cell(it, block, row)],
                    Problem::Code(problem),
                ));
            }
        }
    }
    notices
}

/// The cell of a row that ought to have its name: in the column in which other rows of its block have theirs.
fn name_cell(table: &Table, block: usize, row: &Row) -> Address {
    let mut rows = table.blocks[block].iter();
    let is_named = |other: &&Row| {
        let has_name = match row.key {
            RowKey::Project => other
                .project
                .as_deref()
                .is_some_and(|it| !it.trim().is_empty()),
            _ => !other.label.is_empty(),
        };
        has_name && other.key == row.key && !other.code_cells.contains(&other.at)
    };
    let column = rows
        .find(is_named)
        .map_or(row.at.column, |other| other.at.column);
    Address {
        column,
        ..row.at.clone()
    }
}
