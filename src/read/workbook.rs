//! The bytes of a workbook become sheets, whatever its format. The kind of a file goes by its content,
//! never by its name.

use super::kind::{Kind, kind};
use super::refusal::Refusal;
use super::sheet::{Sheet, Value, Words};
use super::xlsx;
use crate::amount;
use calamine::{DataRef, ExcelDateTime};

/// Cells in which something stands, in one sheet.
const SHEET_CELLS: usize = 5_000_000;
/// And in one workbook.
const BOOK_CELLS: usize = 20_000_000;
/// Sheets of a workbook.
const SHEETS: usize = 1_000;
/// Merged ranges of a sheet.
const MERGES: usize = 100_000;

/// Reads every sheet of a workbook.
///
/// # Errors
/// A [`Refusal`] that says what the bytes are instead, or what is wrong with them.
pub(crate) fn read(bytes: &[u8]) -> Result<Vec<Sheet>, Refusal> {
    let mut limits = Limits::default();
    match kind(bytes)? {
        Kind::Xlsx => xlsx::read(bytes, &mut limits),
        Kind::Xlsb => Err(Refusal::OtherFormat { kind: ".xlsb" }),
        Kind::Xls => Err(Refusal::OtherFormat { kind: ".xls" }),
        Kind::Ods => Err(Refusal::OtherFormat { kind: ".ods" }),
        Kind::Archive => Err(Refusal::NotASpreadsheet { zh: "压缩包", en: "an archive" }),
    }
}

/// What a workbook has come to so far, counted while it is read.
#[derive(Debug, Default)]
pub(super) struct Limits {
    sheets: usize,
    in_book: usize,
    in_sheet: usize,
    merges: usize,
}

impl Limits {
    /// One more sheet.
    pub(super) fn sheet(&mut self) -> Result<(), Refusal> {
        self.same_sheet_again();
        count(&mut self.sheets, SHEETS, "sheets")
    }

    /// Begins once more with what is counted a sheet.
    pub(super) fn same_sheet_again(&mut self) {
        (self.in_sheet, self.merges) = (0, 0);
    }

    /// One more cell in which something stands.
    pub(super) fn cell(&mut self) -> Result<(), Refusal> {
        count(&mut self.in_sheet, SHEET_CELLS, "cells")?;
        count(&mut self.in_book, BOOK_CELLS, "cells")
    }

    /// One more merged range.
    pub(super) fn merge(&mut self) -> Result<(), Refusal> {
        count(&mut self.merges, MERGES, "merges")
    }
}

fn count(so_far: &mut usize, limit: usize, what: &'static str) -> Result<(), Refusal> {
    *so_far += 1;
    if *so_far > limit {
        return Err(Refusal::TooLarge { what, limit: limit as u64, found: *so_far as u64 });
    }
    Ok(())
}

/// What calamine found in a cell.
pub(super) fn value(data: &DataRef<'_>) -> Option<Value> {
    match data {
        DataRef::Empty => None,
        DataRef::String(text) => Some(Value::Text(Words::new(text.as_str()))),
        DataRef::SharedString(text) => Some(Value::Text(Words::new(*text))),
        DataRef::Float(number) => Some(number_value(*number)),
        DataRef::Int(number) => Some(Value::Number((*number).into())),
        DataRef::Bool(value) => Some(Value::Bool(*value)),
        DataRef::DateTime(date) => Some(Value::Date(date_text(date))),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => Some(Value::Date(text.clone())),
        DataRef::Error(error) => Some(Value::Error(error.to_string())),
    }
}

/// A number as a spreadsheet holds it.
pub(super) fn number_value(number: f64) -> Value {
    amount::from_cell(number).map_or_else(|| Value::NoNumber(number.to_string()), Value::Number)
}

fn date_text(date: &ExcelDateTime) -> String {
    let (year, month, day, ..) = date.to_ymd_hms_milli();
    format!("{year:04}-{month:02}-{day:02}")
}
