//! A page of a workbook as cells with a style each, before any writer of files is involved.

mod content;
mod style;

pub(crate) use content::{CellContent, Link};
pub use style::Paint;
pub(crate) use style::{CellMark, CellPurpose, ConditionColour, LINE, Style};

use super::fit;
use crate::budget::FactId;
use crate::label;
use std::ops::Range;

/// Points above and below a text together, where rows stand close to each other.
pub(super) const DENSE: f64 = 2.0;

/// A sheet to be written.
#[derive(Debug, Clone, Default)]
pub(super) struct SheetPage {
    pub(super) name: String,
    /// The table that it shows, as an index into the budget's.
    pub(super) table: Option<usize>,
    /// What the contents call it; none for pages that are not listed.
    pub(super) title: Option<String>,
    pub(super) cells: Vec<PageCell>,
    pub(super) widths: Vec<f64>,
    /// Columns that programs read and people need not see.
    pub(super) hidden_columns: Vec<u16>,
    pub(super) landscape: bool,
    /// The last row of the header, repeated on every printed page.
    pub(super) header_end: Option<u32>,
    /// Whether screens keep the header in sight.
    pub(super) frozen: bool,
    /// The row below the last one.
    pub(super) rows: u32,
    /// The header and the last row of a list that can be filtered.
    pub(super) filter: Option<(u32, u32)>,
    /// What the list shows at first: a column, the words that rows have in it, and the rows that have others.
    pub(super) shown: Option<(u16, Vec<&'static str>, Vec<u32>)>,
    /// The colour of its tab.
    pub(super) tab: Option<ConditionColour>,
    /// Colours that cells take on while something is true.
    pub(super) conditions: Vec<ConditionalPaint>,
    /// Names of areas of it, each with what it stands for.
    pub(super) names: Vec<(String, String)>,
    /// Where the rows and columns of each block stand.
    pub(super) grids: Vec<BlockGrid>,
    /// Where a form names its project.
    pub(super) project: Option<CellPosition>,
    /// Whether only cells that are entered can be changed.
    pub(super) protected: bool,
    pub(super) visibility: Visibility,
    /// What may be entered.
    pub(super) entries: Vec<Validation>,
    /// Rows with room for more lines than they have yet: the row, and how many lines.
    pub(super) roomy: Vec<(u32, u32)>,
    /// Whether rows stand close to each other.
    pub(super) dense: bool,
    /// What goes on paper.
    pub(super) print: Print,
    /// Rows that are not among its cells: each is written when it is made.
    pub(super) passing: Range<u32>,
}

/// Who sees a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Visibility {
    #[default]
    Shown,
    /// Whoever asks for it in the menu of the sheet tabs. It is not printed, and a name gives its print area.
    Hidden,
    /// Formulas only: the menu does not offer it.
    Internal,
}

/// What is printed of a page: all of it, as wide as the paper, by default.
#[derive(Debug, Clone, Default)]
pub(super) struct Print {
    /// The last row that is printed.
    pub(super) last: Option<u32>,
    /// How many columns are printed.
    pub(super) columns: Option<u16>,
    /// Per cent of its size, where its rows make it smaller than the width of the paper does.
    pub(super) scale: Option<u16>,
    /// The number of its first sheet of paper, where they are numbered through.
    pub(super) first: Option<u16>,
    /// How many sheets of paper it is made to fit on; as many as it takes if none.
    pub(super) sheets: Option<u16>,
    /// Rows that begin a new sheet of paper, where it is known; nothing then makes the page fit.
    pub(super) breaks: Option<Vec<u32>>,
}

/// A row and a column.
pub(super) type CellPosition = (u32, u16);

/// A rectangle by its first and its last corner.
pub(super) type Area = (CellPosition, CellPosition);

/// What cells take.
#[derive(Debug, Clone)]
pub(super) struct Validation {
    pub(super) cells: Vec<Area>,
    pub(super) takes: ValidationRule,
    /// The prompt of a chosen cell; nothing where it is empty.
    pub(super) prompt: String,
    /// Why something else is not taken.
    pub(super) refusal: String,
    /// Whether it is not taken at all, or only after a question.
    pub(super) is_strict: bool,
}

/// What is taken, by a formula for the first cell.
#[derive(Debug, Clone)]
pub(super) enum ValidationRule {
    /// One of the texts in an area.
    OneOf(String),
    /// What makes the formula true.
    What(String),
}

/// Where the rows and columns of a block stand on its page.
#[derive(Debug, Clone)]
pub(super) struct BlockGrid {
    /// Its first row, and the last that is not a closing one.
    pub(super) ends: (u32, u32),
    /// The row of each of its rows.
    pub(super) rows: Vec<u32>,
    /// The column of each of its columns; none for one that is not printed.
    pub(super) columns: Vec<Option<u16>>,
    /// The columns that make up its codes, one for each part or one for all; none where codes are not printed whole.
    pub(super) codes: Vec<u16>,
}

/// A colour that cells take on while a formula is true.
#[derive(Debug, Clone)]
pub(super) struct ConditionalPaint {
    pub(super) cells: Vec<Area>,
    /// For the first cell of the first rectangle; what is not fixed by a dollar sign moves along.
    pub(super) formula: String,
    pub(super) tint: ConditionColour,
}

/// A cell, or a merged range by its first one.
#[derive(Debug, Clone)]
pub(super) struct PageCell {
    pub(super) row: u32,
    pub(super) column: u16,
    pub(super) rows: u32,
    pub(super) columns: u16,
    pub(super) content: CellContent,
    pub(super) style: Style,
    pub(super) fact: Option<FactId>,
    pub(super) mark: Option<Box<CellMark>>,
    pub(super) dress: CellPurpose,
}

impl SheetPage {
    pub(super) fn put(
        &mut self,
        row: u32,
        column: usize,
        content: CellContent,
        style: Style,
    ) -> &mut PageCell {
        self.put_merged((row, column), (1, 1), content, style)
    }

    /// Merges an area, by the row and column of its first cell and how many rows and columns it has.
    pub(super) fn put_merged(
        &mut self,
        (row, column): (u32, usize),
        (rows, columns): (usize, usize),
        content: CellContent,
        style: Style,
    ) -> &mut PageCell {
        let small = |n: usize| u16::try_from(n).unwrap_or(u16::MAX);
        self.rows = self.rows.max(row + u32::try_from(rows).unwrap_or(1));
        self.cells.push(PageCell {
            rows: u32::try_from(rows).unwrap_or(1),
            columns: small(columns),
            ..PageCell::new(row, small(column), content, style)
        });
        let last = self.cells.len() - 1;
        &mut self.cells[last]
    }

    pub(super) fn text(
        &mut self,
        row: u32,
        column: usize,
        columns: usize,
        text: impl Into<String>,
        style: Style,
    ) {
        self.put_merged((row, column), (1, columns), CellContent::text(text), style);
    }

    /// The row below the last one.
    pub(super) fn next_row(&self) -> u32 {
        self.rows
    }

    /// The last column.
    pub(super) fn last_column(&self) -> u16 {
        u16::try_from(self.widths.len().saturating_sub(1)).unwrap_or(0)
    }

    /// Widens columns to the longest figure in them, so that none prints as ###.
    pub(super) fn widen_to_figures(&mut self) {
        for cell in self.cells.iter().filter(|cell| cell.columns == 1) {
            cell.widen(&mut self.widths);
        }
    }

    /// What a workbook of some pages is called: by its cover, or by its first title.
    pub(super) fn title_of(pages: &[Self]) -> Option<String> {
        let of = |style: Style| pages.iter().find_map(|page| page.caption(style));
        of(Style::CoverTitle).or_else(|| of(Style::Title))
    }

    /// Its texts of a style, in one.
    fn caption(&self, style: Style) -> Option<String> {
        let titles = self.cells.iter().filter(|cell| cell.style == style);
        let words: Vec<&str> = titles
            .filter_map(|cell| match cell.content.result() {
                CellContent::Text(text) => Some(text.as_str()),
                _ => None,
            })
            .collect();
        (!words.is_empty()).then(|| fit::link(&words.concat()).into_owned())
    }

    /// The height of each row in points, so that wrapped text is seen whole; merged cells do not grow by
    /// themselves in any spreadsheet program.
    pub(super) fn heights(&self) -> Vec<(u32, f64)> {
        let mut heights = vec![0.0_f64; self.next_row() as usize];
        for cell in self.cells.iter().filter(|cell| cell.rows == 1) {
            let height = self.height_of(cell);
            let own = &mut heights[cell.row as usize];
            *own = own.max(height);
        }
        // a cell over several rows needs them to be high enough together
        for cell in self.cells.iter().filter(|cell| cell.rows > 1) {
            let rows = cell.row as usize..(cell.row + cell.rows) as usize;
            let room: f64 = heights[rows.clone()].iter().sum();
            let lacking = (self.height_of(cell) - room) / f64::from(cell.rows);
            if lacking > 0.0 {
                heights[rows]
                    .iter_mut()
                    .for_each(|height| *height += lacking);
            }
        }
        for (row, lines) in &self.roomy {
            if let Some(height) = heights.get_mut(*row as usize) {
                *height = height.max(f64::from(*lines) * 13.5 + 8.0);
            }
        }
        let rows = (0..).zip(heights);
        rows.filter(|(row, _)| !self.passing.contains(row))
            .collect()
    }

    /// The height of a row that is not among the cells.
    pub(super) fn height_of_row(&self, cells: &[PageCell]) -> f64 {
        let heights = cells.iter().map(|cell| self.height_of(cell));
        heights.fold(0.0, f64::max)
    }

    fn height_of(&self, cell: &PageCell) -> f64 {
        let size = cell.style.size();
        let room: f64 = (cell.column..cell.column + cell.columns)
            .filter_map(|column| self.widths.get(usize::from(column)))
            .sum();
        let beside = if cell.style == Style::Label { 2.5 } else { 1.0 };
        let room = (room - beside).max(1.0);
        let text = match cell.content.result() {
            CellContent::Text(text) | CellContent::File(text) => text.as_str(),
            CellContent::Link(link) => link.text.as_str(),
            _ => "",
        };
        let lines = if cell.style.wraps() {
            text.lines()
                .map(|line| lines_needed(label::width(line), size, room))
                .sum::<f64>()
                .max(1.0)
        } else {
            1.0
        };
        let spare = match cell.style {
            Style::Title | Style::CoverTitle => 16.0,
            _ if self.dense => DENSE,
            _ => 8.0,
        };
        (lines * size * LINE + spare).min(409.0)
    }
}

/// Lines that a text takes, given its width and the room in columns of the standard 11-point letter.
fn lines_needed(width: usize, size: f64, room: f64) -> f64 {
    let width = f64::from(u32::try_from(width).unwrap_or(u32::MAX));
    (width * size / 10.5 / room).ceil().max(1.0)
}

impl PageCell {
    /// A cell that stands alone.
    pub(super) fn new(row: u32, column: u16, content: CellContent, style: Style) -> Self {
        Self {
            row,
            column,
            rows: 1,
            columns: 1,
            content,
            style,
            fact: None,
            mark: None,
            dress: CellPurpose::default(),
        }
    }

    /// Widens its column to its figure.
    pub(super) fn widen(&self, widths: &mut [f64]) {
        let CellContent::Amount(amount, decimals) = self.content.result() else {
            return;
        };
        let length = u32::try_from(self.style.shown(*amount, *decimals).len()).unwrap_or(20);
        if let Some(width) = widths.get_mut(usize::from(self.column)) {
            *width = width.max(f64::from(length) + 2.5);
        }
    }

    pub(super) fn is_merged(&self) -> bool {
        self.rows > 1 || self.columns > 1
    }
}
