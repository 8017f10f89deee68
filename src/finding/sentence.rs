//! What is wrong with a sentence of a text, and where it stands.

use super::ClaimProblem;
use crate::amount::UnitOfMeasure;
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
    /// Whether it is certainly wrong, or may be; none where it is only part of the calculation.
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
    pub calculation: Calculation,
    /// What went wrong.
    pub slip: Option<SentenceSlip>,
    /// Whether it is only a residue of rounding.
    pub is_rounding: bool,
    /// Whether it is certainly this figure.
    pub is_certain: bool,
    /// What is wrong where it is no calculation.
    pub claim: Option<ClaimProblem>,
}

/// How the right value of a figure comes about, or why two sides disagree. Sums are written with their values.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Calculation {
    /// There is nothing to say.
    None,
    /// A sum, or a quotient, that gives the right value.
    Formula(String),
    /// Two sides that are not equal; none of their figures is named.
    Unequal([String; 2]),
    /// What a side should be, and by how much it is not.
    ShouldBe {
        /// The other side.
        right: String,
        /// The difference.
        gap: String,
    },
    /// A side that is beyond what it may be.
    Beyond {
        /// What must hold.
        title: String,
        /// Both sides.
        sides: [String; 2],
        /// Whether the left one is too large.
        is_more: bool,
    },
    /// A table has no figure for what it is about.
    NoFigure {
        /// The table.
        table: String,
        /// Whether it has no figures at all.
        is_empty: bool,
    },
    /// A rate that is right but for its word: 增加 before it, 下降 with it.
    OtherDirection,
    /// What the text says elsewhere.
    Elsewhere {
        /// The paragraph, from 1.
        paragraph: usize,
        /// Its words.
        words: String,
    },
    /// A figure that gives the printed rate.
    GivesRate {
        /// The figure.
        right: String,
        /// The rate as printed.
        printed: String,
        /// What the rate is with the figure as it stands.
        now: String,
    },
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
    /// Last year's figure.
    LastYear,
    /// It and another one stand in each other's place; the other as printed.
    Exchanged(String),
    /// The digits are right, in this unit.
    Unit(UnitOfMeasure),
    /// A slip of fingers.
    Figure {
        /// Its word in JSON.
        word: String,
        /// In words.
        text: Text,
    },
}
