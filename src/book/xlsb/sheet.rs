//! The records of one sheet.

use crate::book::Refusal;
use crate::book::fields::RecordFields;
use crate::book::limits::Limits;
use crate::book::package::Archive;
use crate::book::records::{SheetBuffer, empty_result, error, packed_number};
use crate::book::sheet::{Merge, Sheet};
use crate::book::value::{SharedText, Value};
use crate::book::xlsb::record::{each_record, wide_text};
use crate::book::xlsb::{XlsbGlobals, XlsbSheetEntry};
use crate::place::{COLUMNS, ROWS};

const ROW: u16 = 0;
const BLANK: u16 = 1;
const PACKED: u16 = 2;
const ERROR: u16 = 3;
const BOOL: u16 = 4;
const REAL: u16 = 5;
const TEXT: u16 = 6;
const SHARED: u16 = 7;
const FORMULA_TEXT: u16 = 8;
const FORMULA_REAL: u16 = 9;
const FORMULA_BOOL: u16 = 10;
const FORMULA_ERROR: u16 = 11;
/// The same as `BLANK` to `SHARED`, in the column right of the cell before.
const SHORT_BLANK: u16 = 12;
const SHORT_SHARED: u16 = 18;
const RICH: u16 = 62;
const COLUMN: u16 = 60;
const CELLS: u16 = 145;
const CELLS_END: u16 = 146;
const MERGED: u16 = 176;
const PRINT_HEADER: u16 = 479;
const DEFAULTS: u16 = 485;

/// Reads a sheet.
pub(super) fn read(
    archive: &mut Archive<'_>,
    part: &str,
    listed: &XlsbSheetEntry,
    globals: &XlsbGlobals,
    limits: &mut Limits,
) -> Result<Sheet, Refusal> {
    let gathered = SheetBuffer::new(&listed.name, listed.hidden, (ROWS, COLUMNS), limits)?;
    let mut reader = XlsbSheetReader {
        globals,
        gathered,
        row: None,
        column: None,
        state: CellSection::Before,
    };
    each_record(archive, part, |kind, bytes| {
        reader
            .record(kind, RecordFields(bytes))
            .unwrap_or_else(|| Err(reader.gathered.damaged()))
    })?;
    match reader.state {
        CellSection::After => reader.gathered.sheet(),
        _ => Err(Refusal::CutShort),
    }
}

struct XlsbSheetReader<'a> {
    globals: &'a XlsbGlobals,
    gathered: SheetBuffer<'a>,
    row: Option<u32>,
    /// The cell before, in the same row.
    column: Option<u32>,
    state: CellSection,
}

/// Where we are with respect to the cells, which a sheet has once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum CellSection {
    Before,
    Within,
    After,
}

impl XlsbSheetReader<'_> {
    /// Reads a record; `None` where it is too short or stands where it must not.
    fn record(&mut self, kind: u16, mut fields: RecordFields<'_>) -> Option<Result<(), Refusal>> {
        match (self.state, kind) {
            (CellSection::Before, CELLS) => self.state = CellSection::Within,
            (CellSection::Within, CELLS_END) => self.state = CellSection::After,
            (_, CELLS | CELLS_END) => return None,
            (CellSection::Within, ROW) => return self.begin_row(fields),
            (CellSection::Within, BLANK..=SHORT_SHARED | RICH) => return self.cell(kind, fields),
            (_, COLUMN) => {
                let (first, last) = (fields.u32()?, fields.u32()?);
                fields.bytes(8)?;
                if fields.u16()? & 1 != 0 {
                    self.gathered.hide_columns(first, last);
                }
            }
            (_, PRINT_HEADER) => {
                fields.u16()?;
                // a header that is not there has no length
                self.gathered.print_header = wide_text(&mut fields).unwrap_or_default();
            }
            (_, DEFAULTS) => {
                fields.bytes(8)?;
                self.gathered.rows_are_hidden = fields.u16()? & 2 != 0;
            }
            (_, MERGED) => {
                let (top, bottom, left, right) =
                    (fields.u32()?, fields.u32()?, fields.u32()?, fields.u32()?);
                return Some(self.gathered.merge(Merge {
                    top,
                    left,
                    bottom,
                    right,
                }));
            }
            _ => {}
        }
        Some(Ok(()))
    }

    fn begin_row(&mut self, mut fields: RecordFields<'_>) -> Option<Result<(), Refusal>> {
        let row = fields.u32()?;
        fields.bytes(7)?;
        let hidden = fields.u8()? & 0x10 != 0;
        (self.row, self.column) = (Some(row), None);
        Some(self.gathered.row(row, hidden))
    }

    fn cell(&mut self, kind: u16, mut fields: RecordFields<'_>) -> Option<Result<(), Refusal>> {
        let is_short = (SHORT_BLANK..=SHORT_SHARED).contains(&kind);
        let column = if is_short {
            self.column.map_or(Some(0), |column| column.checked_add(1))
        } else {
            fields.u32()
        }?;
        let style = fields.u32()? & 0x00ff_ffff;
        self.column = Some(column);
        let number = |number| self.globals.formats.value(number, style);
        let value = match if is_short {
            kind - SHORT_BLANK + BLANK
        } else {
            kind
        } {
            BLANK => return Some(Ok(())),
            PACKED => number(packed_number(fields.u32()?)),
            ERROR | FORMULA_ERROR => error(fields.u8()?),
            BOOL | FORMULA_BOOL => Value::Bool(fields.u8()? != 0),
            REAL | FORMULA_REAL => number(fields.f64()?),
            SHARED => Value::Text(
                self.globals
                    .texts
                    .get(usize::try_from(fields.u32()?).ok()?)?
                    .clone(),
            ),
            FORMULA_TEXT => match wide_text(&mut fields)? {
                text if text.is_empty() => empty_result(tokens(fields)?),
                text => Value::Text(SharedText::new(text)),
            },
            RICH => {
                fields.u8()?;
                Value::Text(SharedText::new(wide_text(&mut fields)?))
            }
            TEXT => Value::Text(SharedText::new(wide_text(&mut fields)?)),
            _ => return None,
        };
        Some(self.gathered.put(self.row?, column, value))
    }
}

/// The tokens of a formula.
fn tokens(mut fields: RecordFields<'_>) -> Option<&[u8]> {
    fields.u16()?;
    let length = fields.u32()?;
    fields.bytes(usize::try_from(length).ok()?)
}
