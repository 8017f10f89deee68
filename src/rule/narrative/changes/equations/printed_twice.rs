//! Changes of one figure that a text prints in several places.

use super::{LinkedSums, Years, of_one_cell};
use crate::budget::FactId;
use crate::relation::Relation;
use crate::rule::narrative::language::TextCheck;
use crate::rule::narrative::lines::Kind;
use crate::rule::narrative::reader::{
    BareRate, Reader, Ref, StatedChange, Statement, Sum, TextFigure,
};
use rust_decimal::Decimal;

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
                // 比调整后预算5万元减少1万元，比预计执行数3万元增加1万元: each has its own base
                if first.is_executed && self.are_confirmed(&left, &right) {
                    continue;
                }
                let check = match self.may_lack_items(first, other) {
                    true if self.are_confirmed(&left, &right) => continue,
                    true => TextCheck::SameChangeMaybe,
                    false => check,
                };
                // 持平 beside 增加5万元: there would have been just as much of other money
                let is_certain = self.is_said_same(first) != self.is_said_same(other);
                let before = self.reading.statements.len();
                self.check(check, left, Relation::Equal, right);
                for own in &mut self.reading.statements[before..] {
                    own.is_near &= !is_certain;
                }
            }
        }
    }

    /// States that a rate without an amount is that of the change which the text tells of the same figure somewhere else:
    /// `收支总预算5万元，比上年增加1万元，增长25%`, `收入预算5万元，比上年增长25%`.
    pub(super) fn same_rates(&mut self, sums: &LinkedSums) {
        let rule = self.data.checks.get(&TextCheck::SameChange).copied();
        let Some(rule) = rule else { return };
        for own in self.bare_rates.clone() {
            let Some(only) = self
                .only_cell(own.amount)
                .filter(|_| self.is_plain_rate(&own))
            else {
                continue;
            };
            let is_same = |it: &&StatedChange| {
                let amount = it.amount.map(|it| self.reading.figures[it].value);
                let cell = of_one_cell(it).map(|cell| sums.of(cell));
                it.is_executed == own.is_executed
                    && cell == Some(sums.of(only))
                    && amount == Some(self.reading.figures[own.amount].value)
            };
            let changes: Vec<Sum> = self
                .told()
                .filter(is_same)
                .map(StatedChange::signed)
                .collect();
            // several are held against one another
            let [change] = changes.as_slice() else {
                continue;
            };
            let mut base = Sum::one(Decimal::ONE, Ref::Text(own.amount));
            base.add(-Decimal::ONE, change);
            if self.total(&base) > Decimal::ZERO {
                self.state(Statement {
                    rule,
                    left: own.rate,
                    relation: Relation::Equal,
                    right: change.clone(),
                    over: Some(base),
                    is_near: false,
                    may_be_less: false,
                });
            }
        }
    }

    /// The only cell that a stated amount is that of.
    fn only_cell(&self, figure: usize) -> Option<FactId> {
        let own = &self.reading.figures[figure];
        match own.cells.as_slice() {
            [(factor, only)] if *factor == Decimal::ONE => {
                let value = self.total(&Sum::of(&own.cells));
                own.printed().may_be(value).then_some(*only)
            }
            _ => None,
        }
    }

    /// Whether nothing but a comparison with last year stands between an amount and its rate.
    fn is_plain_rate(&self, own: &BareRate) -> bool {
        let Some(rate) = own.rate.figure() else {
            return false;
        };
        let [amount, rate] = [own.amount, rate].map(|it| &self.reading.figures[it]);
        let figures = &self.reading.figures[self.first[rate.line]..self.first[rate.line + 1]];
        let between = amount.figure.close..rate.figure.start;
        let mut others = figures
            .iter()
            .filter(|it| between.contains(&it.figure.start));
        let is_last_year = |it: &TextFigure| {
            let last = self.year().map(|it| Decimal::from(it - 1));
            it.figure.kind == Kind::Year && Some(it.value) == last
        };
        let line = &self.reading.lines[rate.line];
        amount.line == rate.line
            && others.all(is_last_year)
            && !self.is_less(line, rate.figure.start)
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
