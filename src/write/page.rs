//! A page of a workbook as cells with a style each, before any writer of files is involved.

use super::paper::Print;
use crate::amount::Amount;
use crate::budget::{FactId, Figure};
use crate::label;

/// The height of a line, in sizes of its letters.
pub(super) const LINE: f64 = 1.35;
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
    pub(super) landscape: bool,
    /// The last row of the header, repeated on every printed page.
    pub(super) header_end: Option<u32>,
    /// Whether screens keep the header in sight.
    pub(super) frozen: bool,
    /// The row below the last one.
    pub(super) rows: u32,
    /// The header and the last row of a list that can be filtered.
    pub(super) filter: Option<(u32, u32)>,
    /// Colours that cells take on while something is true.
    pub(super) conditions: Vec<ConditionalPaint>,
    /// Names of areas of it, each with what it stands for.
    pub(super) names: Vec<(String, String)>,
    /// Where the rows and columns of each block stand.
    pub(super) grids: Vec<BlockGrid>,
    /// Whether only cells that are entered can be changed.
    pub(super) protected: bool,
    /// Whether nobody sees it.
    pub(super) hidden: bool,
    /// What may be entered.
    pub(super) entries: Vec<Validation>,
    /// Rows with room for more lines than they have yet: the row, and how many lines.
    pub(super) roomy: Vec<(u32, u32)>,
    /// Whether rows stand close to each other.
    pub(super) dense: bool,
    /// What goes on paper.
    pub(super) print: Print,
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
    /// What is said while a cell is chosen; nothing where it is empty.
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
    pub(super) mark: Option<Box<Mark>>,
    pub(super) dress: CellPurpose,
}

/// What a cell is for, where pages are filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(super) enum CellPurpose {
    /// To be read.
    #[default]
    Plain,
    /// To be entered.
    Entered,
    /// It has something that may be written over.
    Offered,
    /// To be read; it shows the colour of cells that are entered.
    LikeEntered,
    /// To be read; it shows the colour of cells that may be written over.
    LikeOffered,
    /// To be read; what follows from formulas, in rows that do not grow.
    Lined,
    /// The same; lines are drawn around it only while a condition says so.
    Bare,
}

/// How a wrong cell is marked, and the note on it.
#[derive(Debug, Clone)]
pub(super) struct Mark {
    pub(super) paint: Paint,
    pub(super) note: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum CellContent {
    Blank,
    Text(String),
    Amount(Amount, u32),
    Link(Box<Link>),
    /// A text that leads to a file beside this one, which it names.
    File(String),
    /// A formula, and the result that is stored beside it.
    Formula(String, Box<CellContent>),
}

/// A text that leads to a cell of a sheet of this workbook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Link {
    pub(super) text: String,
    pub(super) sheet: String,
    pub(super) cell: String,
}

/// How a cell looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Style {
    /// 表一： above the title.
    Mark,
    Title,
    CoverTitle,
    /// 编制部门：… and 单位：万元.
    Left,
    Right,
    Header,
    Label,
    /// 总计, indicator levels and values.
    Centre,
    Code,
    Amount,
    Remark,
    Link,
    /// A link within ruled lines.
    RuledLink,
}

/// The colour of a wrong figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Paint {
    /// It is wrong, or stands where a broken equation shows.
    Red,
    /// It may be wrong.
    Amber,
}

/// The colour that a cell takes on while a condition is met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum ConditionColour {
    Red,
    Amber,
    Green,
    Grey,
    /// Lines around the cell.
    Ruled,
}

impl Style {
    /// Points.
    pub(super) fn size(self) -> f64 {
        match self {
            Self::CoverTitle => 26.0,
            Self::Title => 18.0,
            Self::Mark | Self::Link => 12.0,
            _ => 10.0,
        }
    }

    pub(super) fn wraps(self) -> bool {
        matches!(
            self,
            Self::Header
                | Self::Label
                | Self::Centre
                | Self::Remark
                | Self::CoverTitle
                | Self::RuledLink
        )
    }
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
            row,
            column: small(column),
            rows: u32::try_from(rows).unwrap_or(1),
            columns: small(columns),
            content,
            style,
            fact: None,
            mark: None,
            dress: CellPurpose::default(),
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

    /// Widens columns to the longest figure in them, so that none prints as ###.
    pub(super) fn widen_to_figures(&mut self) {
        for cell in self.cells.iter().filter(|cell| cell.columns == 1) {
            let CellContent::Amount(amount, decimals) = cell.content.result() else {
                continue;
            };
            let length = u32::try_from(amount.grouped(*decimals).len()).unwrap_or(20);
            if let Some(width) = self.widths.get_mut(usize::from(cell.column)) {
                *width = width.max(f64::from(length) + 1.5);
            }
        }
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
        (0..).zip(heights).collect()
    }

    fn height_of(&self, cell: &PageCell) -> f64 {
        let size = cell.style.size();
        let room: f64 = (cell.column..cell.column + cell.columns)
            .filter_map(|column| self.widths.get(usize::from(column)))
            .sum();
        let room = (room - 1.0).max(1.0);
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
    pub(super) fn is_merged(&self) -> bool {
        self.rows > 1 || self.columns > 1
    }
}

impl CellContent {
    pub(super) fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() {
            Self::Blank
        } else {
            Self::Text(text)
        }
    }

    pub(super) fn link(
        text: impl Into<String>,
        sheet: impl Into<String>,
        cell: impl Into<String>,
    ) -> Self {
        Self::Link(Box::new(Link {
            text: text.into(),
            sheet: sheet.into(),
            cell: cell.into(),
        }))
    }

    /// What is seen: the result of a formula, anything else itself.
    pub(super) fn result(&self) -> &Self {
        match self {
            Self::Formula(_, result) => result,
            other => other,
        }
    }

    /// A figure as the public sees it; what is no amount stays as it was written.
    pub(super) fn figure(
        figure: &Figure,
        in_table: impl Fn(Amount) -> Amount,
        decimals: u32,
    ) -> Self {
        match figure {
            Figure::Amount { published, .. } => Self::Amount(in_table(*published), decimals),
            Figure::Blank => Self::Blank,
            Figure::Dash(text) | Figure::Nothing(text) | Figure::Unreadable(text) => {
                Self::text(text.clone())
            }
        }
    }
}
