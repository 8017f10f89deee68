//! As many things, what each of them gets, and what that comes to: `20个社区，每个社区6万元，共计120万元`.

use crate::relation::Relation;
use crate::rule::narrative::language::TextCheck;
use crate::rule::narrative::reader::{Reader, Ref, Sum};
use rust_decimal::Decimal;

impl Reader<'_> {
    /// States that a total is so many times what each gets, which is no rounded figure. What is several times as much is for as
    /// many months or people.
    pub(super) fn product(&mut self, count: usize, each: usize, total: usize) {
        let [count, one, all] = [count, each, total].map(|it| self.reading.figures[it].value);
        let times = count
            .checked_mul(one)
            .and_then(|product| all.checked_div(product));
        let is_other = |times: Decimal| times.is_integer() && times > Decimal::ONE;
        if times.is_none_or(is_other) {
            return;
        }
        let own = &mut self.reading.figures[each];
        own.half = own.half.checked_div(count + count).unwrap_or(own.half);
        let left = Sum::one(Decimal::ONE, Ref::Text(total));
        let right = Sum::one(count, Ref::Text(each));
        self.check(TextCheck::Product, left, Relation::Equal, right);
    }
}
