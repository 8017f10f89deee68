//! Figures of last year's tables.

use super::Reader;
use crate::budget::Budget;
use crate::rule::Expander;
use crate::rule::narrative::language::{Meaning, cell};
use rust_decimal::Decimal;

impl Reader<'_> {
    /// What words mean in last year's tables, in the unit of the layout.
    pub(crate) fn before(&self, meaning: &Meaning) -> Option<Decimal> {
        let (last, expander) = self.earlier.as_ref()?;
        let Meaning::Cells(terms) = meaning else {
            return None;
        };
        let cells = cell::terms(terms, expander)?;
        let values = cells
            .iter()
            .map(|(factor, id)| Some(*factor * cell::value(last, *id)?));
        values.sum()
    }
}

/// Last year's tables, where they are of the same layout.
pub(crate) fn earlier(budget: &Budget) -> Option<(&Budget, Expander<'_>)> {
    let last = &*budget.last_year.as_ref()?.budget;
    (last.layout.id == budget.layout.id).then(|| (last, Expander::new(last)))
}
