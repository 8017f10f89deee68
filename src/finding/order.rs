//! What is wrong with the order of coded rows.

use super::Check;
use crate::classification::Code;
use serde::{Deserialize, Serialize};

/// Rows that stand in the wrong place, or lack the row above them.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum OrderProblem {
    /// A code's parent has no row in a table that prints that level.
    ParentMissing {
        /// The table.
        table: String,
        /// The codes without a row.
        codes: Vec<Code>,
        /// The rows below them.
        rows: Vec<NamedRow>,
    },
    /// A row stands below another code than its parent.
    BelowOtherParent {
        /// The table.
        table: String,
        /// The row.
        row: String,
        /// The row that it stands below; none where it stands before its parent.
        above: Option<String>,
        /// The row that it belongs below.
        parent: String,
    },
    /// All codes of a table descend.
    CodesDescend {
        /// The table.
        table: String,
    },
    /// Rows stand out of the order of codes.
    RowsOutOfOrder {
        /// The table.
        table: String,
        /// The rows.
        rows: Vec<NamedRow>,
    },
}

impl OrderProblem {
    /// The check of form that it fails.
    pub fn check(&self) -> Check {
        match self {
            Self::ParentMissing { .. } => Check::CodeParentPresent,
            Self::BelowOtherParent { .. } => Check::CodeBelowParent,
            Self::CodesDescend { .. } | Self::RowsOutOfOrder { .. } => Check::CodeOrder,
        }
    }

    /// The codes that have no row.
    pub(super) fn subject(&self) -> Option<String> {
        let Self::ParentMissing { codes, .. } = self else {
            return None;
        };
        let codes: Vec<&str> = codes.iter().map(|code| code.as_str()).collect();
        Some(codes.join("、"))
    }
}

/// A row with its cell.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct NamedRow {
    /// The row.
    pub name: String,
    /// The cell's name: `F12`.
    pub cell: String,
}
