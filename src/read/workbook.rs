//! The bytes of a workbook become sheets, whatever its format. The kind of a file goes by its content,
//! never by its name.

use super::kind::{Kind, kind};
use super::limits::Limits;
use super::refusal::Refusal;
use super::sheet::{Sheet, Value, Words};
use super::xlsx;
use crate::amount;
use calamine::{DataRef, ExcelDateTime};

/// Reads every sheet of a workbook.
///
/// # Errors
/// A [`Refusal`] that says what the bytes are instead, or what is wrong with them.
pub(super) fn read(bytes: &[u8], limits: &mut Limits) -> Result<Vec<Sheet>, Refusal> {
    match kind(bytes)? {
        Kind::Xlsx => xlsx::read(bytes, limits),
        Kind::Xlsb => Err(Refusal::OtherFormat { kind: ".xlsb" }),
        Kind::Xls => Err(Refusal::OtherFormat { kind: ".xls" }),
        Kind::Ods => Err(Refusal::OtherFormat { kind: ".ods" }),
        Kind::Archive => Err(Refusal::NotASpreadsheet { zh: "压缩包", en: "an archive" }),
    }
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
