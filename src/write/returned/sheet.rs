//! What a sheet's part says around its cells: where they stand, which are merged, how wide its columns are,
//! where the drawing of its notes is named or belongs.

use super::OoxmlNames;
use crate::book::package::{Edits, Element, NotXml, Tag, TagKind, tags};
use crate::place::{COLUMNS, CellRef, area};
use std::collections::{BTreeMap, BTreeSet};

/// The children of a sheet that stand after the drawing of its notes.
const AFTER_DRAWING: [&str; 8] = [
    "legacyDrawingHF",
    "drawingHF",
    "picture",
    "oleObjects",
    "controls",
    "webPublishItems",
    "tableParts",
    "extLst",
];

/// A column of a sheet.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct ColumnStyle {
    pub(super) style: u32,
    /// In letters of the standard font; none where the sheet's own width holds.
    pub(super) width: Option<f64>,
}

/// A sheet's part without its cells.
#[derive(Debug)]
pub(super) struct Outline<'a> {
    pub(super) text: &'a str,
    pub(super) dialect: OoxmlNames,
    /// `sheetData`, which holds the rows.
    pub(super) rows: Element<'a>,
    /// `dimension`, which says how far cells reach.
    pub(super) dimension: Option<Tag<'a>>,
    /// From the first on; none beyond the last that is described.
    pub(super) columns: Vec<Option<ColumnStyle>>,
    pub(super) column_width: Option<f64>,
    /// Points.
    pub(super) row_height: Option<f64>,
    root: Element<'a>,
    drawing: Option<Tag<'a>>,
    /// Where the drawing of notes belongs.
    drawing_place: Option<usize>,
    /// The first cell of the merged range over a wanted one.
    anchors: BTreeMap<CellRef, CellRef>,
}

impl<'a> Outline<'a> {
    /// Reads a sheet's part; `wanted` are the cells whose merged ranges matter.
    ///
    /// # Errors
    /// What is no sheet, or names rows or a drawing twice.
    pub(super) fn read(
        text: &'a str,
        wanted: impl Iterator<Item = CellRef>,
    ) -> Result<Self, NotXml> {
        let wanted: BTreeSet<CellRef> = wanted.collect();
        let mut tags = tags(text);
        let mut root = Element::new(tags.next().ok_or(NotXml)??);
        if root.tag.local() != "worksheet" {
            return Err(NotXml);
        }
        let dialect = OoxmlNames::of(&root.tag);
        let mut parts = SheetParts::default();
        for tag in tags {
            let tag = tag?;
            root.close(&tag);
            parts.add(tag, &wanted)?;
        }
        let rows = parts.rows.filter(|rows| !rows.is_open()).ok_or(NotXml)?;
        Ok(Self {
            text,
            dialect,
            rows,
            dimension: parts.dimension,
            columns: parts.columns.described,
            column_width: parts.column_width,
            row_height: parts.row_height,
            root,
            drawing: parts.drawing,
            drawing_place: parts.drawing_place,
            anchors: parts.anchors,
        })
    }

    /// The cell that is seen in the place of this one.
    pub(super) fn anchor(&self, row: u32, column: u32) -> CellRef {
        self.anchors
            .get(&CellRef::new(row, column))
            .copied()
            .unwrap_or(CellRef::new(row, column))
    }

    /// The style of a column, for cells that are not there yet.
    pub(super) fn column_style(&self, column: u32) -> u32 {
        self.columns
            .get(column as usize)
            .copied()
            .flatten()
            .map_or(0, |column| column.style)
    }

    /// The relationship of the drawing that holds the boxes of notes, and maybe other shapes.
    pub(super) fn drawing_id(&self) -> Option<String> {
        self.drawing
            .as_ref()
            .map(|tag| tag.prefixed("id").unwrap_or_default())
    }

    /// Names the drawing of the notes, at its place.
    pub(super) fn add_drawing(&self, id: &str, edits: &mut Edits) {
        let root = &self.root.tag;
        let relations = self.dialect.relations();
        let name = format!("{}legacyDrawing", root.prefix());
        let drawing = match root
            .prefix_of(relations)
            .filter(|prefix| !prefix.is_empty())
        {
            Some(prefix) => format!("<{name} {prefix}:id=\"{id}\"/>"),
            None => format!("<{name} xmlns:r=\"{relations}\" r:id=\"{id}\"/>"),
        };
        match self.drawing_place {
            Some(place) => edits.insert(place, drawing),
            None => edits.append(&self.root, &drawing),
        }
    }
}

/// The parts of a sheet, while its tags are read.
#[derive(Default)]
struct SheetParts<'a> {
    rows: Option<Element<'a>>,
    dimension: Option<Tag<'a>>,
    drawing: Option<Tag<'a>>,
    drawing_place: Option<usize>,
    columns: ColumnStyles,
    column_width: Option<f64>,
    row_height: Option<f64>,
    anchors: BTreeMap<CellRef, CellRef>,
    /// The current child of the sheet: its name and place.
    child: (&'a str, usize),
}

impl<'a> SheetParts<'a> {
    fn add(&mut self, tag: Tag<'a>, wanted: &BTreeSet<CellRef>) -> Result<(), NotXml> {
        if let Some(rows) = &mut self.rows {
            rows.close(&tag);
        }
        if tag.kind == TagKind::Close {
            return Ok(());
        }
        if tag.depth == 1 {
            self.child = (tag.local(), tag.span.start);
        }
        // controls may stand in an alternative, which then has their place
        let is_after = AFTER_DRAWING.contains(&tag.local())
            && (tag.depth == 1 || self.child.0 == "AlternateContent");
        if is_after && self.drawing_place.is_none() {
            self.drawing_place = Some(self.child.1);
        }
        match (tag.depth, self.child.0, tag.local()) {
            (1, _, "sheetData") if self.rows.is_some() => return Err(NotXml),
            (1, _, "sheetData") => self.rows = Some(Element::new(tag)),
            (1, _, "legacyDrawing") if self.drawing.is_some() => return Err(NotXml),
            (1, _, "legacyDrawing") => self.drawing = Some(tag),
            (1, _, "dimension") => self.dimension = Some(tag),
            (1, _, "sheetFormatPr") => self.set_sizes(&tag),
            (2, "cols", "col") => self.columns.add(&tag),
            (2, "mergeCells", "mergeCell") => self.merge(&tag, wanted)?,
            _ => {}
        }
        Ok(())
    }

    /// The usual sizes of columns and rows.
    fn set_sizes(&mut self, tag: &Tag<'a>) {
        let number = |name| tag.attribute(name).and_then(|value| value.parse().ok());
        // with room at both sides, in steps of eight pixels
        let letters = number("baseColWidth")
            .map(|letters: f64| ((letters * 7.0 + 5.0) / 8.0).ceil() * 8.0 / 7.0);
        self.column_width = number("defaultColWidth").or(letters);
        self.row_height = if tag.is_true("zeroHeight") {
            Some(0.0)
        } else {
            number("defaultRowHeight")
        };
    }

    /// Notes the first cell of a merged range for the wanted ones in it.
    fn merge(&mut self, tag: &Tag<'a>, wanted: &BTreeSet<CellRef>) -> Result<(), NotXml> {
        let range = tag.attribute("ref").ok_or(NotXml)?;
        let (first, last) = area(&range).ok_or(NotXml)?;
        let ((top, left), (bottom, right)) = ((first.row, first.column), (last.row, last.column));
        if bottom < top || right < left {
            return Ok(());
        }
        for CellRef { row, column } in
            wanted.range(CellRef::new(top, left)..=CellRef::new(bottom, right))
        {
            if (left..=right).contains(column) {
                self.anchors
                    .entry(CellRef::new(*row, *column))
                    .or_insert(CellRef::new(top, left));
            }
        }
        Ok(())
    }
}

/// Columns as they are described; each once.
#[derive(Debug, Default)]
struct ColumnStyles {
    described: Vec<Option<ColumnStyle>>,
    tags: u32,
}

impl ColumnStyles {
    fn add(&mut self, tag: &Tag<'_>) {
        // there are no more columns to describe
        self.tags += 1;
        if self.tags > COLUMNS {
            return;
        }
        let number = |name| {
            tag.attribute(name)
                .and_then(|value| value.parse::<u32>().ok())
        };
        let (Some(first), Some(last)) = (number("min"), number("max")) else {
            return;
        };
        let width = if tag.is_true("hidden") {
            Some(0.0)
        } else {
            tag.attribute("width").and_then(|value| value.parse().ok())
        };
        let column = ColumnStyle {
            style: number("style").unwrap_or(0),
            width,
        };
        for at in first.max(1)..=last.min(COLUMNS) {
            let at = at as usize - 1;
            if self.described.len() <= at {
                self.described.resize(at + 1, None);
            }
            self.described[at].get_or_insert(column);
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    fn with_drawing(text: &str) -> String {
        let outline = Outline::read(text, std::iter::empty()).unwrap();
        let mut edits = Edits::default();
        outline.add_drawing("rId1", &mut edits);
        edits
            .apply(text)
            .unwrap()
            .replace(OoxmlNames::Transitional.relations(), "R")
    }

    #[test]
    fn the_drawing_of_notes_has_its_place() {
        for (text, wanted) in [
            (
                "<worksheet><sheetData/><drawing/><tableParts/></worksheet>",
                "<worksheet><sheetData/><drawing/><legacyDrawing xmlns:r=\"R\" r:id=\"rId1\"/><tableParts/></worksheet>",
            ),
            (
                "<x:worksheet xmlns:x='m'><x:sheetData/></x:worksheet>",
                "<x:worksheet xmlns:x='m'><x:sheetData/><x:legacyDrawing xmlns:r=\"R\" r:id=\"rId1\"/></x:worksheet>",
            ),
            (
                "<worksheet><sheetData/><m:AlternateContent><m:Choice><controls/></m:Choice></m:AlternateContent></worksheet>",
                "<worksheet><sheetData/><legacyDrawing xmlns:r=\"R\" r:id=\"rId1\"/><m:AlternateContent><m:Choice><controls/></m:Choice></m:AlternateContent></worksheet>",
            ),
        ] {
            assert_eq!(with_drawing(text), wanted);
        }
    }

    #[test]
    fn a_cell_under_a_merged_range_is_its_first_one() {
        let text = "<worksheet><sheetData/><mergeCells><mergeCell ref=\"B2:C9\"/><mergeCell ref=\"C1:A1\"/></mergeCells></worksheet>";
        let outline = Outline::read(
            text,
            [(4, 2), (4, 3), (1, 1)]
                .into_iter()
                .map(|(row, column)| CellRef::new(row, column)),
        )
        .unwrap();
        assert_eq!(outline.anchor(4, 2), CellRef::new(1, 1));
        assert_eq!(outline.anchor(4, 3), CellRef::new(4, 3));
        assert_eq!(outline.anchor(1, 1), CellRef::new(1, 1));
    }
}
