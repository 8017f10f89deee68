//! A table as it was read: its heading, its rows, and how a row is known.

use super::fact::{FactId, Figure};
use crate::amount::UnitOfMeasure;
use crate::classification::Code;
use crate::place::{Address, CellRef};
use serde::{Deserialize, Serialize};

/// A text with its place.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Placed {
    /// As it was written.
    pub text: String,
    /// Where.
    pub at: Address,
}

/// One table, or one form, of a submission.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Table {
    /// The table of the layout, by its index.
    pub layout: usize,
    /// The title.
    pub title: Placed,
    /// The title of the layout that it is, by its index.
    pub title_known: usize,
    /// Which columns its header has, in the order of the layout's drawing.
    pub columns: Vec<bool>,
    /// Decimal places that its figures show.
    pub decimals: u32,
    /// What numbers it among its like: `一` of a form.
    pub number: Option<String>,
    /// The department that its heading names.
    pub department: Option<Placed>,
    /// The word before that name, as the layout knows it: 编制单位.
    pub department_label: Option<String>,
    /// The fiscal year that its title or heading names.
    pub year: Option<i32>,
    /// The year that the headings of its columns state.
    pub header_year: Option<HeaderYear>,
    /// The cells of the header that state it.
    pub(crate) header_year_cells: Vec<CellRef>,
    /// The unit of measure that it states.
    pub unit_of_measure: Option<UnitOfMeasure>,
    /// The cell that states it.
    pub unit_at: Option<Address>,
    /// Notes under it.
    pub notes: Vec<Placed>,
    /// Its rows, a block of the layout each.
    pub blocks: Vec<Vec<Row>>,
    /// The texts of a form's list, row by row, a text a column.
    pub list: Vec<Vec<String>>,
    /// The cells of these texts; none where a merged range hides the cell.
    pub(crate) list_cells: Vec<Vec<Option<CellRef>>>,
    /// The cells of a form's fields, by column of its block.
    pub(crate) field_cells: Vec<(usize, CellRef)>,
    /// The budget unit that it is of, as an index into [`Budget::units`](super::Budget::units); none for the department itself.
    pub unit: Option<usize>,
}

impl Table {
    /// A cell of its sheet.
    pub(crate) fn cell(&self, place: CellRef) -> Address {
        Address {
            row: place.row,
            column: place.column,
            ..self.title.at.clone()
        }
    }

    /// Every row with the index of its block and its own.
    pub fn rows(&self) -> impl Iterator<Item = (usize, usize, &Row)> {
        self.blocks.iter().enumerate().flat_map(|(block, rows)| {
            rows.iter()
                .enumerate()
                .map(move |(row, it)| (block, row, it))
        })
    }
}

/// A row of a block.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Row {
    /// How it is known.
    pub key: RowKey,
    /// Its code, if it has one.
    pub code: Option<Code>,
    /// Its name as written, on one line.
    pub label: String,
    /// The project that it names.
    pub project: Option<String>,
    /// The row of the budget unit above it in the same block.
    pub unit: Option<usize>,
    /// Texts of the columns for texts, by column of the block.
    pub texts: Vec<(usize, String)>,
    /// A fact a column with figures, `None` for the other columns.
    pub facts: Vec<Option<FactId>>,
    /// Its first cell.
    pub at: Address,
    /// The cells that its code was read from: one, or one a part.
    pub code_cells: Vec<Address>,
    /// The cell of its name, where that stands in one of its own.
    pub label_cell: Option<Address>,
    /// What stands in them, where it is no code; `code` is then the one that is meant, if that is known.
    pub unclear: Option<UnclearCode>,
    /// Figures of the year before that stand beside its own; of a row added up from budget units those of all units.
    pub last_year: Vec<LastYearFigure>,
}

/// What stands in the cells for a code and is none.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnclearCode {
    /// As it was written, part by part; empty in a table whose columns for codes are blank.
    pub text: String,
    /// The code that it begins with, as far as that is understood.
    pub within: Option<Code>,
}

/// A figure of the year before, in its own column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastYearFigure {
    /// The column of the block that it compares with.
    pub column: usize,
    /// Whether it is of an execution (执行数), not of a budget (预算数).
    pub is_executed: bool,
    /// Where it was read.
    pub at: Address,
    /// What it says.
    pub figure: Figure,
}

/// The year that the headings of a table's columns state for its own figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum HeaderYear {
    /// 2020年预算数.
    Year(i32),
    /// 上年预算数, and nothing of this year.
    Last,
}

/// How a row is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum RowKey {
    /// A line of the layout, by its index.
    Line(usize),
    /// A code.
    Code,
    /// A project.
    Project,
    /// Something in the place of a code that is none.
    Unclear,
    /// A budget unit.
    Unit,
    /// The only row.
    Single,
    /// A row of an outline, by its depth.
    Level(usize),
}
