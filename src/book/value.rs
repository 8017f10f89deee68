//! What a cell holds: a text, a number, or what no figure can be made of.

use crate::amount::{self, UnitOfMeasure};
use crate::label::{fold, is_bare, one_line};
use rust_decimal::Decimal;
use std::borrow::Cow;
use std::ops::Deref;
use std::sync::Arc;

/// A text as it was written, and as it compares: worked out once for all cells that show it.
#[derive(Debug, PartialEq)]
pub(crate) struct SharedText {
    written: String,
    /// Nothing where it is as written; so is the next one.
    line: Option<String>,
    folded: Option<String>,
}

impl SharedText {
    /// A text that may stand in many cells.
    pub(crate) fn new(written: impl Into<String>) -> Arc<Self> {
        let written = written.into();
        let unless_bare = |form: fn(&str) -> String| (!is_bare(&written)).then(|| form(&written));
        Arc::new(Self {
            line: unless_bare(one_line),
            folded: unless_bare(fold),
            written,
        })
    }

    /// As [`fold`] gives it.
    pub(crate) fn folded(&self) -> &str {
        self.folded.as_deref().unwrap_or(&self.written)
    }

    /// As [`one_line`] gives it.
    pub(crate) fn line(&self) -> &str {
        self.line.as_deref().unwrap_or(&self.written)
    }
}

/// As it was written.
impl Deref for SharedText {
    type Target = str;
    fn deref(&self) -> &str {
        &self.written
    }
}

/// What a cell holds.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    Text(Arc<SharedText>),
    Number(Decimal),
    /// A number whose format makes it look like something else.
    Shown(Arc<ShownNumber>),
    /// A number or a date whose format prints words with it, and what is seen; a sheet keeps these words apart.
    Dressed(Box<(Value, String)>),
    /// A number that is no amount: not finite, or too large.
    NoNumber(String),
    /// A number shown as a date, as its text.
    Date(String),
    Bool(bool),
    Error(String),
    /// What no program could have written there, as it stands.
    Damaged(String),
    /// A formula whose result was not stored.
    NoResult,
}

impl Value {
    /// A number as a spreadsheet holds it.
    pub(crate) fn of_number(number: f64) -> Self {
        amount::from_cell(number).map_or_else(|| Self::NoNumber(number.to_string()), Self::Number)
    }

    /// As text on one line.
    pub(crate) fn text(&self) -> Cow<'_, str> {
        match self {
            Self::Text(text) => text.line().into(),
            Self::Number(number) => number.to_string().into(),
            // an invisible name is still its only name
            Self::Shown(shown) if shown.look == NumberLook::Nothing => {
                shown.stored.to_string().into()
            }
            Self::Shown(shown) => shown.text.as_str().into(),
            Self::Dressed(dressed) => dressed.1.as_str().into(),
            Self::NoNumber(text) | Self::Date(text) | Self::Error(text) | Self::Damaged(text) => {
                text.into()
            }
            Self::Bool(value) => if *value { "TRUE" } else { "FALSE" }.into(),
            Self::NoResult => "".into(),
        }
    }

    /// As it compares.
    pub(crate) fn folded(&self) -> Cow<'_, str> {
        match self {
            Self::Text(text) => text.folded().into(),
            Self::Number(_) | Self::NoResult => self.text(),
            _ => fold(&self.text()).into(),
        }
    }

    /// Whether nothing can be seen in it.
    pub(crate) fn is_blank(&self) -> bool {
        matches!(self, Self::Text(text) if text.folded().is_empty() && !text.contains([':', '：']))
    }
}

/// A number that does not look like itself.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ShownNumber {
    /// As the cell holds it.
    pub(crate) stored: Decimal,
    /// As it is seen; digits are not grouped.
    pub(crate) text: String,
    /// The code of the format.
    pub(crate) format: Arc<str>,
    /// What it looks like.
    pub(crate) look: NumberLook,
}

/// What a number looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NumberLook {
    /// An amount, exact, and the unit of measure that is printed with it.
    Amount(Decimal, Option<UnitOfMeasure>),
    /// Nothing or a zero, because it is rounded to whole numbers or few decimals.
    RoundedToZero,
    /// A percentage.
    Percentage,
    /// No figure at all.
    Nothing,
    /// Something else.
    Other,
}
