//! An `.xls` of Excel 97 to 2003 (BIFF8) or of Excel 5.0 and 95 (BIFF5), and an `.et` of WPS, as sheets.
//!
//! The records are decoded here and not by calamine. That reader takes the first stream named `Workbook`
//! in any storage, keeps each sheet as a dense table of all cells between the outermost ones, as much memory
//! as a record of six bytes asks for, drops a text whose number is not in the table of texts, gives one of
//! two sheets of one name, and tells neither hidden rows nor number formats. Cell records are few and simple;
//! each is read once, within its own bytes.

mod record;
mod sheet;
mod text;

use crate::book::compound::Compound;
use crate::book::fields::RecordFields;
use crate::book::limits::Limits;
use crate::book::number_format::NumberFormats;
use crate::book::sheet::Sheet;
use crate::book::value::SharedText;
use crate::book::{OldFormat, Refusal};
use record::{BOF, CONTINUE, EOF, XlsRecords};
use std::collections::HashSet;
use std::sync::Arc;
use text::{Pieces, TextEncoding};

const FILEPASS: u16 = 0x2f;
const CODEPAGE: u16 = 0x42;
const DATEMODE: u16 = 0x22;
const BOUNDSHEET: u16 = 0x85;
const FORMAT: u16 = 0x41e;
const XF: u16 = 0xe0;
const SST: u16 = 0xfc;

/// What a stream of records is about, by its first one.
const GLOBALS: u16 = 0x05;
const WORKSHEET: u16 = 0x10;

/// The name of the part that damage outside the sheets is reported in.
const WORKBOOK: &str = "Workbook";

/// What holds for all sheets of a workbook.
#[derive(Debug, Default)]
struct XlsGlobals {
    dialect: TextEncoding,
    formats: NumberFormats,
    texts: Vec<Arc<SharedText>>,
    sheets: Vec<XlsSheetEntry>,
}

/// A sheet in the list of sheets.
#[derive(Debug)]
struct XlsSheetEntry {
    name: String,
    hidden: bool,
    /// Whether its record calls it a worksheet.
    is_worksheet: bool,
    /// Where its records begin.
    start: usize,
}

/// Reads every sheet.
pub(crate) fn read(bytes: &[u8], limits: &mut Limits) -> Result<Vec<Sheet>, Refusal> {
    let compound = Compound::open(bytes)?;
    // a file of both versions keeps the newer one in `Workbook`
    let stream = match compound.stream(WORKBOOK)? {
        Some(stream) => stream,
        None => compound.stream("Book")?.ok_or_else(damaged)?,
    };
    let globals = globals(&stream, limits)?;
    let mut sheets = Vec::new();
    let mut starts = HashSet::new();
    for listed in &globals.sheets {
        let begun = match XlsRecords::at(&stream, listed.start) {
            Some(mut records) => first(&mut records)?
                .filter(|first| first.about == WORKSHEET)
                .map(|_| records),
            None => None,
        };
        match begun {
            // of charts, macros and modules nothing is asked but that they are none of our sheets
            None if !listed.is_worksheet => {}
            Some(records) if listed.is_worksheet && starts.insert(listed.start) => {
                sheets.extend(sheet::read(listed, records, &globals, limits)?);
            }
            _ => {
                return Err(Refusal::Damaged {
                    part: listed.name.clone(),
                });
            }
        }
    }
    Ok(sheets)
}

fn damaged() -> Refusal {
    Refusal::Damaged {
        part: WORKBOOK.to_owned(),
    }
}

/// The first record of a stream.
struct Version {
    version: u16,
    about: u16,
}

fn first(records: &mut XlsRecords<'_>) -> Result<Option<Version>, Refusal> {
    let record = records.next()?;
    if let Some(kind) = record.as_ref().and_then(|record| old_format(record.kind)) {
        return Err(Refusal::OtherFormat { kind });
    }
    let Some(record) = record.filter(|record| record.kind == BOF) else {
        return Ok(None);
    };
    let mut fields = RecordFields(record.bytes);
    Ok(fields
        .u16()
        .zip(fields.u16())
        .map(|(version, about)| Version { version, about }))
}

/// The format before Excel 5 whose files begin with a record of this kind.
pub(super) fn old_format(record: u16) -> Option<OldFormat> {
    match record {
        0x0009 => Some(OldFormat::Biff2),
        0x0209 => Some(OldFormat::Biff3),
        0x0409 => Some(OldFormat::Biff4),
        _ => None,
    }
}

fn globals(stream: &[u8], limits: &mut Limits) -> Result<XlsGlobals, Refusal> {
    let mut records = XlsRecords::at(stream, 0).ok_or_else(damaged)?;
    let mut globals = XlsGlobals::default();
    let first = first(&mut records)?
        .filter(|first| first.about == GLOBALS)
        .ok_or_else(damaged)?;
    globals.dialect.is_biff8 = match first.version {
        0x500 => false,
        0x600 => true,
        _ => {
            return Err(Refusal::OtherFormat {
                kind: OldFormat::Xls,
            });
        }
    };
    let mut depth = 0_usize;
    while let Some(record) = records.next()? {
        let mut fields = RecordFields(record.bytes);
        match record.kind {
            BOF => depth += 1,
            EOF if depth == 0 => return Ok(globals),
            EOF => depth -= 1,
            _ if depth > 0 => {}
            FILEPASS => return Err(Refusal::Password),
            CODEPAGE => globals.dialect.code_page = fields.u16().ok_or_else(damaged)?,
            DATEMODE => globals.formats.since_1904 = fields.u16().ok_or_else(damaged)? == 1,
            FORMAT => {
                let id = fields.u16().ok_or_else(damaged)?;
                let mut pieces = Pieces::new(fields.0, Vec::new());
                let code = globals
                    .dialect
                    .format_code(&mut pieces)
                    .ok_or_else(damaged)?;
                globals.formats.define(id, &code);
            }
            XF => {
                let id = fields
                    .u16()
                    .and_then(|_| fields.u16())
                    .ok_or_else(damaged)?;
                globals.formats.style(id);
            }
            BOUNDSHEET => globals
                .sheets
                .push(listed(fields, globals.dialect).ok_or_else(damaged)?),
            SST => {
                fields.bytes(8).ok_or_else(damaged)?;
                let pieces = Pieces::new(fields.0, records.continued(CONTINUE)?);
                globals.texts = text::table(pieces, limits)?;
            }
            _ => {}
        }
    }
    Err(Refusal::CutShort)
}

fn listed(mut fields: RecordFields<'_>, dialect: TextEncoding) -> Option<XlsSheetEntry> {
    let start = usize::try_from(fields.u32()?).ok()?;
    let (state, kind) = (fields.u8()?, fields.u8()?);
    let mut name = dialect.short_text(&mut Pieces::new(fields.0, Vec::new()))?;
    name.retain(|c| c != '\0');
    Some(XlsSheetEntry {
        name,
        hidden: state & 3 != 0,
        is_worksheet: kind == 0,
        start,
    })
}
