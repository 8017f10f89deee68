//! What is wrong with what a department handed in as a whole, beside its tables.

use super::Check;
use serde::{Deserialize, Serialize};

/// A problem of a submission.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum SubmissionProblem {
    /// Budget units that are added up look like two departments.
    UnitsOfTwo {
        /// The folder that they lie in.
        folder: String,
        /// Two of them.
        units: [String; 2],
        /// Their files.
        files: [Vec<String>; 2],
        /// Whether their codes begin differently, too; else only their names differ.
        is_by_code: bool,
    },
    /// A unit in the folder is of another year, and was not added.
    UnitOfOtherYear {
        /// The unit.
        unit: String,
        /// Its files.
        files: Vec<String>,
        /// Its year.
        here: i32,
        /// The year of the budget.
        there: i32,
    },
    /// All amounts are those of another budget.
    SameAmounts {
        /// Its department; none where it is last year's.
        department: Option<String>,
        /// Its files.
        files: Vec<String>,
    },
}

impl SubmissionProblem {
    /// Whether it explains other findings and comes before them.
    pub(super) fn leads(&self) -> bool {
        !matches!(self, Self::SameAmounts { .. })
    }

    /// The check of form that it fails.
    pub fn check(&self) -> Check {
        match self {
            Self::UnitsOfTwo {
                is_by_code: true, ..
            } => Check::UnitsOfOne,
            Self::UnitsOfTwo { .. } => Check::UnitsLikelyOfOne,
            Self::UnitOfOtherYear { .. } => Check::UnitsOfOneYear,
            Self::SameAmounts { .. } => Check::AmountsOwn,
        }
    }
}
