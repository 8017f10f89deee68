//! Why a submitted file could not be marked.

use crate::book::Refusal;

/// Why a submitted workbook could not be marked. Nothing of it is written then.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message().en)]
#[non_exhaustive]
pub enum ReturnError {
    /// The workbook or a part of it cannot be read, or not changed safely.
    Unfit(Refusal),
    /// A flag names a sheet that the workbook does not have.
    NoSheet {
        /// The name.
        sheet: String,
    },
    /// A flag names a cell that no sheet has.
    BeyondTheGrid {
        /// The sheet.
        sheet: String,
        /// Zero-based.
        row: u32,
        /// Zero-based.
        column: u32,
    },
    /// A mark names characters that the text does not have.
    NoCharacters {
        /// The paragraph, from 0.
        paragraph: usize,
        /// The first character, from 0.
        start: usize,
        /// The character behind the last one.
        end: usize,
    },
    /// The workbook has as many cell formats as one may have.
    TooManyFormats {
        /// How many there may be.
        limit: usize,
    },
}

impl From<Refusal> for ReturnError {
    fn from(refusal: Refusal) -> Self {
        Self::Unfit(refusal)
    }
}
