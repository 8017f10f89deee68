//! The rows of tables. The mark of a row says where the edges of its cells lie and which of them are merged; the edges
//! of all rows are the columns of the table.

use super::Document;
use super::sprm::properties;
use crate::book::fields::RecordFields;
use crate::book::text::grid::ColumnEdges;
use crate::book::text::raw::{RawParagraph, RawSpan};
use crate::place::CellRef;
use std::collections::BTreeSet;
use std::ops::Range;

/// The edges of a row's cells, and how these are merged.
const CELLS: u16 = 0xd608;
/// Cells that are merged with those above or below.
const DOWNWARDS: u16 = 0xd62b;
/// Properties that stand elsewhere, for they are many.
const ELSEWHERE: [u16; 2] = [0x6645, 0x6646];
/// Bytes that tell how a cell looks.
const LOOK: usize = 20;

/// A row of a table.
#[derive(Debug, Clone, Default)]
pub(super) struct RowFormat {
    /// The edges of its cells from left to right, in twentieths of a point.
    edges: Vec<i16>,
    cells: Vec<CellFormat>,
}

/// How a cell is merged.
#[derive(Debug, Clone, Copy, Default)]
struct CellFormat {
    /// Whether it goes on with the cell on its left.
    joins_left: bool,
    /// Whether it goes on with the cell above.
    goes_on: bool,
}

/// Properties that are said to stand elsewhere, from where they stand; others as they are.
pub(super) fn all_of<'a>(document: &'a Document, bytes: &'a [u8]) -> &'a [u8] {
    let elsewhere = properties(bytes).find(|it| ELSEWHERE.contains(&it.id));
    let place = elsewhere.and_then(|it| it.long());
    let found = place.and_then(|place| {
        let bytes = document.data.get(usize::try_from(place).ok()?..)?;
        let mut fields = RecordFields(bytes);
        let size = fields.u16()?;
        fields.bytes(usize::from(size))
    });
    found.unwrap_or(bytes)
}

impl RowFormat {
    /// What the properties of a row's mark say of it; nothing where they name no cells.
    pub(super) fn of(bytes: &[u8]) -> Option<Self> {
        let mut row = None;
        for property in properties(bytes) {
            match (property.id, &mut row) {
                (CELLS, _) => row = Self::cells(property.value),
                (DOWNWARDS, Some(own)) => own.merge_downwards(property.value),
                _ => {}
            }
        }
        row
    }

    fn cells(bytes: &[u8]) -> Option<Self> {
        let mut fields = RecordFields(bytes);
        let count = usize::from(fields.u8()?);
        let edges = fields.bytes(2 * (count + 1))?.as_chunks::<2>().0;
        let edges = edges.iter().map(|it| i16::from_le_bytes(*it)).collect();
        let mut looks = fields.0.chunks_exact(LOOK);
        let mut cells = Vec::with_capacity(count);
        // the first of some merged cells says something else than those that go on with it: readers differ in what
        let mut first = 0;
        for _ in 0..count {
            let flags = looks
                .next()
                .map_or(0, |it| u16::from_le_bytes([it[0], it[1]]));
            let sideways = flags & 3;
            let joins_left = sideways != 0 && first != 0 && sideways != first;
            if !joins_left {
                first = sideways;
            }
            cells.push(CellFormat {
                joins_left,
                goes_on: flags >> 5 & 3 == 1,
            });
        }
        Some(Self { edges, cells })
    }

    fn merge_downwards(&mut self, value: &[u8]) {
        if let [cell, how, ..] = *value
            && let Some(cell) = self.cells.get_mut(usize::from(cell))
        {
            cell.goes_on = how == 1;
        }
    }
}

/// A table whose rows come one by one.
#[derive(Debug, Default)]
pub(super) struct OpenTable {
    /// For each row its format, by its number, and how many cells it has.
    rows: Vec<(Option<u32>, u32)>,
    /// Cells of the open row.
    cells: u32,
}

impl OpenTable {
    /// The cell that is open: its row, and its place in it.
    pub(super) fn cell(&self) -> CellRef {
        let row = u32::try_from(self.rows.len()).unwrap_or(u32::MAX);
        CellRef::new(row, self.cells)
    }

    pub(super) fn end_cell(&mut self) {
        self.cells = self.cells.saturating_add(1);
    }

    pub(super) fn end_row(&mut self, format: Option<u32>) {
        self.rows.push((format, std::mem::take(&mut self.cells)));
    }

    /// Gives the table's paragraphs, which know their place in their row, their columns.
    pub(super) fn place(
        self,
        formats: &[RowFormat],
        paragraphs: &mut [RawParagraph],
        number: u32,
        spans: &mut Vec<RawSpan>,
    ) {
        let format = |row: &(Option<u32>, u32)| {
            let format = formats.get(usize::try_from(row.0?).ok()?)?;
            (format.cells.len() == usize::try_from(row.1).ok()?).then_some(format)
        };
        let rows: Vec<Option<&RowFormat>> = self.rows.iter().map(format).collect();
        let grid = grid(rows.iter().flatten());
        let places: Vec<Vec<Range<u32>>> = rows
            .iter()
            .map(|row| row.map_or_else(Vec::new, |row| columns(row, &grid)))
            .collect();
        for paragraph in paragraphs {
            let CellRef { row, column } = paragraph.cell;
            let places = usize::try_from(row).ok().and_then(|row| places.get(row));
            let place = usize::try_from(column).ok().and_then(|it| places?.get(it));
            if let Some(place) = place {
                paragraph.cell.column = place.start;
            }
        }
        for (row, (format, places)) in (0..).zip(rows.into_iter().zip(places)) {
            let Some(format) = format else { continue };
            for (cell, (own, place)) in format.cells.iter().zip(&places).enumerate() {
                let joined = format.cells[cell + 1..].iter();
                let joined = joined.take_while(|it| it.joins_left).count();
                let end = places.get(cell + joined).map_or(place.end, |it| it.end);
                let columns = end - place.start;
                if !own.joins_left && (columns > 1 || own.goes_on) {
                    spans.push(RawSpan {
                        table: number,
                        cell: CellRef::new(row, place.start),
                        columns,
                        goes_on: own.goes_on,
                    });
                }
            }
        }
    }
}

/// The edges of a table's columns.
fn grid<'a>(rows: impl Iterator<Item = &'a &'a RowFormat>) -> ColumnEdges {
    let mut edges = BTreeSet::new();
    let mut last: Option<&RowFormat> = None;
    for row in rows {
        // rows below each other mostly share their format
        if !last.is_some_and(|it| std::ptr::eq(it, *row)) {
            edges.extend(row.edges.iter().copied().map(i32::from));
        }
        last = Some(row);
    }
    ColumnEdges::of(edges)
}

/// The columns that each cell of a row takes.
fn columns(row: &RowFormat, grid: &ColumnEdges) -> Vec<Range<u32>> {
    let mut next = 0;
    let edges = row.edges.windows(2);
    edges
        .map(|edges| {
            let start = grid.column(edges[0].into()).max(next);
            next = grid.column(edges[1].into()).max(start.saturating_add(1));
            start..next
        })
        .collect()
}
