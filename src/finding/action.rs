//! What a person may tell the program to do about a problem.

use super::{Problem, YearProblem};

/// A choice that settles a problem. Each surface has its own way to make it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Action {
    /// Say which fiscal year the files are of.
    ChooseYear {
        /// The year of the other departments.
        likely: Option<i32>,
    },
    /// Of two versions of a table use the one saved last.
    TakeNewest,
}

impl Problem {
    /// The choice that would settle it, if there is one.
    pub fn action(&self) -> Option<Action> {
        match self {
            Self::Year(YearProblem::Unknown { likely }) => {
                Some(Action::ChooseYear { likely: *likely })
            }
            Self::VersionsDiffer {
                is_age_unknown: false,
                ..
            } => Some(Action::TakeNewest),
            _ => None,
        }
    }
}
