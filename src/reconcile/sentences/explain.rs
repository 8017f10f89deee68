//! What turned the right figure into the printed one, and how well that explains it.

use super::judge::rounded;
use super::locate::{Candidate, Search, TextSlip};
use crate::reconcile::slip::{self, Slip};
use crate::rule::narrative::{Kind, Ref};
use rust_decimal::Decimal;

impl Search<'_> {
    /// What turned the right figure into the printed one.
    pub(super) fn slip(&self, figure: usize, right: Decimal, mends: &[usize]) -> Option<TextSlip> {
        let printed = &self.reading().figures[figure];
        if printed.figure.kind == Kind::Rate && self.is_by_current(figure, mends) {
            return Some(TextSlip::ThisYearsBase);
        }
        if printed.is_change && printed.value == -right && !right.is_zero() {
            return Some(TextSlip::Direction);
        }
        // as it is printed, in its own unit
        let scale = if printed.figure.value.is_zero() || printed.value.is_zero() {
            Decimal::ONE
        } else {
            printed.figure.value / printed.value
        };
        let unit = match &printed.figure.kind {
            Kind::Amount(unit) => *unit,
            _ => self.unit,
        };
        if printed.figure.kind == Kind::Same {
            return None;
        }
        let right = right * scale;
        let decimals = printed.figure.decimals.max(right.normalize().scale());
        let own = slip::of_figures(printed.figure.value, right, decimals, unit)
            .filter(|it| *it != Slip::LeftBlank);
        let is_plain = own.as_ref().is_some_and(|it| it.rank() == 0);
        let is_telling = printed.figure.value.normalize().mantissa().unsigned_abs() > 99
            && !matches!(printed.figure.kind, Kind::Count(_));
        if !is_plain
            && is_telling
            && let Some(other) = self.neighbour(figure)
        {
            return Some(TextSlip::OtherItem(other));
        }
        own.map(TextSlip::Figure)
    }

    /// Whether a printed rate is that on this year's figure.
    fn is_by_current(&self, figure: usize, mends: &[usize]) -> bool {
        let printed = &self.reading().figures[figure];
        let unit = printed.half + printed.half;
        mends.iter().any(|index| {
            let statement = &self.statements[*index];
            let over = statement.over.as_ref().filter(|it| it.terms.len() > 1);
            let current = over.and_then(|over| over.terms.first());
            let current = current.map(|(_, own)| self.values.of(*own));
            current.filter(|it| !it.is_zero()).is_some_and(|current| {
                let rate = self.values.total(&statement.right) * Decimal::ONE_HUNDRED / current;
                // rounded, or cut off at the printed places
                let cut = |rate: Decimal| rate - rate % unit;
                rounded(rate.abs(), unit) == printed.value || cut(rate.abs()) == printed.value
            })
        })
    }

    /// A figure near by that is the same.
    fn neighbour(&self, figure: usize) -> Option<usize> {
        let figures = &self.reading().figures;
        let printed = &figures[figure];
        let kind = |own: &Kind| std::mem::discriminant(own);
        let same = |index: &usize| {
            let other = &figures[*index];
            *index != figure
                && other.value == printed.value
                && kind(&other.figure.kind) == kind(&printed.figure.kind)
        };
        (figure.saturating_sub(24)..(figure + 24).min(figures.len())).find(same)
    }

    /// How well a candidate explains what is broken; the lower the better.
    pub(super) fn rank(&self, candidate: &Candidate, statements: &[usize]) -> (u8, usize) {
        let kind = &self.reading().figures[candidate.figure].figure.kind;
        let is_whole = statements.iter().any(|index| {
            let left = &self.statements[*index].left.terms;
            matches!(left.as_slice(), [(_, own)] if *own == Ref::Text(candidate.figure))
        });
        let is_rate = *kind == Kind::Rate;
        let rank = match &candidate.slip {
            Some(TextSlip::ThisYearsBase | TextSlip::Direction) => 0,
            Some(TextSlip::Figure(slip)) if slip.rank() == 0 => 1,
            Some(TextSlip::OtherItem(_)) if is_rate => 3,
            // 比上年预算数1.20万元下降20%: a base that was copied, not a rate of nothing
            _ if is_rate && candidate.value.is_zero() => 7,
            _ if is_rate => 2,
            Some(_) => 4,
            None if is_whole => 5,
            None => 6,
        };
        (rank, candidate.figure)
    }
}
