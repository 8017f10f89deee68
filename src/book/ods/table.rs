//! A table of an OpenDocument spreadsheet while its rows go by. A count of repeats costs nothing where nothing
//! stands in the rows and columns that it repeats; where something does, each copy counts.

use crate::book::Refusal;
use crate::book::limits::Limits;
use crate::book::number_format::NumberFormat;
use crate::book::ods::cell::OdsCell;
use crate::book::ods::styles::OdsStyles;
use crate::book::sheet::{Merge, Sheet, UnorderedCells};
use crate::book::value::Value;
use crate::place::{COLUMNS, CellRef, ROWS};
use std::collections::BTreeSet;

/// A table while it is read. Rows and columns are counted in full, though only those of the grid are kept.
#[derive(Debug, Default)]
pub(super) struct OdsTable {
    pub(super) name: String,
    pub(super) hidden: bool,
    pub(super) print_header: Vec<String>,
    /// Whether its cells were copied from another file.
    pub(super) has_source: bool,
    cells: UnorderedCells,
    merges: Vec<Merge>,
    hidden_rows: BTreeSet<u32>,
    hidden_columns: Vec<(u32, u32)>,
    /// Styles of columns, each with the first column that it no longer holds for.
    column_styles: Vec<(u64, String)>,
    /// The first column that no element has told of.
    columns: u64,
    /// The first row, and so on.
    rows: u64,
    row: OdsRow,
}

/// Equal rows, while their cells are read.
#[derive(Debug, Default)]
struct OdsRow {
    repeated: u64,
    hidden: bool,
    style: Option<String>,
    columns: u64,
    filled: Vec<(u32, u32, Value)>,
    /// First and last column, and the rows and columns of the ranges that begin there.
    spans: Vec<(u32, u32, (u64, u64))>,
}

impl OdsTable {
    /// Columns that are alike.
    pub(super) fn columns(&mut self, repeated: u64, hidden: bool, style: Option<String>) {
        let first = self.columns;
        self.columns = first.saturating_add(repeated);
        if first < u64::from(COLUMNS) {
            self.column_styles
                .push((self.columns, style.unwrap_or_default()));
        }
        if !hidden || first >= u64::from(COLUMNS) {
            return;
        }
        let (first, last) = (column(first), column(self.columns - 1));
        match self.hidden_columns.last_mut() {
            Some((_, end)) if *end + 1 == first => *end = last,
            _ => self.hidden_columns.push((first, last)),
        }
    }

    /// Rows that are alike.
    pub(super) fn begin_row(&mut self, repeated: u64, hidden: bool, style: Option<String>) {
        self.row = OdsRow {
            repeated,
            hidden,
            style,
            ..OdsRow::default()
        };
    }

    /// The next cell of the row.
    pub(super) fn put(&mut self, cell: OdsCell, styles: &OdsStyles) -> Result<(), Refusal> {
        let first = self.row.columns;
        let (Some(repeated), (Some(rows), Some(columns))) = (cell.repeated, cell.span) else {
            return Err(self.damaged());
        };
        let span = (rows, columns);
        self.row.columns = first.saturating_add(repeated);
        let of_column = || {
            let styled = self.column_styles.partition_point(|(end, _)| *end <= first);
            self.column_styles.get(styled).map(|(_, style)| style)
        };
        let style = cell.style.as_ref().or(self.row.style.as_ref());
        let format = style
            .or_else(of_column)
            .and_then(|style| styles.format(style));
        let format: Option<NumberFormat> = format.cloned();
        let value = cell.value(format.as_ref());
        if value.is_none() && span == (1, 1) {
            return Ok(());
        }
        if self.row.columns > u64::from(COLUMNS) {
            return Err(self.damaged());
        }
        let (first, last) = (column(first), column(self.row.columns - 1));
        if let Some(value) = value {
            self.row.filled.push((first, last, value));
        }
        if span != (1, 1) {
            self.row.spans.push((first, last, span));
        }
        Ok(())
    }

    /// The row is complete.
    pub(super) fn end_row(&mut self, limits: &mut Limits) -> Result<(), Refusal> {
        let row = std::mem::take(&mut self.row);
        let first = self.rows;
        self.rows = first.saturating_add(row.repeated);
        if row.filled.is_empty() && row.spans.is_empty() {
            return Ok(());
        }
        if self.rows > u64::from(ROWS) {
            return Err(self.damaged());
        }
        // repeated cells are counted before they are written out
        let rows = usize::try_from(self.rows - first).unwrap_or(usize::MAX);
        let times = |first: u32, last: u32| rows.saturating_mul((last - first) as usize + 1);
        for (first, last, value) in &row.filled {
            limits.cells(times(*first, *last))?;
            if let Value::Text(text) = value {
                limits.text(text.len().saturating_mul(times(*first, *last)))?;
            }
        }
        for (first, last, _) in &row.spans {
            limits.merges(times(*first, *last))?;
        }
        for at in first..self.rows {
            let at = u32::try_from(at).map_err(|_| self.damaged())?;
            if row.hidden {
                self.hidden_rows.insert(at);
            }
            for (first, last, value) in &row.filled {
                for column in *first..=*last {
                    self.cells.insert(CellRef::new(at, column), value.clone());
                }
            }
            for (first, last, span) in &row.spans {
                for column in *first..=*last {
                    let merge = merge(at, column, *span).ok_or_else(|| self.damaged())?;
                    self.merges.push(merge);
                }
            }
        }
        Ok(())
    }

    /// The sheet; `None` for what LibreOffice remembers of other files.
    pub(super) fn sheet(self) -> Option<Sheet> {
        if self.hidden
            && self.has_source
            && self.name.starts_with('\'')
            && self.name.contains("'#$")
        {
            return None;
        }
        let mut sheet = Sheet::new(&self.name, self.hidden, self.cells, self.merges);
        sheet.hidden_rows = self.hidden_rows;
        sheet.hidden_columns = self.hidden_columns;
        sheet.print_header = self.print_header;
        Some(sheet)
    }

    fn damaged(&self) -> Refusal {
        Refusal::Damaged {
            part: self.name.clone(),
        }
    }
}

/// The range that begins at a cell; `None` where it does not lie in the grid.
fn merge(top: u32, left: u32, span: (u64, u64)) -> Option<Merge> {
    let end = |first: u32, count: u64, size: u32| {
        let end = u64::from(first).checked_add(count)?;
        (end <= u64::from(size))
            .then(|| u32::try_from(end - 1).ok())
            .flatten()
    };
    Some(Merge {
        top,
        left,
        bottom: end(top, span.0, ROWS)?,
        right: end(left, span.1, COLUMNS)?,
    })
}

/// A column of the grid, or the last one.
fn column(column: u64) -> u32 {
    u32::try_from(column).map_or(COLUMNS - 1, |column| column.min(COLUMNS - 1))
}
