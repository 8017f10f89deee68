//! The headings above a line.

use super::Reader;
use crate::rule::narrative::lines::{Kind, Marker, TextLine};
use rust_decimal::Decimal;

/// A heading at hand.
pub(crate) struct Head {
    pub(crate) marker: Marker,
    pub(crate) text: String,
    /// The section that it names.
    pub(crate) section: Option<usize>,
    /// Whether it heads what an earlier year spent: `二、2021年“三公”经费决算情况`.
    pub(crate) is_past: bool,
}

impl Head {
    /// Its words.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }
}

impl Reader<'_> {
    /// Whether a place stands below a heading of what an earlier year spent, and its sentence does not name this year.
    pub(crate) fn is_of_past(&self, index: usize, line: &TextLine, at: usize) -> bool {
        if !self.heads.iter().any(|it| it.is_past) {
            return false;
        }
        let (from, to) = line.sentence(at);
        let figures = self.of_line(index);
        let mut own = figures.iter().filter(|it| it.kind == Kind::Year);
        let year = self.year().map(Decimal::from);
        !own.any(|it| it.start >= from && it.close <= to && year == Some(it.value))
    }
}
