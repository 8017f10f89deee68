//! A block of headings and amounts that stands below a table and is none of its rows.

use super::located::LocatedTable;
use super::unclaimed::is_word;
use crate::amount::{self, Written};
use crate::book::sheet::Sheet;
use crate::book::value::Value;
use crate::layout::{LayoutWords, Table};

/// Rows of a block that have a label and amounts below its headings.
const ROWS: u32 = 2;

/// The last row of a table: above a block of another kind, if one stands within its rows.
pub(super) fn end(
    sheet: &Sheet,
    (table, words): (&Table, &LayoutWords),
    located: &LocatedTable,
) -> u32 {
    let (first, last) = (located.header.1, located.end);
    if first >= last {
        return last;
    }
    let cells = sheet.cells.rows_between(first, last);
    let rows = cells.chunk_by(|one, next| one.0.row == next.0.row);
    let mut rows = rows.map(|row| (row[0].0.row, row.len())).peekable();
    while let Some((above, count)) = rows.next() {
        let Some((row, _)) = rows.peek().copied() else {
            break;
        };
        let is_apart = row > above + 1 || count == 1;
        if is_apart && row > first + 1 && begins(sheet, (table, words), located, row) {
            return row - 1;
        }
    }
    last
}

/// Whether a row has the headings of a block: words alone, one of them over money, that are not the table's own, and
/// below them rows that the table does not know.
fn begins(
    sheet: &Sheet,
    (table, words): (&Table, &LayoutWords),
    located: &LocatedTable,
    row: u32,
) -> bool {
    let headings: Vec<(u32, &Value)> = sheet.row(row).filter(|(_, it)| !is_blank(it)).collect();
    headings.len() > 1
        && headings.iter().all(|(_, value)| is_word(value))
        && headings
            .iter()
            .any(|(_, value)| words.heads_money(&value.folded()))
        && !headings
            .iter()
            .all(|(_, it)| is_own(sheet, table, located, it))
        && (row + 1..=row + ROWS)
            .all(|row| row <= located.end && is_row(sheet, table, &headings, row))
        && (table.form.is_none() || !goes_on(sheet, table, (row, located.end)))
}

/// Whether a row has a label, which the table does not know, and an amount below a heading.
fn is_row(sheet: &Sheet, table: &Table, headings: &[(u32, &Value)], row: u32) -> bool {
    let mut cells = sheet.row(row).filter(|(_, value)| !is_blank(value));
    let Some((first, label)) = cells.next() else {
        return false;
    };
    let text = label.text();
    let is_known = table
        .blocks
        .iter()
        .any(|block| !block.lines_of(&text, None).is_empty());
    let is_headed = |column: u32| headings.iter().any(|(at, _)| *at == column);
    is_word(label)
        && !is_known
        && cells.any(|(column, value)| column > first && is_headed(column) && is_amount(value))
}

/// Whether a heading is one of the table's own.
fn is_own(sheet: &Sheet, table: &Table, located: &LocatedTable, value: &Value) -> bool {
    let text = value.folded();
    let mut header = sheet.rows(located.header.0, located.header.1);
    header.any(|(_, own)| own.folded() == text)
        || table.labels().iter().any(|label| label.text == text)
}

/// Whether labels of a form, or the headings of its list, stand in some rows.
fn goes_on(sheet: &Sheet, table: &Table, (from, to): (u32, u32)) -> bool {
    let list = table.form.iter().flat_map(|form| &form.list);
    let headings: Vec<&String> = list.flat_map(|(column, ..)| &column.headings).collect();
    let labels = table.labels();
    sheet.rows(from, to).any(|(_, value)| {
        let text = value.folded();
        headings.iter().any(|heading| **heading == text)
            || labels.iter().any(|label| label.text == text)
    })
}

fn is_blank(value: &Value) -> bool {
    value.text().trim().is_empty()
}

fn is_amount(value: &Value) -> bool {
    match value {
        Value::Number(_) | Value::NoNumber(_) | Value::Shown(_) => true,
        Value::Text(text) => matches!(amount::read_text(text), Written::Number(..)),
        _ => false,
    }
}
