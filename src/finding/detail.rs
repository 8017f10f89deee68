//! Details of problems: rows, titles and cells that their sentences name.

use crate::amount::Amount;
use crate::place::Address;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Why a row is passed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum PassedOver {
    /// A page break left it: 过次页, 承前页.
    PageBreak,
    /// It prints a row again at the head of a page.
    PrintedAgain,
    /// It adds up rows above it.
    Subtotal,
    /// It adds up rows below it.
    SubtotalAbove,
}

/// What an equation lacks.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Absence {
    /// A table was not handed in.
    Table {
        /// The table.
        table: String,
    },
    /// Two versions of a table lie side by side.
    TwoVersions {
        /// The table.
        table: String,
    },
    /// A table lacks a line of the layout.
    Line {
        /// The table.
        table: String,
        /// The line.
        line: String,
    },
    /// A table has no row for a code or a project.
    Row {
        /// The table.
        table: String,
        /// The code or the project; empty where the row at hand has none.
        row: String,
    },
    /// A table lacks a column.
    Column {
        /// The table.
        table: String,
    },
    /// A column of a table that the layout lacks is not read, and holds just what is missing.
    UnreadColumn {
        /// The table.
        table: String,
    },
    /// A figure cannot be read.
    Figure {
        /// The table.
        table: String,
        /// The cell.
        cell: Address,
    },
    /// The department lacks a row that its units have, or the units one that the department has.
    UnitRow {
        /// The table.
        table: String,
        /// The row.
        row: String,
        /// Whether the department lacks it.
        is_of_department: bool,
    },
}

/// A title that resembles a table's, though its header does not fit.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct NearTable {
    /// The sheet.
    pub sheet: Arc<str>,
    /// Whether it is a table of a document.
    pub is_in_document: bool,
    /// The title's cell: `A1`.
    pub cell: String,
    /// The table.
    pub table: String,
    /// The layout.
    pub layout: String,
    /// Columns that the header lacks.
    pub missing: Vec<String>,
}

/// By what amounts typed in 元 below 万元 are known. Amounts are in 万元, as they would be published.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum YuanSign {
    /// The largest amount of a table beside the total of the budget.
    Table {
        /// The largest amount of the table.
        largest: Amount,
        /// The total.
        whole: Amount,
    },
    /// An amount that a form states in words too.
    Words {
        /// The words.
        text: String,
        /// The amount in the form.
        amount: Amount,
    },
    /// The smallest expense of an office.
    Expense {
        /// Its row.
        name: String,
        /// Its amount.
        amount: Amount,
        /// The total of the budget.
        whole: Amount,
    },
    /// The amounts of the text.
    Text {
        /// How many have other units than the tables.
        count: usize,
        /// The first of them in the text.
        printed: String,
        /// The same in the tables.
        amount: Amount,
    },
}

/// Two versions of a table.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct TableVersions {
    /// The table's id in the layout.
    pub id: String,
    /// Its name in reports.
    pub table: String,
    /// The first figures and words that differ.
    pub differences: Vec<Difference>,
    /// How many differ.
    pub count: usize,
    /// Whether the figures agree, and only words differ.
    pub only_words: bool,
}

/// A figure, or words, that differ between two versions of a table.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Difference {
    /// The row; empty for the only one.
    pub row: String,
    /// The column.
    pub column: String,
    /// The cell of each version; none where it lacks the row.
    pub sides: [Option<VersionCell>; 2],
}

/// A cell of one version of a table.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct VersionCell {
    /// Its name: `F12`.
    pub cell: String,
    /// What it shows; none for a blank.
    pub shown: Option<String>,
}
