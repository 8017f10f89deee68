//! What a cell for an amount holds or shows.

use crate::amount::Amount;
use serde::{Deserialize, Serialize};

/// A number that does not look like itself.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct FormattedNumber {
    /// As the cell holds it.
    pub stored: Amount,
    /// As it is seen.
    pub text: String,
    /// The code of the number format.
    pub format: String,
}

/// What is seen in the place of an amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Disguise {
    /// A percentage.
    Percentage,
    /// Nothing.
    Hidden,
    /// Something else.
    Other,
}

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
