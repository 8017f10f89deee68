//! What holds paragraphs: tables with their rows and cells, text boxes.

use super::body::{Body, Container, OpenTable, WIDEST};
use crate::book::text::docx::element::WordElement;
use crate::book::text::raw::RawSpan;
use crate::place::CellRef;

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
            (container.table, container.cell) = (Some(table.number), table.cell);
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
            table.cell = CellRef::new(table.next_row, 0);
            table.next_row += 1;
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
        if table.columns > 1 || table.goes_on {
            self.spans.push(RawSpan {
                table: table.number,
                cell: table.cell,
                columns: table.columns,
                goes_on: table.goes_on,
            });
        }
        let next = table.cell.column.saturating_add(table.columns);
        table.cell.column = next.min(WIDEST);
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
