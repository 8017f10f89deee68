//! The bytes of a workbook become sheets, whatever its format. The kind of a file goes by its content,
//! never by its name.

use crate::book::kind::{FileKind, kind};
use crate::book::limits::Limits;
use crate::book::package;
use crate::book::sheet::Book;
use crate::book::{ArchiveProblem, Refusal};
use crate::book::{ods, xls, xlsb, xlsx};
use std::collections::HashSet;

/// Reads every sheet of a workbook of a kind.
///
/// # Errors
/// A [`Refusal`] that says what is wrong with the bytes.
pub(crate) fn read(bytes: &[u8], kind: FileKind, limits: &mut Limits) -> Result<Book, Refusal> {
    let told = |sheets| Book {
        sheets,
        saved: package::saved(bytes),
    };
    let book = match kind {
        FileKind::Xlsx => xlsx::read(bytes, limits),
        FileKind::Xlsb => xlsb::read(bytes, limits).map(told),
        FileKind::Xls => xls::read(bytes, limits).map(|sheets| Book {
            sheets,
            saved: None,
        }),
        FileKind::Ods => ods::read(bytes, limits).map(told),
        FileKind::Archive => Err(Refusal::Archive {
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
    matches!(kind(bytes), Ok(FileKind::Xlsx))
}
