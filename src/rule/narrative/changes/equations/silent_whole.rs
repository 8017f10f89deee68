//! A whole whose own change no sentence tells, though those of its parts come to it in two ways: income by kinds of money, and
//! spending by 基本支出 and 项目支出.

use super::{Shadow, Years};
use crate::budget::FactId;
use crate::relation::Relation;
use crate::rule::narrative::language::TextCheck;
use crate::rule::narrative::reader::{Reader, Sum};
use rust_decimal::Decimal;
use std::collections::BTreeSet;

impl Reader<'_> {
    /// States that two sums of changes which are both the change of a whole come to the same.
    pub(super) fn silent_wholes(&mut self, years: &Years<'_>, is_maybe: bool) {
        let wholes = years.sums.wholes.iter().map(|(whole, _)| *whole);
        let is_told_below = |it: &FactId| years.has_change[it.0];
        let silent = wholes.filter(|it| is_told_below(it) && !years.changes.contains_key(it));
        let silent: BTreeSet<_> = silent.collect();
        for whole in silent {
            let mut sums = years.sums.sums_of(whole);
            // one sum has none to be compared with
            if sums.by_ref().nth(1).is_none() {
                continue;
            }
            let sums = years.sums.sums_of(whole);
            let made = sums.filter_map(|parts| self.made_up(years, parts, 0));
            let mut made: Vec<Shadow> = made.filter(|it| !it.sum.terms.is_empty()).collect();
            // those that rest on nothing come first
            made.sort_by_key(|it| it.is_assumed);
            let Some((first, rest)) = made.split_first() else {
                continue;
            };
            for other in rest.iter().filter(|_| !first.is_assumed) {
                self.same_whole(first, other, is_maybe);
            }
        }
    }

    /// States that a sum which is all of the change comes to another one of the same whole.
    fn same_whole(&mut self, all: &Shadow, other: &Shadow, is_maybe: bool) {
        let (mut left, mut right) = (other.sum.clone(), all.sum.clone());
        let (one, many) = if left.terms.len() > 1 && right.terms.len() == 1 {
            (&mut right, &mut left)
        } else {
            (&mut left, &mut right)
        };
        let moved = Sum {
            terms: one.terms.split_off(1),
            constant: std::mem::take(&mut one.constant),
        };
        many.add(-Decimal::ONE, &moved);
        let (left, right) = (one, many);
        if left == right || self.is_stated(left, right) || self.is_gone(left, right) {
            return;
        }
        // what was given up makes the whole less, and never more
        let is_less = self.total(&all.sum) <= self.total(&other.sum) || other.is_taken_off;
        if (is_maybe || is_less) && self.are_confirmed(left, right) {
            return;
        }
        let check = match is_maybe || (other.is_assumed && is_less) {
            true => TextCheck::ChangePartsMaybe,
            false => TextCheck::ChangeParts,
        };
        self.check(check, left.clone(), Relation::Equal, right.clone());
    }
}
