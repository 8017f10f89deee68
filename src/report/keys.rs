//! The keys of a department's findings.

use crate::budget::{Budget, Row, RowKey};
use crate::finding::{CellPath, FindingKey, RowPath};
use crate::label::fold;
use crate::place::Address;
use crate::reconcile::{Finding, FindingCell, Report};
use crate::rule::RuleSet;
use std::collections::HashMap;

/// A table, with a block and row of it where a cell belongs to one.
type RowPlace = (usize, Option<(usize, usize)>);

/// The key of each finding, in their order.
pub(super) fn keys(rules: &RuleSet, budget: &Budget, report: &Report) -> Vec<FindingKey> {
    if report.findings.is_empty() {
        return Vec::new();
    }
    let rows = rows_by_cell(budget);
    let findings = report.findings.iter();
    let key = |finding: &Finding| FindingKey {
        rule: rules.rules[finding.rule].id.clone(),
        sides: without_addends([true, false].map(|is_left| paths(budget, &rows, finding, is_left))),
        subject: finding.problem.subject().or_else(|| sentence(finding)),
    };
    findings.map(key).collect()
}

/// The paths of the cells on one side of a finding.
fn paths(
    budget: &Budget,
    rows: &HashMap<&Address, RowPlace>,
    finding: &Finding,
    is_left: bool,
) -> Vec<CellPath> {
    let cells = finding.cells.iter();
    cells
        .filter(|cell| cell.is_left.unwrap_or(true) == is_left)
        .filter_map(|cell| path(budget, rows, cell))
        .collect()
}

/// What a finding about a text is known by: its sentence without figures, which are what is mended.
fn sentence(finding: &Finding) -> Option<String> {
    let passage = finding
        .cells
        .iter()
        .find_map(|cell| cell.passage.as_ref())?;
    let is_kept = |c: &char| !c.is_ascii_digit() && !c.is_whitespace() && !".,，。%".contains(*c);
    let words: String = passage.text.chars().filter(is_kept).take(60).collect();
    Some(words)
}

/// A total is known by itself: one more row among those that it adds up makes no other finding.
fn without_addends(sides: [Vec<CellPath>; 2]) -> [Vec<CellPath>; 2] {
    let lengths = sides.each_ref().map(Vec::len);
    let mut index = 0;
    sides.map(|mut side| {
        let is_sum = lengths[index] > 1 && lengths[1 - index] == 1;
        index += 1;
        if is_sum {
            side.iter_mut()
                .for_each(|path| path.row = Some(RowPath::Any));
            side.dedup();
        }
        side
    })
}

/// The rows and titles of all tables by their cells.
fn rows_by_cell(budget: &Budget) -> HashMap<&Address, RowPlace> {
    let mut places = HashMap::new();
    for (index, table) in budget.tables.iter().enumerate() {
        for (block, row, it) in table.rows() {
            for cell in it.code_cells.iter().chain(&it.label_cell).chain([&it.at]) {
                places.insert(cell, (index, Some((block, row))));
            }
        }
        let headings = table.department.iter().chain(&table.notes);
        for cell in headings.chain([&table.title]) {
            places.entry(&cell.at).or_insert((index, None));
        }
    }
    places
}

fn path(
    budget: &Budget,
    rows: &HashMap<&Address, RowPlace>,
    cell: &FindingCell,
) -> Option<CellPath> {
    let fact = cell.fact.map(|id| budget.fact(id));
    let of_row = cell
        .row
        .map(|(table, block, row)| (table, Some((block, row))));
    let (table, row) = of_row.or_else(|| rows.get(&cell.at).copied())?;
    let own = &budget.tables[table];
    let layout = &budget.layout.tables[own.layout];
    let block = row.map(|(block, _)| block);
    Some(CellPath {
        unit: own.unit.map(|unit| budget.units[unit].name.clone()),
        table: layout.id.clone(),
        number: own.number.clone(),
        block: block.filter(|_| layout.blocks.len() > 1),
        row: row.map(|(block, row)| {
            let name = |line: usize| layout.blocks[block].lines[line].id.clone();
            row_path(&own.blocks[block][row], name)
        }),
        column: fact.map(|fact| {
            budget
                .column_name(fact.table, fact.block, fact.column)
                .to_owned()
        }),
    })
}

fn row_path(row: &Row, line: impl Fn(usize) -> String) -> RowPath {
    match (&row.key, &row.code, &row.project) {
        (RowKey::Line(index), ..) => RowPath::Line(line(*index)),
        (RowKey::Project, _, Some(project)) => RowPath::Project(fold(project)),
        (_, Some(code), _) => RowPath::Code(code.clone()),
        (_, None, Some(project)) => RowPath::Project(fold(project)),
        _ => RowPath::Label(fold(&row.label)),
    }
}
