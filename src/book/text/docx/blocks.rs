//! What holds paragraphs: tables with their rows and cells, text boxes.

use super::body::{Body, Container, WIDEST};
use crate::book::text::docx::element::WordElement;
use crate::book::text::raw::RawSpan;
use crate::place::CellRef;

impl Body<'_> {
    pub(super) fn begin_table(&mut self) {
        self.table_count += 1;
        self.open_tables.push(self.table_count);
        if self.is_outermost() {
            self.next_row = 0;
        }
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
        } else {
            container.table = container.table.or(self.open_tables.last().copied());
            if self.is_outermost() {
                container.cell = self.cell;
                (self.columns, self.goes_on) = (1, false);
            }
        }
        self.containers.push(container);
    }

    pub(super) fn end_container(&mut self) {
        self.last_keeps_mark();
        self.containers.pop();
    }

    pub(super) fn is_outermost(&self) -> bool {
        self.open_tables.len() == 1
    }

    pub(super) fn begin_row(&mut self) {
        self.rows.push(false);
        if self.is_outermost() {
            self.cell = CellRef::new(self.next_row, 0);
            self.next_row += 1;
        }
    }

    /// What a cell or a row says of columns.
    pub(super) fn span(&mut self, element: WordElement, value: Option<String>) {
        if !self.is_outermost() {
            return;
        }
        let count = || value.as_deref().and_then(|it| it.parse::<u32>().ok());
        match element {
            WordElement::CellMerge => self.goes_on = value.as_deref() != Some("restart"),
            WordElement::CellColumns => self.columns = count().unwrap_or(1).clamp(1, WIDEST),
            _ => self.cell.column = count().unwrap_or(0).min(WIDEST),
        }
    }

    pub(super) fn end_cell(&mut self) {
        if !self.is_outermost() {
            return;
        }
        if let Some(table) = self.open_tables.last()
            && (self.columns > 1 || self.goes_on)
        {
            self.spans.push(RawSpan {
                table: *table,
                cell: self.cell,
                columns: self.columns,
                goes_on: self.goes_on,
            });
        }
        self.cell.column = self.cell.column.saturating_add(self.columns).min(WIDEST);
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
