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
        let is_rate = printed.figure.kind == Kind::Rate;
        if is_rate {
            for index in mends {
                let statement = &self.statements[*index];
                if let Some(over) = &statement.over
                    && let Some((_, current)) = over.terms.first()
                {
                    let current = self.values.of(*current);
                    let rate = self.values.total(&statement.right) * Decimal::ONE_HUNDRED;
                    let unit = printed.half + printed.half;
                    let by_current = |it: Decimal| {
                        !it.is_zero()
                            && (rounded((rate / it).abs(), unit) - printed.value).abs() <= unit
                    };
                    if over.terms.len() > 1 && by_current(current) {
                        return Some(TextSlip::ThisYearsBase);
                    }
                }
            }
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
        let own = slip::of_figures(
            printed.figure.value,
            right * scale,
            printed.figure.decimals,
            unit,
        )
        .filter(|it| *it != Slip::LeftBlank);
        let is_plain = own.as_ref().is_some_and(|it| it.rank() == 0);
        let is_telling = printed.figure.value.normalize().mantissa().unsigned_abs() > 99
            && !matches!(printed.figure.kind, Kind::Count(_));
        if !is_plain && is_telling {
            let same = |index: &usize| {
                let other = &self.reading().figures[*index];
                *index != figure
                    && other.value == printed.value
                    && std::mem::discriminant(&other.figure.kind)
                        == std::mem::discriminant(&printed.figure.kind)
            };
            let near = (figure.saturating_sub(24)..(figure + 24).min(self.reading().figures.len()))
                .find(same);
            if let Some(other) = near {
                return Some(TextSlip::OtherItem(other));
            }
        }
        own.map(TextSlip::Figure)
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
            _ if is_rate => 2,
            Some(_) => 4,
            None if is_whole => 5,
            None => 6,
        };
        (rank, candidate.figure)
    }
}
