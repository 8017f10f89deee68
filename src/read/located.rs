//! What was found on a sheet: tables with their headers and columns, titles without a header, tables that the layout lacks.

use super::period::{Mark, Of};
use crate::book::sheet::Sheet;
use crate::book::value::Value;
use crate::budget::HeaderYear;
use crate::place::CellRef;
use std::cell::OnceCell;

/// Columns of the sheet, both ends included.
pub(super) type ColumnSpan = (u32, u32);

/// A table on a sheet.
#[derive(Debug)]
pub(super) struct LocatedTable {
    /// The table of the layout.
    pub(super) table: usize,
    /// Which of its titles it bears.
    pub(super) title_known: usize,
    /// The cell of the title.
    pub(super) title: CellRef,
    /// What numbers it: `一` in 绩效目标表（一）.
    pub(super) number: Option<String>,
    /// Whether the title says that it continues the one before (续表).
    pub(super) continues: bool,
    /// Whether it has neither title nor header, and goes on from its first row.
    pub(super) is_headless: bool,
    /// Whether its title differs from the layout's by a word.
    pub(super) is_near: bool,
    /// Whether it is a part of the table before it, with further columns of the same rows.
    pub(super) is_beside: bool,
    /// Columns of the layout's drawing that a later part has.
    pub(super) elsewhere: Vec<usize>,
    /// Its title, where that stands in the header of the printed pages and in no cell.
    pub(super) printed: Option<String>,
    /// What stands where its title ought to, if that was not understood.
    pub(super) doubt: Option<String>,
    /// Whether its title is that of another table of the layout.
    pub(super) bears_other_title: bool,
    /// First and last row of the header; of a form, the row below its title.
    pub(super) header: (u32, u32),
    /// Where each column stands, in the order of the layout's drawing.
    pub(super) columns: Vec<Option<ColumnSpan>>,
    /// Columns of the sheet that are none of its own.
    pub(super) others: OtherColumns,
    /// The last row of it.
    pub(super) end: u32,
    /// Of a form, where its fields stand, once they were asked for.
    pub(super) fields: OnceCell<Vec<Option<Field>>>,
}

impl LocatedTable {
    /// How many of its columns were found.
    pub(super) fn found(&self) -> usize {
        self.columns.iter().flatten().count()
    }

    /// The first row below its header.
    pub(super) fn first_row(&self) -> u32 {
        match self.is_headless {
            true => self.header.1,
            false => self.header.1 + 1,
        }
    }
}

/// A title whose header was not found, with what was missing.
#[derive(Debug, Clone)]
pub(super) struct TitleWithoutHeader {
    pub(super) table: usize,
    pub(super) title: CellRef,
    pub(super) missing: Vec<String>,
}

/// What stands on a sheet.
#[derive(Debug, Default)]
pub(super) struct SheetTables {
    /// Tables of the layout, from top to bottom.
    pub(super) tables: Vec<LocatedTable>,
    /// Titles with some columns of their table; some are parts of it.
    pub(super) pieces: Vec<LocatedTable>,
    /// Titles of the layout without a table.
    pub(super) near: Vec<TitleWithoutHeader>,
    /// Tables that the layout lacks.
    pub(super) strange: Vec<StrangeTable>,
}

impl SheetTables {
    /// Whether nothing was found on the sheet.
    pub(super) fn is_open(&self) -> bool {
        let has_tables = !self.tables.is_empty() || !self.pieces.is_empty();
        !has_tables && self.strange.is_empty() && self.near.is_empty()
    }
}

/// A table that the layout lacks.
#[derive(Debug)]
pub(super) struct StrangeTable {
    pub(super) title: CellRef,
    pub(super) text: String,
    /// Its last row.
    pub(super) end: u32,
}

impl From<LocatedTable> for StrangeTable {
    /// A table that the file has under its own title.
    fn from(table: LocatedTable) -> Self {
        Self {
            title: table.title,
            text: String::new(),
            end: table.end,
        }
    }
}

/// A header that was found.
#[derive(Debug, Default)]
pub(super) struct Header {
    /// Its first and last row; of a form, the row below its title.
    pub(super) rows: (u32, u32),
    /// Where each column stands, in the order of the layout's drawing.
    pub(super) columns: Vec<Option<ColumnSpan>>,
    pub(super) others: OtherColumns,
}

/// Columns of the sheet that are none of the table's own.
#[derive(Debug, Default)]
pub(super) struct OtherColumns {
    /// Where last year's figures of each column stand, and whether they are of an execution.
    pub(super) last: Vec<Option<(ColumnSpan, bool)>>,
    /// Headings of other years and of comparisons.
    pub(super) of_other_years: Vec<(ColumnHeading, Of)>,
    /// Headings that the layout lacks.
    pub(super) unknown: Vec<ColumnHeading>,
    /// The year that headings state for the table's own figures.
    pub(super) stated: Option<HeaderYear>,
}

/// A heading on the sheet: the columns it stands over, and the texts from the top down to it.
#[derive(Debug, Clone)]
pub(super) struct ColumnHeading {
    pub(super) span: ColumnSpan,
    /// Empty where the heading has only a year.
    pub(super) path: Vec<String>,
    pub(super) mark: Option<Mark>,
    /// As written.
    pub(super) written: String,
    /// The lowest cell.
    pub(super) at: CellRef,
}

/// Where a field stands, and what it says when it shares the cell of its label.
#[derive(Debug, Clone)]
pub(super) struct Field {
    pub(super) at: CellRef,
    pub(super) inside: Option<String>,
}

/// A table, or a part of it, without a title of the layout.
pub(super) fn part(table: usize, title: CellRef, header: Header, end: u32) -> LocatedTable {
    LocatedTable {
        table,
        title_known: 0,
        title,
        number: None,
        continues: false,
        is_headless: false,
        is_near: false,
        is_beside: false,
        elsewhere: Vec::new(),
        printed: None,
        doubt: None,
        bears_other_title: false,
        header: header.rows,
        columns: header.columns,
        others: header.others,
        end,
        fields: OnceCell::new(),
    }
}

/// A table's last row without the mark of the next one (表二：) above its title.
pub(super) fn without_next_mark(sheet: &Sheet, first: u32, mut end: u32) -> u32 {
    while end > first {
        let mut cells = sheet.row(end);
        let alone = match (cells.next(), cells.next()) {
            (None, _) => true,
            (Some((_, Value::Text(text))), None) => {
                let text = text.folded();
                text.chars().count() <= 8 && !text.contains("合计") && !text.contains("总计")
            }
            _ => false,
        };
        if !alone {
            break;
        }
        end -= 1;
    }
    end
}
