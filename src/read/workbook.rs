//! The only door to calamine: the bytes of an .xlsx become sheets. The kind of a file goes by its
//! first bytes, never by its name. Cells are streamed, because a dense range over two far corners
//! would ask for half a terabyte.

use super::parts;
use super::refusal::Refusal;
use super::sheet::{Cells, Sheet, Value};
use crate::amount;
use crate::package;
use calamine::{DataRef, ExcelDateTime, Reader, SheetType, SheetVisible, Xlsx, XlsxError};
use std::collections::HashSet;
use std::io::Cursor;

/// Cells in which something stands, in one sheet.
const SHEET_CELLS: usize = 5_000_000;
/// And in one workbook.
const BOOK_CELLS: usize = 20_000_000;
/// Sheets of a workbook.
const SHEETS: usize = 1_000;

/// Reads every sheet of a workbook.
///
/// # Errors
/// A [`Refusal`] that says what the bytes are instead, or what is wrong with them.
pub(crate) fn read(bytes: &[u8]) -> Result<Vec<Sheet>, Refusal> {
    kind(bytes)?;
    read_xlsx(bytes)
}

/// Whether the bytes are an .xlsx, by what they begin with.
fn kind(bytes: &[u8]) -> Result<(), Refusal> {
    let starts = |magic: &[u8]| bytes.starts_with(magic);
    let has = |word: &str| bytes.windows(word.len()).any(|window| window == word.as_bytes());
    let text_start = String::from_utf8_lossy(&bytes[..bytes.len().min(512)])
        .trim_start_matches('\u{feff}')
        .trim_start()
        .to_lowercase();
    let not = |zh, en| Err(Refusal::NotASpreadsheet { zh, en });
    if bytes.is_empty() {
        Err(Refusal::Empty)
    } else if starts(b"PK\x03\x04") {
        // the directory of parts is told apart where it can be read; a Word file names its own
        if has("word/document.xml") {
            not(" Word 文档", "a Word document")
        } else if has("ppt/presentation.xml") {
            not(" PowerPoint 演示文稿", "a PowerPoint presentation")
        } else if has("mimetypeapplication/vnd.oasis.opendocument.spreadsheet") {
            Err(Refusal::OtherFormat { kind: ".ods" })
        } else if has("xl/workbook.bin") {
            Err(Refusal::OtherFormat { kind: ".xlsb" })
        } else if has("xl/workbook.xml") || !has("PK\x05\x06") {
            Ok(())
        } else {
            not("压缩包", "an archive")
        }
    } else if starts(b"\xd0\xcf\x11\xe0") {
        let utf16 = |word: &str| word.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
        let has_stream = |word: &str| {
            let name = utf16(word);
            bytes.windows(name.len()).any(|window| window == name)
        };
        if has_stream("EncryptedPackage") {
            Err(Refusal::Password)
        } else if has_stream("WordDocument") {
            not(" Word 文档", "a Word document")
        } else {
            Err(Refusal::OtherFormat { kind: ".xls" })
        }
    } else if starts(b"%PDF") {
        not(" PDF 文件", "a PDF")
    } else if starts(b"Rar!") || starts(b"7z\xbc\xaf") {
        not("压缩包", "an archive")
    } else if starts(b"\x89PNG") || starts(b"\xff\xd8\xff") || starts(b"GIF8") || starts(b"BM") {
        not("图片", "a picture")
    } else if text_start.starts_with("<?xml") && text_start.contains("spreadsheet") {
        Err(Refusal::OtherFormat { kind: "XML 表格 2003" })
    } else if ["<html", "<!doctype html", "<table", "<?xml"].iter().any(|tag| text_start.starts_with(tag)) {
        not("网页或 XML 文件", "a web page or XML")
    } else if bytes[..bytes.len().min(4096)].contains(&0) {
        not("未知的文件", "of an unknown kind")
    } else {
        not("文本文件", "a text file")
    }
}

fn read_xlsx(bytes: &[u8]) -> Result<Vec<Sheet>, Refusal> {
    let mut archive = package::open(bytes)?;
    let paths = package::sheet_paths(&mut archive)?;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|e| refusal(&e, "xl/workbook.xml"))?;
    let listed = book.sheets_metadata().to_vec();
    if listed.len() > SHEETS {
        return Err(Refusal::TooLarge { what: "sheets", limit: SHEETS as u64, found: listed.len() as u64 });
    }
    let mut all = 0;
    let mut sheets = Vec::new();
    for listed in listed.iter().filter(|sheet| sheet.typ == SheetType::WorkSheet) {
        let damaged = || Refusal::Damaged { part: listed.name.clone() };
        let path = paths.get(&listed.name).ok_or_else(damaged)?;
        let side = parts::sheet(&mut archive, path)?;
        let cells = cells(&mut book, &listed.name, &side.without_result)?;
        all += cells.len();
        if all > BOOK_CELLS {
            return Err(Refusal::TooLarge { what: "cells", limit: BOOK_CELLS as u64, found: all as u64 });
        }
        let mut sheet = Sheet::new(&listed.name, listed.visible != SheetVisible::Visible, cells, side.merges);
        sheet.hidden_rows = side.hidden_rows;
        sheet.hidden_columns = side.hidden_columns;
        sheets.push(sheet);
    }
    Ok(sheets)
}

type Book<'a> = Xlsx<Cursor<&'a [u8]>>;

fn cells(book: &mut Book<'_>, sheet: &str, without_result: &HashSet<(u32, u32)>) -> Result<Cells, Refusal> {
    let mut cells = Cells::new();
    let mut reader = book.worksheet_cells_reader(sheet).map_err(|e| refusal(&e, sheet))?;
    while let Some(cell) = reader.next_cell().map_err(|e| refusal(&e, sheet))? {
        let place = cell.get_position();
        let value = match cell.get_value() {
            DataRef::Empty => None,
            DataRef::String(text) => Some(Value::Text(text.clone())),
            DataRef::SharedString(text) => Some(Value::Text((*text).to_owned())),
            DataRef::Float(number) => {
                Some(amount::from_cell(*number).map_or_else(|| Value::NoNumber(number.to_string()), Value::Number))
            }
            DataRef::Int(number) => Some(Value::Number((*number).into())),
            DataRef::Bool(value) => Some(Value::Bool(*value)),
            DataRef::DateTime(date) => Some(Value::Date(date_text(date))),
            DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => Some(Value::Date(text.clone())),
            DataRef::Error(error) => Some(Value::Error(error.to_string())),
        };
        if let Some(value) = value {
            // a cell given twice: which of the two is meant, nobody can say
            if cells.insert(place, value).is_some() {
                return Err(Refusal::Damaged { part: sheet.to_owned() });
            }
            if cells.len() > SHEET_CELLS {
                return Err(Refusal::TooLarge { what: "cells", limit: SHEET_CELLS as u64, found: cells.len() as u64 });
            }
        }
    }
    for place in without_result {
        cells.insert(*place, Value::NoResult);
    }
    Ok(cells)
}

fn date_text(date: &ExcelDateTime) -> String {
    let (year, month, day, ..) = date.to_ymd_hms_milli();
    format!("{year:04}-{month:02}-{day:02}")
}

fn refusal(error: &XlsxError, part: &str) -> Refusal {
    match error {
        XlsxError::Password => Refusal::Password,
        XlsxError::Zip(_) | XlsxError::Io(_) => Refusal::CutShort,
        _ => Refusal::Damaged { part: part.to_owned() },
    }
}
