//! Which rows a row adds up: 项 under 款 under 类 under a budget unit under the total, by the rows that
//! are really there.

mod units;

use super::resolve::RowFilter;
use crate::budget::RowPosition;
use crate::budget::{Budget, Figure, Row, RowKey};
use crate::classification::{Code, Level};
use crate::layout::Rows;
use std::collections::HashMap;

/// For every row of a block of the budget the rows right below it.
pub(super) fn children(budget: &Budget, (table, block): (usize, usize)) -> Vec<Vec<RowPosition>> {
    let layout = &budget.layout.tables[budget.tables[table].layout].blocks[block];
    let rows = &budget.tables[table].blocks[block];
    let place = |row: usize| (table, block, row);
    let mut below = vec![Vec::new(); rows.len()];
    let outer = units::outer_units(budget, rows);
    let mut top = Vec::new();
    // rows of an outline that are still open, from the outermost
    let mut open: Vec<(usize, usize)> = Vec::new();
    let of_codes = layout.rows == Rows::Codes;
    let mut by_code: HashMap<(Option<usize>, &Code), usize> = HashMap::new();
    if of_codes {
        by_code.reserve(rows.len());
        by_code.extend(coded(rows).map(|(i, row, code)| ((row.unit, code), i)));
    }
    let parent = |row: &Row| {
        let code = row.code.as_ref()?;
        std::iter::successors(code.parent(), Code::parent)
            .find_map(|above| by_code.get(&(row.unit, &above)).copied())
    };
    for (i, row) in rows.iter().enumerate() {
        match &row.key {
            RowKey::Line(_) | RowKey::Single => {}
            RowKey::Level(depth) => {
                open.retain(|(above, _)| above < depth);
                match open.last() {
                    Some((_, parent)) => below[*parent].push(place(i)),
                    None => top.push(place(i)),
                }
                open.push((*depth, i));
            }
            RowKey::Unclear => {
                let within = row.unclear.as_ref().and_then(|it| it.within.clone());
                let above = std::iter::successors(within, Code::parent)
                    .find_map(|above| by_code.get(&(row.unit, &above)).copied());
                if let Some(parent) = above {
                    below[parent].push(place(i));
                }
            }
            RowKey::Unit if is_caption(budget, row) => {}
            RowKey::Unit => match outer[i] {
                Some(unit) => below[unit].push(place(i)),
                None => top.push(place(i)),
            },
            RowKey::Code | RowKey::Project if !of_codes => top.push(place(i)),
            RowKey::Code | RowKey::Project => match parent(row) {
                Some(parent) => below[parent].push(place(i)),
                None => match row.unit.filter(|unit| !is_caption(budget, &rows[*unit])) {
                    Some(unit) => below[unit].push(place(i)),
                    None => top.push(place(i)),
                },
            },
        }
    }
    if layout.rows != Rows::Lines {
        for (i, row) in rows.iter().enumerate() {
            if matches!(row.key, RowKey::Line(line) if layout.lines[line].total) {
                below[i].clone_from(&top);
            }
        }
    }
    below
}

/// The rows of codes, each with its number.
fn coded(rows: &[Row]) -> impl Iterator<Item = (usize, &Row, &Code)> {
    let own = rows
        .iter()
        .enumerate()
        .filter(|(_, row)| row.key == RowKey::Code);
    own.filter_map(|(i, row)| Some((i, row, row.code.as_ref()?)))
}

/// A unit's row without any figure is a caption, not a subtotal.
fn is_caption(budget: &Budget, row: &Row) -> bool {
    row.facts
        .iter()
        .flatten()
        .all(|id| budget.fact(*id).figure == Figure::Blank)
}

/// The row with the longest code above this one's, under the same unit.
pub(crate) fn parent(rows: &[Row], child: usize) -> Option<usize> {
    above(rows, child, rows[child].code.as_ref()?)
}

/// The row that would be right above a row if it had a code.
pub(crate) fn above(rows: &[Row], child: usize, code: &Code) -> Option<usize> {
    let above = |(i, row): &(usize, &Row)| {
        *i != child
            && row.key == RowKey::Code
            && row.unit == rows[child].unit
            && row.code.as_ref().is_some_and(|other| code.is_below(other))
    };
    let depth = |(_, row): &(usize, &Row)| row.code.as_ref().map_or(0, |code| code.as_str().len());
    rows.iter()
        .enumerate()
        .filter(above)
        .max_by_key(depth)
        .map(|(i, _)| i)
}

/// Whether a filter lets a row through. `below` are the rows under it.
pub(super) fn passes(filter: RowFilter, row: &Row, below: &[RowPosition]) -> bool {
    match filter {
        RowFilter::All => true,
        RowFilter::Parent => !below.is_empty(),
        RowFilter::Level(level) => row
            .code
            .as_ref()
            .is_some_and(|code| is_level(code.level(), level)),
        RowFilter::Project => row.key == RowKey::Project,
        RowFilter::Unit => row.key == RowKey::Unit,
    }
}

pub(super) fn is_level(level: Level, wanted: Option<Level>) -> bool {
    wanted.is_none_or(|wanted| wanted == level)
}
