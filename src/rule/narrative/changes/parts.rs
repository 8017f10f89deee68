//! Changes of a whole and of its parts where the text itself gives both: amounts that add up this year did so last year too.

use crate::relation::Relation;
use crate::rule::narrative::language::TextCheck;
use crate::rule::narrative::reader::{Reader, Ref, Statement, Sum};
use rust_decimal::Decimal;

/// Parts of a list that tells all kinds that there are.
const ALL: usize = 3;

impl Reader<'_> {
    /// States that the changes of parts come to the change of their whole, where their amounts do.
    pub(crate) fn changes_of_parts(&mut self) {
        let sums = self.reading.statements.iter();
        let sums = sums.filter(|it| it.over.is_none() && it.relation == Relation::Equal);
        let sums = sums.filter_map(|it| {
            let [(_, Ref::Text(whole))] = it.left.terms[..] else {
                return None;
            };
            let part = |(factor, own): &(Decimal, Ref)| match own {
                Ref::Text(part) if *factor == Decimal::ONE => Some(*part),
                _ => None,
            };
            let parts: Option<Vec<usize>> = it.right.terms.iter().map(part).collect();
            let parts = parts.filter(|it| it.len() > 1)?;
            (self.total(&it.left) == self.total(&it.right)).then_some((whole, parts))
        });
        let sums: Vec<(usize, Vec<usize>)> = sums.collect();
        for (whole, parts) in sums {
            self.change_of_parts(whole, &parts);
        }
    }

    fn change_of_parts(&mut self, whole: usize, parts: &[usize]) {
        let change = |amount: usize| {
            let mut own = self.changes.iter();
            own.find(|it| it.amount == Some(amount))
        };
        let Some(of_whole) = change(whole) else {
            self.rate_of_parts(whole, parts);
            return;
        };
        let mut sum = Sum::default();
        let mut is_assumed = false;
        for part in parts {
            match change(*part) {
                Some(own) if own.is_executed == of_whole.is_executed => {
                    sum.add(Decimal::ONE, &own.signed());
                }
                // what is nothing this year may have been something
                None if self.reading.figures[*part].value.is_zero() => is_assumed = true,
                _ => return,
            }
        }
        let left = of_whole.signed();
        // what was given up makes the whole less, and never more
        let is_less = self.total(&left) <= self.total(&sum);
        let is_certain = !is_less || (!is_assumed && self.are_all_kinds(parts));
        if sum.terms.len() < 2 || self.is_stated(&left, &sum) || self.is_gone(&left, &sum) {
            return;
        }
        if is_less && self.are_confirmed(&left, &sum) {
            return;
        }
        let check = match is_certain {
            true => TextCheck::ChangeParts,
            false => TextCheck::ChangePartsMaybe,
        };
        self.check(check, left, Relation::Equal, sum);
    }

    /// States that the rate of a whole, which has no amount, is that of the changes of all its parts: `7% = 0.7 / (9.3 + 0.7)`.
    fn rate_of_parts(&mut self, whole: usize, parts: &[usize]) {
        let mut rates = self.bare_rates.iter();
        let Some(own) = rates.find(|it| it.amount == whole).cloned() else {
            return;
        };
        let mut sum = Sum::default();
        for part in parts {
            let mut changes = self.changes.iter();
            let change = changes.find(|it| it.amount == Some(*part) && !it.in_reason);
            match change.filter(|it| it.is_executed == own.is_executed) {
                Some(change) => sum.add(Decimal::ONE, &change.signed()),
                None => return,
            }
        }
        let rule = self.data.checks.get(&TextCheck::RateOfParts).copied();
        let Some(rule) = rule.filter(|_| self.are_all_kinds(parts)) else {
            return;
        };
        let mut base = Sum::one(Decimal::ONE, Ref::Text(whole));
        base.add(-Decimal::ONE, &sum);
        if self.total(&base).is_zero() {
            return;
        }
        self.state(Statement {
            rule,
            left: own.rate,
            relation: Relation::Equal,
            right: sum,
            over: Some(base),
            is_near: false,
            may_be_less: false,
        });
    }

    /// Whether parts are all kinds that there are: columns of one row, or several rows that no code numbers. Items of the
    /// classification may have been given up.
    fn are_all_kinds(&self, parts: &[usize]) -> bool {
        let cell = |part: &usize| match self.cells_of(*part)?.as_slice() {
            [(_, only)] => Some(self.budget.fact(*only)),
            _ => None,
        };
        let cells: Option<Vec<_>> = parts.iter().map(cell).collect();
        let Some(cells) = cells else { return false };
        let row = |it: &crate::budget::Fact| (it.table, it.block, it.row);
        let is_one_row = cells.iter().all(|it| row(it) == row(cells[0]));
        let is_coded = cells.iter().any(|it| self.budget.row(it).code.is_some());
        is_one_row || (parts.len() >= ALL && !is_coded)
    }
}
