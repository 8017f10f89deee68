//! Tables that only frame a text: one cell around all of it, or a cell for each paragraph. What stands in them is read
//! as text; a table within a frame stays a table.

use crate::book::text::raw::RawParagraph;
use crate::place::CellRef;
use std::collections::HashMap;

/// The end of a sentence; cells of figures and labels have none.
const SENTENCE: char = '。';

/// Where a table lies: the table around it and the cell of that; nothing where it lies in the body.
pub(super) type TablePlace = Option<(u32, CellRef)>;

/// Puts each paragraph into the outermost table around it that is no frame, or into none. `tables` has the place of
/// each table, by its number from one; paragraphs come with the innermost table around them.
pub(super) fn resolve(paragraphs: &mut [RawParagraph], tables: &[TablePlace]) {
    let is_frame = frames(paragraphs, tables);
    let mut outer: Vec<TablePlace> = Vec::with_capacity(tables.len());
    for place in tables {
        let around = place.and_then(|(table, cell)| {
            let at = index(table);
            outer[at].or((!is_frame[at]).then_some((table, cell)))
        });
        outer.push(around);
    }
    for paragraph in paragraphs {
        let Some(own) = paragraph.table else {
            continue;
        };
        let inner = (!is_frame[index(own)]).then_some((own, paragraph.cell));
        let place = outer[index(own)].or(inner);
        paragraph.table = place.map(|(table, _)| table);
        paragraph.cell = place.map_or(CellRef::default(), |(_, cell)| cell);
    }
}

fn index(table: u32) -> usize {
    table.saturating_sub(1) as usize
}

/// What a table holds.
#[derive(Clone, Default)]
struct Contents {
    first_cell: Option<CellRef>,
    has_more_cells: bool,
    /// Whether two cells of a row hold something.
    has_columns: bool,
    has_sentences: bool,
}

/// Which tables frame a text: those of one cell, and those of sentences with one cell in each row.
fn frames(paragraphs: &[RawParagraph], tables: &[TablePlace]) -> Vec<bool> {
    let mut contents = vec![Contents::default(); tables.len()];
    let mut filled: HashMap<(u32, u32), u32> = HashMap::new();
    let mut fill = |contents: &mut Contents, table: u32, cell: CellRef| {
        let column = *filled.entry((table, cell.row)).or_insert(cell.column);
        contents.has_columns |= column != cell.column;
    };
    let of_table = |paragraph: &RawParagraph| paragraph.table.filter(|_| paragraph.host.is_none());
    for paragraph in paragraphs {
        let Some(table) = of_table(paragraph) else {
            continue;
        };
        let own = &mut contents[index(table)];
        own.add(paragraph.cell);
        if !paragraph.text.trim().is_empty() {
            fill(own, table, paragraph.cell);
            own.has_sentences |= paragraph.text.contains(SENTENCE);
        }
    }
    for place in tables.iter().rev() {
        if let Some((table, cell)) = *place {
            let around = &mut contents[index(table)];
            around.add(cell);
            fill(around, table, cell);
        }
    }
    contents.iter().map(Contents::is_frame).collect()
}

impl Contents {
    fn add(&mut self, cell: CellRef) {
        self.has_more_cells |= *self.first_cell.get_or_insert(cell) != cell;
    }

    fn is_frame(&self) -> bool {
        !self.has_more_cells || self.has_sentences && !self.has_columns
    }
}
