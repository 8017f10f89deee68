//! An .xlsx, .xlsm or .xltx as sheets. Values come from calamine, cell by cell, because a dense range over
//! two far corners would ask for half a terabyte; what it does not tell comes from the XML of the parts.

use super::parts;
use super::refusal::Refusal;
use super::sheet::{Cells, Sheet, Value, Words};
use super::workbook::{Limits, value};
use crate::package;
use calamine::{DataRef, Reader, SheetType, SheetVisible, Xlsx, XlsxError};
use std::collections::{HashMap, HashSet};
use std::io::Cursor;
use std::sync::Arc;

/// Reads every sheet.
pub(super) fn read(bytes: &[u8], limits: &mut Limits) -> Result<Vec<Sheet>, Refusal> {
    let mut archive = package::open(bytes)?;
    let paths = package::sheet_paths(&mut archive)?;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|e| refusal(&e, "xl/workbook.xml"))?;
    let listed = book.sheets_metadata().to_vec();
    let mut sheets = Vec::new();
    for listed in listed.iter().filter(|sheet| sheet.typ == SheetType::WorkSheet) {
        limits.sheet()?;
        let damaged = || Refusal::Damaged { part: listed.name.clone() };
        let path = paths.get(&listed.name).ok_or_else(damaged)?;
        let side = parts::sheet(&mut archive, path, limits)?;
        let cells = cells(&mut book, &listed.name, &side.without_result, limits)?;
        let mut sheet = Sheet::new(&listed.name, listed.visible != SheetVisible::Visible, cells, side.merges);
        sheet.hidden_rows = side.hidden_rows;
        sheet.hidden_columns = side.hidden_columns;
        sheets.push(sheet);
    }
    Ok(sheets)
}

type Book<'a> = Xlsx<Cursor<&'a [u8]>>;

fn cells(
    book: &mut Book<'_>,
    sheet: &str,
    without_result: &HashSet<(u32, u32)>,
    limits: &mut Limits,
) -> Result<Cells, Refusal> {
    let mut cells = Cells::new();
    let mut shared: HashMap<usize, Arc<Words>> = HashMap::new();
    let mut reader = book.worksheet_cells_reader(sheet).map_err(|e| refusal(&e, sheet))?;
    while let Some(cell) = reader.next_cell().map_err(|e| refusal(&e, sheet))? {
        let value = match cell.get_value() {
            // one text for all cells that show it, however many they are
            DataRef::SharedString(text) => {
                let words = shared.entry(text.as_ptr().addr()).or_insert_with(|| Words::new(*text));
                Value::Text(words.clone())
            }
            other => match value(other) {
                Some(value) => value,
                None => continue,
            },
        };
        limits.cell()?;
        // a cell given twice: which of the two is meant, nobody can say
        if cells.insert(cell.get_position(), value).is_some() {
            return Err(Refusal::Damaged { part: sheet.to_owned() });
        }
    }
    for place in without_result {
        cells.insert(*place, Value::NoResult);
    }
    Ok(cells)
}

fn refusal(error: &XlsxError, part: &str) -> Refusal {
    match error {
        XlsxError::Password => Refusal::Password,
        XlsxError::Zip(_) | XlsxError::Io(_) => Refusal::CutShort,
        _ => Refusal::Damaged { part: part.to_owned() },
    }
}
