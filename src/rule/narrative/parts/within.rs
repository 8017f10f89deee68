//! One part of an amount above, and what it has in turn: `政府采购预算10万元。面向中小企业预留5万元，占50%，其中小微企业3万元，占60%`.

use crate::relation::Relation;
use crate::rule::narrative::language::TextCheck;
use crate::rule::narrative::reader::{Reader, Ref, Statement, Sum};
use rust_decimal::Decimal;

impl Reader<'_> {
    /// States that the first amount of a sentence is no more than a whole, and its shares, which are of the whole or, behind the
    /// first amount, of that.
    pub(super) fn within_above(&mut self, index: usize, whole: usize, listed: &[usize]) {
        let Some(first) = listed.first().copied() else {
            return;
        };
        self.whole(TextCheck::Parts, whole, Relation::AtLeast, &[first]);
        let Some(rule) = self.data.checks.get(&TextCheck::Share).copied() else {
            return;
        };
        let shares: Vec<(usize, usize)> = self.shares_in(index).collect();
        for (part, rate) in shares {
            if self.reading.figures[rate].is_tied || !listed.contains(&part) {
                continue;
            }
            let value = |figure: usize| self.reading.figures[figure].value;
            let is_share = |of: &usize| self.is_quotient(rate, value(part), value(*of));
            let wholes = if part == first {
                vec![whole]
            } else {
                vec![first, whole]
            };
            let over = wholes.iter().copied().find(is_share).unwrap_or(wholes[0]);
            let one = |figure| Sum::one(Decimal::ONE, Ref::Text(figure));
            self.state(Statement {
                rule,
                left: one(rate),
                relation: Relation::Equal,
                right: one(part),
                over: Some(one(over)),
                is_near: false,
                may_be_less: false,
            });
        }
    }
}
