//! A whole that is called the same as last year, though its parts have changed.

use super::{Shadow, Years};
use crate::budget::FactId;
use crate::rule::narrative::reader::{Reader, Ref, Sum};
use rust_decimal::Decimal;

impl Reader<'_> {
    /// Whether a whole that is called the same cannot be: only one part has changed and nothing else by as much, or another
    /// sum of it, of none of the same changes, comes to as much. Items that were given up may explain the first.
    pub(super) fn is_no_gap(&self, years: &Years<'_>, whole: FactId, told: &Shadow) -> bool {
        let changed = |it: &Sum| -> Vec<Ref> {
            let own = it.terms.iter().map(|(_, own)| *own);
            own.filter(|own| !self.value(*own).is_zero()).collect()
        };
        let (gap, own) = (self.total(&told.sum), changed(&told.sum));
        let halves = |it: &[Ref]| it.iter().map(|own| self.half(*own)).sum::<Decimal>();
        let is_other = |other: &Shadow| {
            let refs = changed(&other.sum);
            let slack = halves(&refs) + halves(&own);
            (self.total(&other.sum) - gap).abs() <= slack
                && refs.len() + own.len() > 2
                && !(other.may_lack_items && told.may_lack_items)
                && !refs.iter().any(|it| own.contains(it))
        };
        let mut sums = years.sums.sums_of(whole);
        let mut changes = self.changes.iter();
        let is_moved = changes.any(|it| self.total(&it.signed()) == -gap);
        let is_one = own.len() == 1 && !told.may_lack_items && !is_moved;
        let made = |parts: &Vec<_>| {
            self.made_up(years, parts, 0)
                .is_some_and(|it| is_other(&it))
        };
        !gap.is_zero() && (is_one || sums.any(made))
    }
}
