//! What the cell reader does not tell about an .xlsx, from its XML parts: merged ranges, hidden rows
//! and columns, formulas without a stored result.

use super::refusal::Refusal;
use super::sheet::Merge;
use super::workbook::Limits;
use crate::package::{Archive, Event, ROWS, attribute, cell, each, is_true};
use std::collections::{BTreeSet, HashSet};

/// What a sheet's XML says beside its values.
#[derive(Debug, Default)]
pub(super) struct SheetParts {
    pub(super) merges: Vec<Merge>,
    pub(super) hidden_rows: BTreeSet<u32>,
    pub(super) hidden_columns: Vec<(u32, u32)>,
    pub(super) without_result: HashSet<(u32, u32)>,
}

/// Reads what a sheet's XML says beside its values.
pub(super) fn sheet(archive: &mut Archive<'_>, path: &str, limits: &mut Limits) -> Result<SheetParts, Refusal> {
    let damaged = || Refusal::Damaged { part: path.to_owned() };
    let mut parts = SheetParts::default();
    let (mut row, mut column) = (0_u32, 0_u32);
    let (mut has_formula, mut has_value) = (false, false);
    each(archive, path, |event| {
        match event {
            Event::Start(tag) | Event::Empty(tag) => match tag.local_name().as_ref() {
                "row" => {
                    if let Some(number) = attribute(tag, "r") {
                        row = number.parse::<u32>().ok().filter(|n| (1..=ROWS).contains(n)).ok_or_else(damaged)? - 1;
                    }
                    column = 0;
                    if is_true(tag, "hidden") {
                        parts.hidden_rows.insert(row);
                    }
                    if matches!(event, Event::Empty(_)) {
                        row += 1;
                    }
                }
                "c" => {
                    if let Some(name) = attribute(tag, "r") {
                        (row, column) = cell(&name).ok_or_else(damaged)?;
                    }
                    (has_formula, has_value) = (false, false);
                    if matches!(event, Event::Empty(_)) {
                        column += 1;
                    }
                }
                "f" => {
                    // the reader of values makes a table as long as this number says
                    let shared = attribute(tag, "si").map(|si| si.parse::<u32>());
                    if shared.is_some_and(|si| si.map_or(true, |si| si > ROWS)) {
                        return Err(damaged());
                    }
                    has_formula = true;
                }
                "v" | "is" => has_value |= matches!(event, Event::Start(_)),
                "col" if is_true(tag, "hidden") => {
                    let bound = |name| attribute(tag, name).and_then(|v| v.parse::<u32>().ok());
                    if let (Some(first), Some(last)) = (bound("min"), bound("max")) {
                        parts.hidden_columns.push((first.saturating_sub(1), last.saturating_sub(1)));
                    }
                }
                "mergeCell" => {
                    let range = attribute(tag, "ref").ok_or_else(damaged)?;
                    let (from, to) = range.split_once(':').unwrap_or((&range, &range));
                    let ((top, left), (bottom, right)) = cell(from).zip(cell(to)).ok_or_else(damaged)?;
                    parts.merges.push(Merge { top, left, bottom, right });
                    limits.merge()?;
                }
                _ => {}
            },
            Event::End(tag) => match tag.local_name().as_ref() {
                "c" => {
                    if has_formula && !has_value {
                        parts.without_result.insert((row, column));
                    }
                    column += 1;
                }
                "row" => row += 1,
                _ => {}
            },
            _ => {}
        }
        Ok(true)
    })?;
    Ok(parts)
}
