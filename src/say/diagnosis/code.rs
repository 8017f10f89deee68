//! Codes that are wrong, in words.

use super::{Correction, Text};
use crate::budget::{Budget, RowPosition};
use crate::classification::Code;

/// A code that ought to be another.
pub(super) fn wrong(budget: &Budget, place: RowPosition, right: &Code) -> Correction {
    let row = &budget.tables[place.0].blocks[place.1][place.2];
    let own = row.code.as_ref().map(Code::as_str).unwrap_or_default();
    let right = right.as_str();
    // codes in several columns mostly differ in the last part alone
    let part = match row.code_cells.len() {
        0 | 1 => 0,
        _ if own.get(..own.len() - 2) == right.get(..right.len() - 2) => own.len() - 2,
        _ => 0,
    };
    let at = if part > 0 {
        row.code_cells.last()
    } else {
        row.code_cells.first()
    };
    Correction {
        at: Some(at.unwrap_or(&row.at).clone()),
        fact: None,
        table: place.0,
        row: budget.row_name(place.0, place.1, place.2),
        column: None,
        value: own.get(part..).map(str::to_owned),
        proposed: right.get(part..).map(str::to_owned),
        slip: Some("wrong-code"),
        values: Text::new(
            format!("科目编码 {own} → {right}"),
            format!("code {own} → {right}"),
        ),
        why: Some(Text::new("编码打错", "mistyped")),
    }
}

/// A wrong code whose right one is unknown.
pub(super) fn suspect(budget: &Budget, place: RowPosition) -> Correction {
    let row = &budget.tables[place.0].blocks[place.1][place.2];
    let own = row.code.as_ref().map(Code::as_str).unwrap_or_default();
    Correction {
        at: Some(row.code_cells.last().unwrap_or(&row.at).clone()),
        fact: None,
        table: place.0,
        row: budget.row_name(place.0, place.1, place.2),
        column: None,
        value: Some(own.to_owned()),
        proposed: None,
        slip: Some("code-twice"),
        values: Text::new(
            format!("科目编码 {own} 应是别的编码"),
            format!("code {own} ought to be another"),
        ),
        why: None,
    }
}

/// The message about a code in several rows.
pub(super) fn twice(budget: &Budget, rows: &[RowPosition]) -> Text {
    let cells: Vec<String> = rows
        .iter()
        .map(|(table, block, row)| &budget.tables[*table].blocks[*block][*row])
        .map(|row| row.code_cells.last().unwrap_or(&row.at).a1())
        .collect();
    let [(table, block, row), ..] = rows else {
        return Text::new("科目编码重复", "a code stands twice");
    };
    let code = &budget.tables[*table].blocks[*block][*row].code;
    let code = code.as_ref().map(Code::as_str).unwrap_or_default();
    let table = budget.table_name(*table);
    let (zh, en) = (cells.join("、"), cells.join(", "));
    Text::new(
        format!(
            "{table}的科目编码 {code} 出现了 {} 次（{zh}）。是同一个科目的请合并成一行，是编码打错的请改正",
            rows.len()
        ),
        format!(
            "the code {code} stands {} times in {table} ({en}). Please merge the rows, or correct the code that is mistyped",
            rows.len()
        ),
    )
}
