//! The department's own file, returned: the submitted workbook itself, with fills and notes on the cells to
//! look at. A clerk knows her own file; so nothing else in it changes, and parts that hold no flagged cell
//! are carried over byte for byte. Cells and formats are spliced into the text of their parts; a part that
//! cannot be changed safely is an error, never a damaged file.

mod boxes;
mod cells;
mod dialect;
mod erase;
mod error;
mod fill;
mod frame;
mod notes;
mod sheet;
mod styles;
mod styles_part;
mod text;

pub use crate::book::ReturnError;
pub use text::{PassageMark, returned_text};

use super::page::Paint;
use crate::book::package::{Edits, NotXml, Patch, Relationship, sheets, workbook_path, writable};
use crate::place::{COLUMNS, CellRef, ROWS};
use boxes::{NoteBox, ShapeBlocks};
use dialect::OoxmlNames;
use frame::SheetSizes;
use sheet::Outline;
use std::collections::BTreeMap;
use styles::StyleSheet;
use styles_part::StylesPart;

/// A cell of a submitted workbook to be marked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flag {
    /// The sheet by its name.
    pub sheet: String,
    /// Zero-based.
    pub row: u32,
    /// Zero-based.
    pub column: u32,
    /// The fill of the cell.
    pub paint: Paint,
    /// The note on the cell, in Chinese, of several lines; no note if it is blank.
    pub note: String,
}

/// Cells of a sheet with what they get.
type SheetMarks = BTreeMap<CellRef, (Paint, String)>;

/// The submitted workbook itself, byte for byte but for fills and notes on the flagged cells. A flag within
/// a merged range goes to its first cell; of two flags on a cell red wins and both notes are written. Marks of
/// an earlier run are taken off first; a person's note is kept, and ours follows it. Equal input gives equal bytes.
///
/// # Errors
/// A part that cannot be read or changed safely, a sheet that the workbook does not have, a cell beyond the
/// grid, more formats than a workbook may have.
pub fn returned(bytes: &[u8], flags: &[Flag]) -> Result<Vec<u8>, ReturnError> {
    if flags.is_empty() {
        return Ok(bytes.to_vec());
    }
    let mut by_sheet: BTreeMap<&str, Vec<&Flag>> = BTreeMap::new();
    for flag in flags {
        if flag.row >= ROWS || flag.column >= COLUMNS {
            return Err(ReturnError::BeyondTheGrid {
                sheet: flag.sheet.clone(),
                row: flag.row,
                column: flag.column,
            });
        }
        by_sheet.entry(&flag.sheet).or_default().push(flag);
    }
    let mut patch = Patch::open(bytes)?;
    let workbook = workbook_path(patch.archive())?;
    let sheets = sheets(patch.archive(), &workbook)?;
    erase::take_off_marks(&mut patch, &workbook, &sheets)?;
    let part = StylesPart::of(&mut patch, &workbook)?;
    let styles = StyleSheet::read(&part.text).map_err(|wrong| wrong.in_part(&part.path))?;
    let blocks = ShapeBlocks::of(&mut patch);
    let mut marking = WorkbookMarker {
        patch,
        styles,
        blocks,
    };
    for (sheet, flags) in by_sheet {
        let listed = sheets.iter().find(|listed| listed.name == sheet);
        let path = &listed
            .ok_or_else(|| ReturnError::NoSheet {
                sheet: sheet.to_owned(),
            })?
            .path;
        marking.sheet(path, &flags)?;
    }
    let WorkbookMarker {
        mut patch, styles, ..
    } = marking;
    part.put(&styles, &mut patch, &workbook)?;
    Ok(patch.bytes()?)
}

/// A workbook while its sheets are marked one after the other.
struct WorkbookMarker<'a, 's> {
    patch: Patch<'a>,
    styles: StyleSheet<'s>,
    blocks: ShapeBlocks,
}

impl WorkbookMarker<'_, '_> {
    /// Marks the flagged cells of one sheet.
    fn sheet(&mut self, path: &str, flags: &[&Flag]) -> Result<(), ReturnError> {
        let text = self.patch.text(path)?;
        let damaged = |wrong: NotXml| wrong.in_part(path);
        let outline = Outline::read(
            &text,
            flags.iter().map(|flag| CellRef::new(flag.row, flag.column)),
        )
        .map_err(damaged)?;
        let mut marks = marks(&outline, flags);
        let mut edits = Edits::default();
        let (grid, covered) = cells::paint(&outline, &marks, &mut self.styles, &mut edits)
            .map_err(|wrong| wrong.in_part(path))?;
        for (place, fill) in covered {
            if let Some((_, note)) = marks.get_mut(&place).filter(|(_, note)| !note.is_empty()) {
                *note = format!("{note}\n{}", fill.line());
            }
        }
        marks.retain(|_, (_, note)| !note.is_empty());
        if !marks.is_empty() {
            self.annotate(path, &outline, &marks, &grid, &mut edits)?;
        }
        let text = edits.apply(&text).map_err(damaged)?;
        self.patch.put(path, text);
        Ok(())
    }

    /// Writes the notes of a sheet and their boxes, in parts that are there or in new ones.
    fn annotate(
        &mut self,
        path: &str,
        outline: &Outline<'_>,
        marks: &SheetMarks,
        grid: &SheetSizes,
        edits: &mut Edits,
    ) -> Result<(), ReturnError> {
        let relations = self.patch.relations(path)?;
        let (notes, others) = self.notes(&relations, outline.dialect, marks)?;
        let mut wanted: BTreeMap<CellRef, NoteBox> = marks
            .iter()
            .map(|(place, (_, note))| (*place, NoteBox::of(note)))
            .collect();
        let boxes = match outline.drawing_id() {
            Some(id) => {
                let relation = relations.iter().find(|relation| relation.id == id);
                let target = &relation.ok_or_else(|| NotXml.in_part(path))?.target;
                self.existing(target)?
            }
            None => {
                // a note without a box is not shown, and now there is a part for them
                for place in others {
                    wanted.entry(place).or_insert(NoteBox::USUAL);
                }
                NotePart {
                    path: self.patch.unused("xl/drawings/vmlDrawing", ".vml"),
                    text: boxes::BLANK.to_owned(),
                    is_new: true,
                }
            }
        };
        let boxes_text = boxes::added(&boxes.text, &wanted, grid, &mut self.blocks)
            .map_err(|wrong| wrong.in_part(&boxes.path))?;

        let (patch, dialect) = (&mut self.patch, outline.dialect);
        patch.put(&notes.path, notes.text);
        patch.put(&boxes.path, boxes_text);
        if notes.is_new {
            patch.declare(&notes.path, notes::CONTENT_TYPE)?;
            patch.relate(path, &dialect.relation("comments"), &notes.path)?;
        }
        if boxes.is_new {
            patch.declare_extension("vml", boxes::CONTENT_TYPE, &boxes.path)?;
            let id = patch.relate(path, &dialect.relation("vmlDrawing"), &boxes.path)?;
            outline.add_drawing(&id, edits);
        }
        Ok(())
    }

    /// The part of a sheet's notes with the new ones, and the cells that had notes before.
    fn notes(
        &mut self,
        relations: &[Relationship],
        dialect: OoxmlNames,
        marks: &SheetMarks,
    ) -> Result<(NotePart, Vec<CellRef>), ReturnError> {
        let own = relations
            .iter()
            .find(|relation| relation.kind == "comments");
        let part = match own {
            Some(relation) => self.existing(&relation.target)?,
            None => NotePart {
                path: self.patch.unused("xl/comments", ".xml"),
                text: notes::blank(dialect.main()),
                is_new: true,
            },
        };
        let damaged = |wrong: NotXml| wrong.in_part(&part.path);
        let others = notes::places(&part.text).map_err(damaged)?;
        let text = notes::added(&part.text, marks).map_err(damaged)?;
        Ok((NotePart { text, ..part }, others))
    }

    fn existing(&mut self, path: &str) -> Result<NotePart, ReturnError> {
        Ok(NotePart {
            path: path.to_owned(),
            text: self.patch.text(path)?,
            is_new: false,
        })
    }
}

/// The part of a sheet's notes, or of their boxes.
struct NotePart {
    path: String,
    text: String,
    /// Whether the workbook does not have it yet.
    is_new: bool,
}

/// What each cell of a sheet gets.
fn marks(outline: &Outline<'_>, flags: &[&Flag]) -> SheetMarks {
    let mut marks = SheetMarks::new();
    for flag in flags {
        let mark = marks
            .entry(outline.anchor(flag.row, flag.column))
            .or_insert((flag.paint, String::new()));
        if flag.paint == Paint::Red {
            mark.0 = Paint::Red;
        }
        let note = writable(&flag.note);
        let note = note.trim();
        if !note.is_empty() && !mark.1.split("\n\n").any(|own| own == note) {
            mark.1 += if mark.1.is_empty() { "" } else { "\n\n" };
            mark.1 += note;
        }
    }
    marks
}
