//! What a cell for an amount holds or shows.

use serde::{Deserialize, Serialize};

/// What a cell for an amount holds instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Content {
    /// A formula without a stored result.
    NoResult,
    /// A date.
    Date,
    /// An error of a formula.
    Error,
    /// Something damaged.
    Damaged,
    /// Other text.
    Text,
}
