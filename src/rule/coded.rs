//! How rows were found, where it was by their codes: as later stages need it that ask what would be if a code were
//! another. Where that is not one simple question (several copies of a table, rows of other kinds between), the
//! figures stand for themselves.

use super::index::Index;
use crate::budget::RowPosition;
use crate::budget::{Budget, Row, RowKey};
use crate::classification::Code;
use crate::equation::{CodedRows, RowScope};
use crate::layout::Rows;

/// The table of the budget, which rows, among which.
pub(super) type CodedLookup = (usize, CodedRows, RowScope);

/// The rows of a code in a block of the layout, under one budget unit or under all.
pub(super) fn of(
    index: &Index<'_>,
    budget: &Budget,
    (layout, block): (usize, usize),
    code: &Code,
    unit: Option<&str>,
) -> Option<CodedLookup> {
    let mut tables = budget.tables_of(layout);
    let ((table, _), None) = (tables.next()?, tables.next()) else {
        return None;
    };
    let rows = if index.is_flat(layout, block, code) {
        CodedRows::Below
    } else {
        CodedRows::Of
    };
    let among = match unit {
        Some(unit) => RowScope::Unit(Some(index.unit_row(layout, block, unit)?)),
        None => RowScope::Block,
    };
    Some((table, rows(code.clone()), among))
}

/// The rows right below a row: of a code, of a budget unit, or of a total.
pub(super) fn right_below(
    index: &Index<'_>,
    budget: &Budget,
    place: RowPosition,
) -> Option<CodedLookup> {
    let (table, block, row) = place;
    let rows = &budget.tables[table].blocks[block];
    let is_plain = |row: &Row| row.code.is_none() || row.key == RowKey::Code;
    let is_tree = index
        .below(place)
        .iter()
        .all(|(.., below)| rows[*below].key == RowKey::Code)
        && budget.layout.tables[budget.tables[table].layout].blocks[block].rows == Rows::Codes;
    if !is_tree || !rows.iter().all(is_plain) {
        return None;
    }
    let mut units = rows
        .iter()
        .filter(|row| row.code.is_some())
        .map(|row| row.unit);
    let unit = match rows[row].key {
        RowKey::Code => rows[row].unit,
        RowKey::Unit => Some(row),
        RowKey::Line(_) => {
            let first = units.next()?;
            units.all(|other| other == first).then_some(first)?
        }
        _ => return None,
    };
    Some((
        table,
        CodedRows::RightBelow {
            row,
            code: rows[row].code.clone(),
        },
        RowScope::Unit(unit),
    ))
}
