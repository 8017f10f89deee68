//! What is wrong with a sentence of a text, and where it stands.

use super::ClaimProblem;
use crate::lang::Text;
use serde::{Deserialize, Serialize};

/// A place in a text: characters of a paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// The block of the document's body, zero-based; a table is one block.
    pub block: usize,
    /// The paragraph of the text that was read, zero-based.
    pub paragraph: usize,
    /// The first character of the paragraph.
    pub start: usize,
    /// Behind the last character.
    pub end: usize,
    /// The sentence as printed.
    pub text: String,
    /// The figure, or the words, as printed.
    pub value: String,
    /// What it should be.
    pub proposed: Option<String>,
    /// Whether it is surely wrong, or may be; none where it is only part of the calculation.
    pub is_red: Option<bool>,
}

/// What is wrong with a sentence.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct SentenceProblem {
    /// The figure with the words before it.
    pub printed: String,
    /// What the figure should be.
    pub right: Option<String>,
    /// Its unit.
    pub unit: String,
    /// How that comes about, or why it cannot be.
    pub calculation: Text,
    /// What went wrong.
    pub slip: Option<SentenceSlip>,
    /// Whether it is only a residue of rounding.
    pub is_rounding: bool,
    /// Whether it is surely this figure.
    pub is_certain: bool,
    /// What is wrong where it is no calculation.
    pub claim: Option<ClaimProblem>,
}

/// How a figure of a sentence came to be wrong.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum SentenceSlip {
    /// The rate was divided by this year's figure.
    ThisYearsBase,
    /// The direction is the opposite.
    Direction,
    /// The figure of another item, in the block of the document.
    OtherItem(usize),
    /// A slip of fingers or of the unit of measure.
    Figure {
        /// Its word in JSON.
        word: String,
        /// In words.
        text: Text,
    },
}
