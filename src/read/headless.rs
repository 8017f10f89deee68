//! A sheet that goes on with the table before it from its first row: its name says 续, and it has no title and no header.

use super::continued::is_sequel;
use super::file::FileRead;
use super::located::{ColumnSpan, Header, LocatedTable, SheetTables, part};
use super::tables::TableSource;
use crate::book::grid::ClaimedCells;
use crate::book::sheet::Sheet;
use crate::book::value::Value;
use crate::budget::RowKey;
use crate::finding::{BeyondProblem, Problem};
use crate::label::fold;
use crate::layout::{Layout, Table};

/// Finds sheets that go on with a table, in the columns of that.
pub(super) fn settle(sheets: &[&Sheet], found: &mut [SheetTables], layout: &Layout) {
    for at in 1..sheets.len() {
        if !found[at].is_open() || !says_continued(&sheets[at].name) {
            continue;
        }
        let mut before = found[..at].iter().rev();
        let Some(first) = before.find_map(|it| it.tables.last()) else {
            continue;
        };
        let table = &layout.tables[first.table];
        if table.form.is_none() && !table.many && has_rows(sheets[at], table, first) {
            let own = headless(sheets[at], first);
            found[at].tables.push(own);
        }
    }
}

/// Whether the name of a sheet says that it continues another one: 表六续, 表六（续表2）.
pub(super) fn says_continued(name: &str) -> bool {
    let name = fold(name);
    let bare = name.trim_end_matches(|c: char| c.is_ascii_digit() || ")]".contains(c));
    bare.strip_suffix('表').unwrap_or(bare).ends_with('续')
}

/// Whether each figure of a sheet stands in a column of figures of a table, beside words or codes in its other columns.
fn has_rows(sheet: &Sheet, table: &Table, first: &LocatedTable) -> bool {
    let columns = table.blocks.iter().flat_map(|block| &block.columns);
    let placed = columns.zip(&first.columns);
    let placed = placed.filter_map(|(column, span)| Some((column.role.is_figure(), (*span)?)));
    let (figures, names): (Vec<_>, Vec<_>) = placed.partition(|(is_figure, _)| *is_figure);
    let is_in = |spans: &[(bool, ColumnSpan)], column: u32| {
        let mut spans = spans.iter();
        spans.any(|(_, (from, to))| (*from..=*to).contains(&column))
    };
    let is_number = |value: &Value| !matches!(value, Value::Text(_));
    let mut cells = sheet.cells.iter();
    let is_placed = cells.all(|(at, value)| {
        !is_number(value) || is_in(&figures, at.column) || is_in(&names, at.column)
    });
    let is_row = |row: u32| {
        let mut own = sheet.row(row);
        let is_named = sheet.row(row).any(|(column, _)| is_in(&names, column));
        is_named && own.any(|(column, value)| is_number(value) && is_in(&figures, column))
    };
    is_placed && (0..=sheet.last_row()).any(is_row)
}

fn headless(sheet: &Sheet, first: &LocatedTable) -> LocatedTable {
    let title = sheet.cells.places().next().unwrap_or_default();
    let header = Header {
        rows: (title.row, title.row),
        columns: first.columns.clone(),
        ..Header::default()
    };
    LocatedTable {
        continues: true,
        is_headless: true,
        ..part(first.table, title, header, sheet.last_row())
    }
}

impl FileRead {
    /// Adds the rows of a sheet without a header to the table that it goes on with, or says why not.
    pub(super) fn headless(
        &mut self,
        source: &TableSource<'_>,
        before: usize,
        claimed: &mut ClaimedCells<'_>,
    ) {
        let (sheet, located) = (source.sheet, source.located);
        let (facts, notices) = (self.facts.len(), self.notices.len());
        let (body, _) = self.body(source, claimed);
        let repeated = self.printed_again(before, &body);
        let is_known = body
            .blocks
            .iter()
            .flatten()
            .all(|row| row.key != RowKey::Unclear);
        if is_known && is_sequel(&self.tables[before], &body, &repeated) {
            self.append(before, body);
            return;
        }
        self.facts.truncate(facts);
        self.notices.truncate(notices);
        claimed.extend(sheet.cells.places());
        let problem = BeyondProblem::PartNotJoined {
            table: self.layout.tables[located.table].id.clone(),
            columns: Vec::new(),
            sheet: sheet.name.clone(),
            cell: located.title.a1(),
            row: None,
        };
        let at = vec![self.address(sheet, located.title)];
        self.notice(at, Problem::Beyond(problem));
    }
}
