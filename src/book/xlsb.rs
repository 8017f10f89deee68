//! An `.xlsb` as sheets: the package of an `.xlsx` with binary records in the place of XML.
//!
//! The records are decoded here and not by calamine. That reader passes over the short records of cells that
//! SheetJS writes and over the errors of formulas, reads on in the record before where one is too short, fails
//! for the sake of a macro sheet, and tells neither merged ranges nor what is hidden. All of that stands in
//! the same records; each is read once, in a stream.

mod record;
mod sheet;

use crate::book::Refusal;
use crate::book::fields::RecordFields;
use crate::book::limits::Limits;
use crate::book::number_format::NumberFormats;
use crate::book::package;
use crate::book::package::{Archive, Relationship};
use crate::book::sheet::Sheet;
use crate::book::value::SharedText;
use record::{each_record, wide_text};
use std::sync::Arc;

const SHARED_TEXT: u16 = 19;
const NUMBER_FORMAT: u16 = 44;
const STYLE: u16 = 47;
const PROPERTIES: u16 = 153;
const LISTED_SHEET: u16 = 156;
const STYLES_OF_CELLS: u16 = 617;
const STYLES_OF_CELLS_END: u16 = 618;

/// What holds for all sheets of a workbook.
#[derive(Debug, Default)]
struct XlsbGlobals {
    formats: NumberFormats,
    texts: Vec<Arc<SharedText>>,
}

/// A sheet in the list of sheets.
#[derive(Debug)]
struct XlsbSheetEntry {
    name: String,
    hidden: bool,
    /// The relationship to its part.
    id: String,
}

/// Reads every sheet.
pub(crate) fn read(bytes: &[u8], limits: &mut Limits) -> Result<Vec<Sheet>, Refusal> {
    let mut archive = package::open(bytes)?;
    let workbook = package::workbook_path(&mut archive)?;
    let relations = package::relations(&mut archive, &workbook)?;
    let mut globals = XlsbGlobals::default();
    let part = |kind: &str| relations.iter().find(|relation| relation.kind == kind);
    if let Some(texts) = part("sharedStrings") {
        read_texts(&mut archive, &texts.target, &mut globals.texts, limits)?;
    }
    if let Some(styles) = part("styles") {
        read_styles(&mut archive, &styles.target, &mut globals.formats)?;
    }
    let mut sheets = Vec::new();
    for listed in list(&mut archive, &workbook, &mut globals.formats)? {
        let is_it = |relation: &&Relationship| relation.id == listed.id;
        let part = relations
            .iter()
            .find(is_it)
            .ok_or_else(|| Refusal::Damaged {
                part: listed.name.clone(),
            })?;
        // charts, macros and dialogs are no tables
        if part.kind == "worksheet" {
            sheets.push(sheet::read(
                &mut archive,
                &part.target,
                &listed,
                &globals,
                limits,
            )?);
        }
    }
    Ok(sheets)
}

fn read_texts(
    archive: &mut Archive<'_>,
    part: &str,
    texts: &mut Vec<Arc<SharedText>>,
    limits: &mut Limits,
) -> Result<(), Refusal> {
    each_record(archive, part, |kind, bytes| {
        if kind != SHARED_TEXT {
            return Ok(());
        }
        let mut fields = RecordFields(bytes);
        let text = fields.u8().and_then(|_| wide_text(&mut fields));
        let text = text.ok_or_else(|| Refusal::Damaged {
            part: part.to_owned(),
        })?;
        limits.shared_text(text.len())?;
        texts.push(SharedText::new(text));
        Ok(())
    })
}

fn read_styles(
    archive: &mut Archive<'_>,
    part: &str,
    formats: &mut NumberFormats,
) -> Result<(), Refusal> {
    let mut of_cells = false;
    each_record(archive, part, |kind, bytes| {
        let mut fields = RecordFields(bytes);
        let read = match kind {
            NUMBER_FORMAT => fields
                .u16()
                .zip(wide_text(&mut fields))
                .map(|(id, code)| formats.define(id, &code)),
            STYLE if of_cells => fields
                .u16()
                .and_then(|_| fields.u16())
                .map(|id| formats.style(id)),
            _ => {
                of_cells = kind == STYLES_OF_CELLS || of_cells && kind != STYLES_OF_CELLS_END;
                Some(())
            }
        };
        read.ok_or_else(|| Refusal::Damaged {
            part: part.to_owned(),
        })
    })
}

/// The sheets in the workbook's order.
fn list(
    archive: &mut Archive<'_>,
    workbook: &str,
    formats: &mut NumberFormats,
) -> Result<Vec<XlsbSheetEntry>, Refusal> {
    let mut found = Vec::new();
    each_record(archive, workbook, |kind, bytes| {
        let mut fields = RecordFields(bytes);
        let read = match kind {
            PROPERTIES => fields
                .u32()
                .map(|flags| formats.since_1904 = flags & 1 != 0),
            LISTED_SHEET => listed(fields).map(|listed| found.push(listed)),
            _ => Some(()),
        };
        read.ok_or_else(|| Refusal::Damaged {
            part: workbook.to_owned(),
        })
    })?;
    Ok(found)
}

fn listed(mut fields: RecordFields<'_>) -> Option<XlsbSheetEntry> {
    let state = fields.u32()?;
    fields.u32()?;
    let (id, name) = (wide_text(&mut fields)?, wide_text(&mut fields)?);
    Some(XlsbSheetEntry {
        name,
        hidden: state != 0,
        id,
    })
}
