//! What holds paragraphs: tables with their rows and cells, text boxes.

use super::body::{Body, Container, OpenTable, WIDEST};
use crate::book::text::docx::element::WordElement;
use crate::book::text::grid;
use crate::book::text::raw::RawSpan;
use crate::place::CellRef;

impl OpenTable {
    /// The column in which a column of the grid begins.
    fn column(&self, grid: u32) -> u32 {
        let own = self.begins.get(grid as usize).copied();
        own.unwrap_or_else(|| match self.begins.last() {
            // beyond the grid that the table names
            Some(last) => {
                let count = u32::try_from(self.begins.len() - 1).unwrap_or(u32::MAX);
                last.saturating_add(grid.saturating_sub(count))
            }
            None => grid,
        })
    }
}

impl Body<'_> {
    pub(super) fn begin_table(&mut self) {
        let around = self.containers.last();
        let place = around.and_then(|own| Some((own.table?, own.cell)));
        self.tables.push(place);
        self.open_tables.push(OpenTable {
            number: u32::try_from(self.tables.len()).unwrap_or(u32::MAX),
            ..OpenTable::default()
        });
        // a paragraph in front of a table keeps its mark
        self.last_keeps_mark();
    }

    pub(super) fn last_keeps_mark(&mut self) {
        let last = self.containers.last().and_then(|container| container.last);
        if let Some(paragraph) = last.and_then(|last| self.paragraphs.get_mut(last)) {
            paragraph.joins_next = false;
        }
    }

    pub(super) fn begin_container(&mut self, is_box: bool) {
        self.container_count += 1;
        let around = self.containers.last().cloned().unwrap_or_default();
        let mut container = Container {
            id: self.container_count,
            last: None,
            ..around
        };
        if is_box {
            self.story_count += 1;
            container.story = self.story_count;
            container.host = container
                .host
                .or(self.open_paragraphs.last().map(|(open, _)| *open));
        } else if let Some(table) = self.open_tables.last_mut() {
            let column = table.column(table.cell.column);
            let cell = CellRef::new(table.cell.row, column);
            (container.table, container.cell) = (Some(table.number), cell);
            (table.columns, table.goes_on) = (1, false);
        }
        self.containers.push(container);
    }

    pub(super) fn end_container(&mut self) {
        self.last_keeps_mark();
        self.containers.pop();
    }

    pub(super) fn begin_row(&mut self) {
        self.rows.push(false);
        if let Some(table) = self.open_tables.last_mut() {
            if table.next_row == 0 {
                table.begins = grid::columns(&std::mem::take(&mut table.widths));
            }
            table.cell = CellRef::new(table.next_row, 0);
            table.next_row += 1;
        }
    }

    /// A column of the open table's grid, with its width in twentieths of a point.
    pub(super) fn grid_column(&mut self, width: Option<String>) {
        let width = width.and_then(|it| it.parse().ok()).unwrap_or(0);
        if let Some(table) = self.open_tables.last_mut()
            && table.widths.len() < WIDEST as usize
        {
            table.widths.push(width);
        }
    }

    /// What a cell or a row says of columns.
    pub(super) fn span(&mut self, element: WordElement, value: Option<String>) {
        let Some(table) = self.open_tables.last_mut() else {
            return;
        };
        let count = || value.as_deref().and_then(|it| it.parse::<u32>().ok());
        match element {
            WordElement::CellMerge => table.goes_on = value.as_deref() != Some("restart"),
            WordElement::CellColumns => table.columns = count().unwrap_or(1).clamp(1, WIDEST),
            _ => table.cell.column = count().unwrap_or(0).min(WIDEST),
        }
    }

    pub(super) fn end_cell(&mut self) {
        let Some(table) = self.open_tables.last_mut() else {
            return;
        };
        let CellRef { row, column } = table.cell;
        let next = column.saturating_add(table.columns).min(WIDEST);
        let begin = table.column(column);
        let columns = table.column(next).saturating_sub(begin).max(1);
        if columns > 1 || table.goes_on {
            self.spans.push(RawSpan {
                table: table.number,
                cell: CellRef::new(row, begin),
                columns,
                goes_on: table.goes_on,
            });
        }
        table.cell.column = next;
    }

    /// A deletion of a paragraph's mark or of a row.
    pub(super) fn deleted(&mut self) {
        if self.is_within(WordElement::RowProperties) {
            if let Some(row) = self.rows.last_mut() {
                *row = true;
            }
        } else if self.is_of_mark()
            && let Some(paragraph) = self.paragraph()
        {
            paragraph.joins_next = true;
        }
    }
}
