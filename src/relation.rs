//! How the two sides of an equation compare.

use serde::{Deserialize, Serialize};

/// `=`, `<=` or `>=`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Relation {
    /// Both sides are equal.
    Equal,
    /// The left side is at most the right.
    AtMost,
    /// The left side is at least the right.
    AtLeast,
}

impl Relation {
    /// Whether it holds of two values.
    pub(crate) fn holds<T: PartialOrd>(self, left: T, right: T) -> bool {
        match self {
            Self::Equal => left == right,
            Self::AtMost => left <= right,
            Self::AtLeast => left >= right,
        }
    }
}
