//! A change against an earlier figure, as a sentence states it.

use super::Reader;
use super::reading::{Ref, Sum};
use crate::budget::FactId;
use rust_decimal::Decimal;

/// A change against an earlier figure, as a sentence states it.
#[derive(Debug, Clone)]
pub(crate) struct StatedChange {
    pub(crate) line: usize,
    /// Behind the sentence that states it.
    pub(crate) to: usize,
    pub(crate) figure: usize,
    /// Up 1, down -1.
    pub(crate) sign: Decimal,
    /// Whether it is among the reasons of another.
    pub(crate) in_reason: bool,
    /// Whether it is against what was spent, not against the budget.
    pub(crate) is_executed: bool,
    /// The figure of the text that it is a change of.
    pub(crate) amount: Option<usize>,
    /// The cells that it is a change of.
    pub(crate) cells: Vec<(Decimal, FactId)>,
    /// What the same words meant in last year's tables, where they tell.
    pub(crate) before: Option<Decimal>,
}

impl StatedChange {
    /// The change with its sign.
    pub(crate) fn signed(&self) -> Sum {
        Sum::one(self.sign, Ref::Text(self.figure))
    }
}

/// A rate that is stated without its amount: `支出100万元，比上年下降7%`.
#[derive(Debug, Clone)]
pub(crate) struct BareRate {
    /// The figure of the text that it is a rate of.
    pub(crate) amount: usize,
    /// The rate with its sign.
    pub(crate) rate: Sum,
    /// Whether it is against what was spent.
    pub(crate) is_executed: bool,
}

impl Reader<'_> {
    /// Changes that are not among the reasons of others, in the order of the text.
    pub(crate) fn told(&self) -> impl DoubleEndedIterator<Item = &StatedChange> {
        self.changes.iter().filter(|it| !it.in_reason)
    }

    /// Changes of which the tables have the figure, in the order of the text.
    pub(crate) fn changes_of_cells(&self) -> impl DoubleEndedIterator<Item = &StatedChange> {
        let own = self.changes.iter();
        own.filter(|it| !it.cells.is_empty() || it.before.is_some())
    }
}
