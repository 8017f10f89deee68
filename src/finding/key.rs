//! What a finding is known by from one run to the next. Figures, files, sheets and names of rows may change; the rule
//! and the places within the tables stay.

use crate::classification::Code;
use std::fmt;

/// The identity of a finding: its rule and the paths of its cells.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct FindingKey {
    /// The rule's id.
    pub rule: String,
    /// The cells of each side; all on the left for a check of form.
    pub sides: [Vec<CellPath>; 2],
    /// What it is about where its cells do not tell: a missing table, an unknown code.
    pub subject: Option<String>,
}

/// A place within the tables of a budget, whatever the file looks like.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct CellPath {
    /// The budget unit, of a department that has several.
    pub unit: Option<String>,
    /// The table's id.
    pub table: String,
    /// The number of a form.
    pub number: Option<String>,
    /// The block, of a table that has several.
    pub block: Option<usize>,
    /// The row; none for the table as a whole.
    pub row: Option<RowPath>,
    /// The column's id; none for the row as a whole.
    pub column: Option<String>,
}

/// How a row is known.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum RowPath {
    /// By the layout's line.
    Line(String),
    /// By its code.
    Code(Code),
    /// By the name of its project, folded.
    Project(String),
    /// By its label, folded.
    Label(String),
    /// One of the rows of a sum.
    Any,
}

impl fmt::Display for FindingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.rule)?;
        for (index, side) in self.sides.iter().enumerate() {
            if index > 0 && !side.is_empty() {
                f.write_str(" ~")?;
            }
            for path in side {
                write!(f, " {path}")?;
            }
        }
        match &self.subject {
            Some(subject) => write!(f, " {subject}"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for CellPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(unit) = &self.unit {
            write!(f, "{unit}/")?;
        }
        f.write_str(&self.table)?;
        if let Some(number) = &self.number {
            write!(f, "（{number}）")?;
        }
        if let Some(block) = self.block {
            write!(f, "#{}", block + 1)?;
        }
        if let Some(row) = &self.row {
            write!(f, "/{row}")?;
        }
        match &self.column {
            Some(column) => write!(f, "/{column}"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for RowPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line(name) | Self::Project(name) | Self::Label(name) => f.write_str(name),
            Self::Code(code) => write!(f, "{code}"),
            Self::Any => f.write_str("*"),
        }
    }
}
