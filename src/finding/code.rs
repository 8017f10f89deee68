//! What is wrong with a code or its name.

use super::Check;
use crate::classification::{Code, NamePeriod, Series};
use serde::{Deserialize, Serialize};

/// What is wrong with a code of a table or with the name beside it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum CodeProblem {
    /// A code belongs to another classification than the table's.
    OfOtherSeries {
        /// The table.
        table: String,
        /// The table's classification.
        series: Series,
        /// The first such code.
        code: Code,
        /// The classification of the code.
        other: Series,
        /// Where such codes stand.
        places: Vec<TableCell>,
    },
    /// A code is in no list.
    Unknown {
        /// The code with its name.
        row: CodedRow,
        /// The list.
        list: CodeList,
        /// Whether the list has every code of this kind.
        is_certain: bool,
        /// The code that the name belongs to.
        meant: Option<Code>,
    },
    /// A code is not used in this year.
    NotInUse {
        /// The code with its name.
        row: CodedRow,
        /// The budget's year.
        year: i32,
        /// The code's name when it was in use.
        name: String,
        /// When it was in use.
        period: NamePeriod,
        /// The codes that took its place.
        moved_to: Vec<Code>,
    },
    /// A code bears the name of a code that is one slip of the hand away.
    Mistyped {
        /// The code with its name.
        row: CodedRow,
        /// The code that the name belongs to.
        meant: Code,
    },
    /// A code has another name than the catalogue gives it.
    NameWrong {
        /// The code with its name.
        row: CodedRow,
        /// The list.
        list: CodeList,
        /// The name in the list.
        name: String,
        /// Where the written name comes from.
        origin: Option<NameOrigin>,
    },
    /// A name belongs to a code of another level.
    NameOfOtherLevel {
        /// The code with its name.
        row: CodedRow,
        /// The code's own name.
        name: String,
        /// The code that the written name belongs to.
        other: Code,
    },
    /// One code has several names.
    NamesDiffer {
        /// The code.
        code: Code,
        /// The tables, each with the name there.
        names: Vec<(String, String)>,
    },
    /// The columns for codes of a table are blank.
    Blank {
        /// The table.
        table: String,
        /// The cells in which the codes should stand.
        range: String,
        /// Its rows, by the codes of which they were read.
        rows: Vec<CodelessRow>,
    },
    /// A row with figures has no name.
    Nameless {
        /// The table.
        table: String,
        /// The row's code, if it has one.
        code: Option<Code>,
        /// The row's number on the sheet, from 1.
        number: u32,
    },
}

impl CodeProblem {
    /// The check of form that it fails.
    pub fn check(&self) -> Check {
        match self {
            Self::OfOtherSeries { .. } | Self::Unknown { .. } | Self::NotInUse { .. } => {
                Check::CodeKnown
            }
            Self::Mistyped { .. } | Self::NameWrong { .. } => Check::CodeName,
            Self::NameOfOtherLevel { .. } => Check::CodeLevel,
            Self::NamesDiffer { .. } => Check::CodeNamesAgree,
            Self::Nameless { .. } => Check::RowNamed,
            Self::Blank { .. } => Check::RowRecognised,
        }
    }
}

/// A row whose cells for a code are blank.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct CodelessRow {
    /// Its number on the sheet, from 1.
    pub number: u32,
    /// Its name.
    pub name: String,
    /// The code that other tables have for it.
    pub code: Option<Code>,
}

/// A code with its name as tables write it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct CodedRow {
    /// The code.
    pub code: Code,
    /// The name as written.
    pub label: String,
    /// Where it stands.
    pub places: Vec<TableCell>,
}

/// A cell of a table.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct TableCell {
    /// The table.
    pub table: String,
    /// The cell's name: `F12`.
    pub cell: String,
}

/// A list of codes: the one of the budget's year, or the nearest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct CodeList {
    /// The list's year.
    pub list: i32,
    /// The budget's year.
    pub year: i32,
}

/// Where a wrong name comes from.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum NameOrigin {
    /// It was the code's name at another time.
    OtherTime(NamePeriod),
    /// It is the name of another code.
    OtherCode(Code),
}
