//! What is wrong with the fiscal year of a budget.

use super::Check;
use crate::place::Address;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// A problem of the fiscal year.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum YearProblem {
    /// No place states the year.
    Unknown {
        /// The year of all other departments, if it is one.
        likely: Option<i32>,
    },
    /// A text is of another year all through.
    OfText {
        /// The year of the text.
        here: i32,
        /// The year of the tables.
        there: i32,
        /// How often the text names its year.
        count: usize,
    },
    /// Places outside the tables state another year.
    Elsewhere {
        /// The places, all in one file.
        places: Vec<YearPlace>,
        /// The year that they state.
        here: i32,
        /// The year of the budget.
        there: i32,
        /// The first places that state the budget's year; none where the clerk gave it.
        grounds: Vec<YearPlace>,
        /// How many places state the budget's year.
        count: usize,
        /// Whether titles of the same tables state the budget's year.
        is_proven: bool,
        /// How many other departments are of the year that these places state, where nearly all are.
        others: usize,
    },
}

/// A place that states a year.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum YearPlace {
    /// A table's title.
    Title(Address),
    /// A line of a cover.
    Cover {
        /// The file.
        file: Arc<str>,
        /// The sheet.
        sheet: Arc<str>,
        /// The cell's name.
        cell: String,
    },
    /// A sheet's name.
    Sheet {
        /// The file.
        file: Arc<str>,
        /// The sheet.
        sheet: Arc<str>,
    },
    /// A file's name.
    File(Arc<str>),
    /// The beginning of a document.
    Text(Arc<str>),
    /// The header of a sheet's printed pages.
    PrintHeader {
        /// The file.
        file: Arc<str>,
        /// The sheet.
        sheet: Arc<str>,
    },
}

impl YearProblem {
    /// The check of form that it fails.
    pub fn check(&self) -> Check {
        match self {
            Self::Unknown { .. } => Check::YearKnown,
            Self::OfText { .. } => Check::SameYear,
            Self::Elsewhere {
                is_proven: true,
                others: 0,
                ..
            } => Check::YearInNames,
            Self::Elsewhere { .. } => Check::SameYear,
        }
    }
}
