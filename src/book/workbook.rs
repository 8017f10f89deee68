//! The bytes of a workbook become sheets, whatever its format. The kind of a file goes by its content,
//! never by its name.

use crate::amount;
use crate::book::kind::{Kind, kind};
use crate::book::limits::Limits;
use crate::book::package;
use crate::book::sheet::{Sheet, Value};
use crate::book::{ArchiveProblem, Refusal};
use crate::book::{ods, xls, xlsb, xlsx};
use calamine::ExcelDateTime;
use std::collections::HashSet;

/// What a workbook holds.
pub(crate) struct Book {
    pub(crate) sheets: Vec<Sheet>,
    /// When it was last saved, as it says itself.
    pub(crate) saved: Option<String>,
}

/// Reads every sheet of a workbook of a kind.
///
/// # Errors
/// A [`Refusal`] that says what is wrong with the bytes.
pub(crate) fn read(bytes: &[u8], kind: Kind, limits: &mut Limits) -> Result<Book, Refusal> {
    let told = |sheets| Book {
        sheets,
        saved: package::saved(bytes),
    };
    let book = match kind {
        Kind::Xlsx => xlsx::read(bytes, limits),
        Kind::Xlsb => xlsb::read(bytes, limits).map(told),
        Kind::Xls => xls::read(bytes, limits).map(|sheets| Book {
            sheets,
            saved: None,
        }),
        Kind::Ods => ods::read(bytes, limits).map(told),
        Kind::Archive => Err(Refusal::Archive {
            problem: ArchiveProblem::WithinArchive,
        }),
    }?;
    let mut names = HashSet::new();
    match book
        .sheets
        .iter()
        .find(|sheet| !names.insert(sheet.name.to_lowercase()))
    {
        Some(sheet) => Err(Refusal::SheetsOfOneName {
            name: sheet.name.to_string(),
        }),
        None => Ok(book),
    }
}

/// Whether a workbook is a package of XML, which can be marked in place.
pub(crate) fn is_xlsx(bytes: &[u8]) -> bool {
    matches!(kind(bytes), Ok(Kind::Xlsx))
}

/// A number as a spreadsheet holds it.
pub(crate) fn number_value(number: f64) -> Value {
    amount::from_cell(number).map_or_else(|| Value::NoNumber(number.to_string()), Value::Number)
}

/// A day as a spreadsheet counts it.
pub(crate) fn date_text(date: &ExcelDateTime) -> String {
    let (year, month, day, ..) = date.to_ymd_hms_milli();
    format!("{year:04}-{month:02}-{day:02}")
}
