//! What a table shows, by row and column, and where two versions of it differ.

use super::FilledTable;
use crate::budget::{FactId, Figure, Row, RowKey, Table};
use crate::finding::{Difference, VersionCell};
use crate::label::fold;
use crate::layout::Layout;
use indexmap::IndexMap;
use std::hash::Hash;

/// Differences that a problem has in full.
pub(super) const DIFFERENCES: usize = 20;

/// What a row is known by, as far as copies of one table go.
pub(super) fn key(block: usize, row: &Row, is_renamed: bool) -> String {
    match (&row.key, &row.code) {
        (RowKey::Line(line), _) => format!("{block}/line {line}"),
        (RowKey::Unit, _) if is_renamed => format!("{block}/unit"),
        (_, Some(code)) => format!(
            "{block}/{code}/{}",
            fold(row.project.as_deref().unwrap_or(""))
        ),
        _ => format!(
            "{block}/{}/{}",
            fold(&row.label),
            fold(row.project.as_deref().unwrap_or(""))
        ),
    }
}

/// Whether a table has rows of one budget unit only.
fn is_of_one_unit(table: &Table) -> bool {
    let mut units = table.rows().filter(|(_, _, row)| row.key == RowKey::Unit);
    let first = units.next().map(|(_, _, row)| &row.label);
    units.all(|(_, _, row)| Some(&row.label) == first)
}

/// The filled rows of a table, each with its key and its figures.
pub(super) type TableContent<'a> = Vec<(String, Vec<Option<&'a Figure>>)>;

/// What a table holds. `is_renamed`: the name of its budget unit does not count.
pub(super) fn content((table, facts): &FilledTable, is_renamed: bool) -> TableContent<'_> {
    let is_renamed = is_renamed && is_of_one_unit(table);
    let row = |block: usize, row: &Row| {
        let figures: Vec<Option<&Figure>> = row
            .facts
            .iter()
            .map(|id| id.map(|FactId(id)| &facts[id].figure))
            .collect();
        (key(block, row, is_renamed), figures)
    };
    let is_filled = |figures: &[Option<&Figure>]| {
        let mut figures = figures.iter().flatten();
        figures.any(|figure| **figure != Figure::Blank)
    };
    table
        .rows()
        .map(|(block, _, it)| row(block, it))
        .filter(|(_, figures)| is_filled(figures))
        .collect()
}

/// A place of one version: its row and column in reports, its cell and what that shows.
pub(super) type Shown = (String, String, VersionCell);

/// The first figures that differ between two versions of a table, and how many do, of those that count.
pub(super) fn differences(
    layout: &Layout,
    [one, other]: [&FilledTable; 2],
    is_renamed: bool,
    counts: impl Fn(&Difference) -> bool,
) -> (Vec<Difference>, usize) {
    let (ones, others) = (
        cells(layout, one, is_renamed),
        cells(layout, other, is_renamed),
    );
    let (mut differences, mut count) = (Vec::new(), 0);
    for difference in differing([&ones, &others], |text| text).filter(counts) {
        count += 1;
        if differences.len() < DIFFERENCES {
            differences.push(difference);
        }
    }
    (differences, count)
}

/// What differs between two versions, by places that one of them has; `seen` is what counts of a text.
pub(super) fn differing<'v, K: Eq + Hash, T: PartialEq>(
    [ones, others]: [&'v IndexMap<K, Shown>; 2],
    seen: impl Fn(&'v str) -> T,
) -> impl Iterator<Item = Difference> {
    let keys = ones
        .keys()
        .chain(others.keys().filter(|key| !ones.contains_key(*key)));
    keys.filter_map(move |key| {
        let sides = [ones.get(key), others.get(key)];
        let [one, other] = sides.map(|side| {
            let shown = side.and_then(|(.., cell)| cell.shown.as_deref());
            shown.map(&seen)
        });
        let (row, column, _) = sides[0].or(sides[1])?;
        (one != other).then(|| Difference {
            row: row.clone(),
            column: column.clone(),
            sides: sides.map(|side| side.map(|(.., cell)| cell.clone())),
        })
    })
}

/// The cells of a table by row and column.
fn cells(
    layout: &Layout,
    (table, facts): &FilledTable,
    is_renamed: bool,
) -> IndexMap<(String, usize), Shown> {
    let mut cells = IndexMap::new();
    let table_layout = &layout.tables[table.layout];
    let is_renamed = is_renamed && is_of_one_unit(table);
    for (block, _, row) in table.rows() {
        for (column, id) in row.facts.iter().enumerate() {
            let Some(FactId(id)) = *id else {
                continue;
            };
            let name = match (&row.key, &row.code) {
                (RowKey::Line(line), _) => table_layout.blocks[block].lines[*line].id.clone(),
                (_, Some(code)) => code.to_string(),
                _ => row.project.clone().unwrap_or_else(|| row.label.clone()),
            };
            let cell = VersionCell {
                cell: facts[id].at.a1(),
                shown: shown(&facts[id].figure, table.decimals),
            };
            let column_name = table_layout.blocks[block].columns[column].id.clone();
            cells.insert(
                (key(block, row, is_renamed), column),
                (name, column_name, cell),
            );
        }
    }
    cells
}

/// What a cell shows; none where it is blank.
fn shown(figure: &Figure, decimals: u32) -> Option<String> {
    match figure {
        Figure::Amount { published, .. } => Some(published.grouped(decimals)),
        Figure::Blank => None,
        Figure::Dash(text) | Figure::Nothing(text) | Figure::Unreadable(text) => Some(text.clone()),
    }
}
