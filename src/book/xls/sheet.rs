//! The records of one sheet.

use crate::book::Refusal;
use crate::book::fields::RecordFields;
use crate::book::limits::Limits;
use crate::book::records::{SheetBuffer, empty_result, error, packed_number};
use crate::book::sheet::{Merge, Sheet};
use crate::book::value::{SharedText, Value};
use crate::book::xls::record::{BOF, CONTINUE, EOF, XlsRecords};
use crate::book::xls::text::Pieces;
use crate::book::xls::{XlsGlobals, XlsSheetEntry};
use crate::place::CellRef;

/// The grid of the format.
const GRID: (u32, u32) = (65_536, 256);

const FORMULA: u16 = 0x06;
const PRINT_HEADER: u16 = 0x14;
/// As Excel 3 and 4 number it, and some programs in newer files.
const OLD_FORMULA: [u16; 2] = [0x206, 0x406];
const COLINFO: u16 = 0x7d;
const WSBOOL: u16 = 0x81;
const MULRK: u16 = 0xbd;
const RSTRING: u16 = 0xd6;
const MERGEDCELLS: u16 = 0xe5;
const LABELSST: u16 = 0xfd;
const NUMBER: u16 = 0x203;
const LABEL: u16 = 0x204;
const BOOLERR: u16 = 0x205;
const STRING: u16 = 0x207;
const ROW: u16 = 0x208;
const ARRAY: u16 = 0x221;
const DEFAULTROWHEIGHT: u16 = 0x225;
const TABLE: u16 = 0x236;
const RK: u16 = 0x27e;
const SHRFMLA: u16 = 0x4bc;

/// Reads a sheet whose first record is read already; none where it is a dialog.
pub(super) fn read(
    listed: &XlsSheetEntry,
    mut records: XlsRecords<'_>,
    globals: &XlsGlobals,
    limits: &mut Limits,
) -> Result<Option<Sheet>, Refusal> {
    let gathered = SheetBuffer::new(&listed.name, listed.hidden, GRID, limits)?;
    let mut reader = XlsSheetReader {
        globals,
        gathered,
        text_of: None,
    };
    let mut depth = 0_usize;
    let mut is_dialog = false;
    while let Some(record) = records.next()? {
        match record.kind {
            // a chart within the sheet
            BOF => depth += 1,
            EOF if depth == 0 => {
                reader.text_is_missing()?;
                return (!is_dialog).then(|| reader.gathered.sheet()).transpose();
            }
            EOF => depth -= 1,
            _ if depth > 0 => {}
            WSBOOL => is_dialog = record.bytes.first().is_some_and(|flags| flags & 0x10 != 0),
            PRINT_HEADER => {
                let mut pieces = Pieces::new(record.bytes, Vec::new());
                let header = globals.dialect.format_code(&mut pieces);
                reader.gathered.print_header = header.unwrap_or_default();
            }
            STRING => {
                let pieces = Pieces::new(record.bytes, records.continued(CONTINUE)?);
                reader.text_of_formula(pieces)?;
            }
            LABEL | RSTRING => {
                reader.text_is_missing()?;
                let later = records.continued(CONTINUE)?;
                reader.label(RecordFields(record.bytes), later)?;
            }
            kind => reader.record(kind, record.bytes)?,
        }
    }
    Err(Refusal::CutShort)
}

struct XlsSheetReader<'a> {
    globals: &'a XlsGlobals,
    gathered: SheetBuffer<'a>,
    /// The formula whose text comes in its own record.
    text_of: Option<CellRef>,
}

/// What every cell begins with.
struct CellHeader {
    row: u32,
    column: u32,
    style: u32,
}

fn place(fields: &mut RecordFields<'_>) -> Option<CellHeader> {
    Some(CellHeader {
        row: fields.u16()?.into(),
        column: fields.u16()?.into(),
        style: fields.u16()?.into(),
    })
}

impl XlsSheetReader<'_> {
    fn record(&mut self, kind: u16, bytes: &[u8]) -> Result<(), Refusal> {
        // these may stand between a formula and its text
        if !matches!(kind, SHRFMLA | ARRAY | TABLE | CONTINUE) {
            self.text_is_missing()?;
        }
        let fields = RecordFields(bytes);
        match kind {
            FORMULA => return self.formula(fields),
            kind if OLD_FORMULA.contains(&kind) => return self.formula(fields),
            MULRK => return self.packed_numbers(fields),
            MERGEDCELLS => return self.merges(fields),
            _ => {}
        }
        self.simple(kind, fields)
            .unwrap_or_else(|| Err(self.gathered.damaged()))
    }

    /// A record of one cell, row or run of columns; `None` where it is too short.
    fn simple(&mut self, kind: u16, mut fields: RecordFields<'_>) -> Option<Result<(), Refusal>> {
        match kind {
            NUMBER | RK | LABELSST | BOOLERR => {
                let place = place(&mut fields)?;
                let value = match kind {
                    NUMBER => self.globals.formats.value(fields.f64()?, place.style),
                    RK => self
                        .globals
                        .formats
                        .value(packed_number(fields.u32()?), place.style),
                    LABELSST => {
                        let text = self
                            .globals
                            .texts
                            .get(usize::try_from(fields.u32()?).ok()?)?;
                        Value::Text(text.clone())
                    }
                    _ => match (fields.u8()?, fields.u8()?) {
                        (value, 0) => Value::Bool(value != 0),
                        (code, _) => error(code),
                    },
                };
                Some(self.gathered.put(place.row, place.column, value))
            }
            ROW => {
                let row = fields.u16()?;
                fields.bytes(10)?;
                Some(self.gathered.row(row.into(), fields.u8()? & 0x20 != 0))
            }
            COLINFO => {
                let (first, last) = (fields.u16()?, fields.u16()?);
                fields.bytes(4)?;
                if fields.u8()? & 1 != 0 {
                    self.gathered.hide_columns(first.into(), last.into());
                }
                Some(Ok(()))
            }
            DEFAULTROWHEIGHT => {
                self.gathered.rows_are_hidden = fields.u8()? & 2 != 0;
                Some(Ok(()))
            }
            _ => Some(Ok(())),
        }
    }

    fn formula(&mut self, mut fields: RecordFields<'_>) -> Result<(), Refusal> {
        let Some((place, result)) = place(&mut fields).zip(fields.array::<8>()) else {
            return Err(self.gathered.damaged());
        };
        let tokens = fields
            .bytes(6)
            .and_then(|_| fields.u16())
            .and_then(|length| fields.bytes(length.into()));
        let tokens = tokens.ok_or_else(|| self.gathered.damaged())?;
        let value = match result {
            [0, .., 0xff, 0xff] => {
                self.text_of = Some(CellRef::new(place.row, place.column));
                return Ok(());
            }
            [1, _, value, .., 0xff, 0xff] => Value::Bool(value != 0),
            [2, _, code, .., 0xff, 0xff] => error(code),
            [3, .., 0xff, 0xff] => empty_result(tokens),
            _ => self
                .globals
                .formats
                .value(f64::from_le_bytes(result), place.style),
        };
        self.gathered.put(place.row, place.column, value)
    }

    fn text_of_formula(&mut self, mut pieces: Pieces<'_>) -> Result<(), Refusal> {
        let Some(CellRef { row, column }) = self.text_of.take() else {
            return Ok(());
        };
        let text = self
            .globals
            .dialect
            .text(&mut pieces)
            .ok_or_else(|| self.gathered.damaged())?;
        self.gathered
            .put(row, column, Value::Text(SharedText::new(text)))
    }

    /// A formula said that its text follows, and it does not.
    fn text_is_missing(&mut self) -> Result<(), Refusal> {
        self.text_of
            .take()
            .map_or(Ok(()), |CellRef { row, column }| {
                self.gathered.put(row, column, Value::NoResult)
            })
    }

    fn label(&mut self, mut fields: RecordFields<'_>, later: Vec<&[u8]>) -> Result<(), Refusal> {
        let read = place(&mut fields).and_then(|place| {
            let text = self
                .globals
                .dialect
                .text(&mut Pieces::new(fields.0, later))?;
            Some((place, text))
        });
        let (place, text) = read.ok_or_else(|| self.gathered.damaged())?;
        self.gathered
            .put(place.row, place.column, Value::Text(SharedText::new(text)))
    }

    /// Numbers in neighbouring cells of a row: style and number each, and the last column at the end.
    fn packed_numbers(&mut self, mut fields: RecordFields<'_>) -> Result<(), Refusal> {
        let start = fields.u16().zip(fields.u16());
        let (numbers, last) = fields
            .0
            .split_last_chunk::<2>()
            .ok_or_else(|| self.gathered.damaged())?;
        let (cells, rest) = numbers.as_chunks::<6>();
        let (row, first) = start.ok_or_else(|| self.gathered.damaged())?;
        let columns = u32::from(first)..=u32::from(u16::from_le_bytes(*last));
        if !rest.is_empty() || columns.clone().count() != cells.len() {
            return Err(self.gathered.damaged());
        }
        for (column, [low, high, number @ ..]) in columns.zip(cells) {
            let style = u16::from_le_bytes([*low, *high]);
            let value = self
                .globals
                .formats
                .value(packed_number(u32::from_le_bytes(*number)), style.into());
            self.gathered.put(row.into(), column, value)?;
        }
        Ok(())
    }

    fn merges(&mut self, mut fields: RecordFields<'_>) -> Result<(), Refusal> {
        let count = fields.u16().ok_or_else(|| self.gathered.damaged())?;
        for _ in 0..count {
            let bounds = [(); 4].map(|()| fields.u16().map(u32::from));
            let [Some(top), Some(bottom), Some(left), Some(right)] = bounds else {
                return Err(self.gathered.damaged());
            };
            self.gathered.merge(Merge {
                top,
                left,
                bottom,
                right,
            })?;
        }
        Ok(())
    }
}
