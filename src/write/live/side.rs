//! One side of an equation as cells of the workbook.

use super::terms::{FormulaTerm, TermSource};
use crate::amount::Amount;
use crate::equation::EquationSide;

/// One side, before it is written.
pub(super) struct LiveSide<'a> {
    pub(super) side: &'a EquationSide,
    pub(super) terms: Vec<FormulaTerm>,
    /// Last year's figures that are not 0; they are in the constant too.
    pub(super) last_year: Vec<FormulaTerm>,
    pub(super) value: Amount,
}

impl LiveSide<'_> {
    /// All its figures, this year's first.
    pub(super) fn figures(&self) -> impl Iterator<Item = &FormulaTerm> {
        self.terms.iter().chain(&self.last_year)
    }

    /// Whether all that it lacks are figures that can be read once they are mended.
    pub(super) fn is_mendable(&self) -> bool {
        let lacking = self
            .side
            .absent
            .iter()
            .filter(|absent| !absent.is_zero)
            .count();
        let unreadable = self.terms.iter().filter(|term| term.is_unreadable);
        lacking == unreadable.filter(|term| term.place().is_some()).count()
    }

    /// Whether a figure of it stands in the workbook.
    pub(super) fn is_live(&self) -> bool {
        self.terms
            .iter()
            .any(|term| !matches!(term.source, TermSource::Nowhere))
    }

    /// Whether its formula may find no figure: none stands there, or they are looked up.
    pub(super) fn may_be_blank(&self) -> bool {
        let is_lookup = |term: &FormulaTerm| matches!(term.source, TermSource::Code(_));
        let is_filled = self.terms.iter().any(FormulaTerm::is_filled);
        self.is_live()
            && self.side.constant.is_zero()
            && (!is_filled || self.terms.iter().any(is_lookup))
    }

    /// Whether a figure cannot be read.
    pub(super) fn is_open(&self) -> bool {
        self.terms.iter().any(|term| term.is_unreadable)
    }

    pub(super) fn scale(&self) -> u32 {
        self.side.constant.value().normalize().scale()
    }
}
