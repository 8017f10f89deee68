//! Changes of one figure that a text prints in several places.

use super::{Years, of_one_cell};
use crate::relation::Relation;
use crate::rule::narrative::language::TextCheck;
use crate::rule::narrative::reader::{Reader, StatedChange};

impl Reader<'_> {
    /// A change that is printed more than once is one.
    pub(super) fn same(&mut self, years: &Years<'_>, check: TextCheck) {
        for printed in years.changes.values() {
            let Some((first, rest)) = printed.split_first() else {
                continue;
            };
            for other in rest {
                let (left, right) = (first.signed(), other.signed());
                if left == right || self.is_stated(&left, &right) || self.is_gone(&left, &right) {
                    continue;
                }
                let check = match self.may_lack_items(first, other) {
                    true if self.are_confirmed(&left, &right) => continue,
                    true => TextCheck::SameChangeMaybe,
                    false => check,
                };
                self.check(check, left, Relation::Equal, right);
            }
        }
    }

    /// Whether one of two changes is that of a class or 款 and the other that of the only item left below it, and the first is
    /// less: items that were given up make it so.
    fn may_lack_items(&self, one: &StatedChange, other: &StatedChange) -> bool {
        let code = |change: &StatedChange| {
            let fact = self.budget.fact(of_one_cell(change)?);
            self.budget.row(fact).code.clone()
        };
        let [Some(a), Some(b)] = [code(one), code(other)] else {
            return false;
        };
        let change = |it: &StatedChange| self.total(&it.signed());
        (b.is_below(&a) && change(one) < change(other))
            || (a.is_below(&b) && change(other) < change(one))
    }
}
