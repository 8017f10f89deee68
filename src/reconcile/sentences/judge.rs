//! One statement, one verdict: at the printed places, with the intervals of the printed figures.

use crate::amount::Rounded;
use crate::budget::{Budget, FactId};
use crate::reconcile::Verdict;
use crate::relation::Relation;
use crate::rule::narrative::{Reading, Ref, Statement, Sum};
use rust_decimal::{Decimal, RoundingStrategy};
use std::collections::HashMap;
use std::rc::Rc;

/// The figures of a text and its tables, some of them changed in thought.
pub(super) struct Values<'a> {
    pub(super) reading: &'a Reading,
    pub(super) budget: &'a Budget,
    /// Cells that are known to be wrong, with what they should be.
    pub(super) mended: &'a HashMap<FactId, Decimal>,
    /// A figure of the text, and its value in thought.
    pub(super) changed: Rc<HashMap<usize, Decimal>>,
    /// One more, for the moment.
    pub(super) trial: Option<(usize, Decimal)>,
}

/// The result of a statement: the printed value, the one that follows, and the verdict.
#[derive(Debug, Clone, Copy)]
pub(super) struct Judged {
    pub(super) left: Decimal,
    pub(super) right: Decimal,
    pub(super) verdict: Verdict,
}

impl Judged {
    /// Whether a rate is right but for its direction, at so many of its last places.
    pub(super) fn is_opposite(self, unit: Decimal) -> bool {
        !self.left.is_zero() && rounded(-self.right, unit) == self.left
    }
}

/// How far the sides of a statement may be apart for no gap, and for a residue of rounding.
#[derive(Debug, Clone, Copy)]
pub(super) struct Allowances {
    pub(super) exact_within: Decimal,
    pub(super) allowance: Decimal,
}

/// Whether a statement holds one figure of the text against one cell that is printed as it is: with as many decimals, in the
/// same unit. Nothing was rounded between the two.
fn are_two_prints(statement: &Statement, halves: &[(Decimal, bool)]) -> bool {
    let is_one = |sum: &Sum| {
        let [(factor, _)] = sum.terms.as_slice() else {
            return false;
        };
        *factor == Decimal::ONE && sum.constant.is_zero()
    };
    let [(one, is_text), (other, is_other_text)] = *halves else {
        return false;
    };
    is_one(&statement.left) && is_one(&statement.right) && one == other && is_text != is_other_text
}

impl Values<'_> {
    pub(super) fn of(&self, own: Ref) -> Decimal {
        match own {
            Ref::Text(index) => {
                let trial = self.trial.filter(|(figure, _)| *figure == index);
                let changed = trial.map(|(_, value)| value);
                let changed = changed.or_else(|| self.changed.get(&index).copied());
                changed.unwrap_or(self.reading.figures[index].value)
            }
            Ref::Cell(id) => self.mended.get(&id).copied().unwrap_or_else(|| {
                self.budget
                    .published(id)
                    .map_or(Decimal::ZERO, |amount| amount.value())
            }),
        }
    }

    pub(super) fn half(&self, own: Ref) -> Decimal {
        match own {
            Ref::Text(index) => self.reading.figures[index].half,
            Ref::Cell(id) => self.budget.fact(id).half_unit.value(),
        }
    }

    /// How far a figure may be from what it was rounded from; one that is its cell to the last digit was not rounded.
    fn slack(&self, own: Ref) -> Decimal {
        let is_exact = |index: usize| {
            let figure = &self.reading.figures[index];
            let cells = figure.cells.iter().map(|(factor, id)| {
                let amount = self.budget.published(*id)?;
                Some(*factor * amount.value())
            });
            let cells: Option<Decimal> = cells.sum();
            !figure.cells.is_empty() && cells == Some(figure.value)
        };
        match own {
            Ref::Text(index) if is_exact(index) => Decimal::ZERO,
            own => self.half(own),
        }
    }

    pub(super) fn total(&self, sum: &Sum) -> Decimal {
        let terms = sum
            .terms
            .iter()
            .map(|(factor, own)| *factor * self.of(*own));
        sum.constant + terms.sum::<Decimal>()
    }

    pub(super) fn judge(&self, statement: &Statement) -> Judged {
        match &statement.over {
            None => self.linear(statement),
            Some(over) => self.quotient(statement, over),
        }
    }

    fn linear(&self, statement: &Statement) -> Judged {
        let (left, right) = (self.total(&statement.left), self.total(&statement.right));
        let gap = (left - right).abs();
        let limits = self.linear_limits(statement);
        let holds = statement.relation.holds(left, right) || gap <= limits.exact_within;
        // 1 is not what nothing is rounded to
        let mut cells = statement.right.terms.iter();
        let is_nothing = right.is_zero() && cells.all(|(_, own)| matches!(own, Ref::Cell(_)));
        let verdict = if holds {
            Verdict::Holds
        } else if gap <= limits.allowance && !is_nothing {
            Verdict::Rounding
        } else {
            Verdict::Broken
        };
        Judged {
            left,
            right,
            verdict,
        }
    }

    /// How far the sides of a linear statement may be apart.
    pub(super) fn linear_limits(&self, statement: &Statement) -> Allowances {
        let halves: Vec<(Decimal, bool)> = [&statement.left, &statement.right]
            .into_iter()
            .flat_map(|sum| &sum.terms)
            .map(|(factor, own)| (factor.abs() * self.half(*own), matches!(own, Ref::Text(_))))
            .collect();
        let terms = statement.left.terms.iter().chain(&statement.right.terms);
        let slack: Decimal = terms
            .map(|(factor, own)| factor.abs() * self.slack(*own))
            .sum();
        let coarsest = halves
            .iter()
            .map(|(half, _)| *half)
            .max()
            .unwrap_or_default();
        let coarse = halves.iter().filter(|(half, _)| *half == coarsest).count();
        let finest_text = halves
            .iter()
            .filter(|(_, is_text)| *is_text)
            .map(|(half, _)| *half)
            .max();
        let unit = finest_text.map_or(Decimal::ZERO, |half| half + half);
        let exact_within = if statement.relation != Relation::Equal {
            slack
        } else if coarse == 1 && halves.len() > 1 {
            // one figure in a coarser unit than all others is what they round to
            coarsest
        } else {
            Decimal::ZERO
        };
        let allowance = if halves.is_empty() || are_two_prints(statement, &halves) {
            Decimal::ZERO
        } else {
            slack.max(unit)
        };
        Allowances {
            exact_within,
            allowance,
        }
    }

    fn quotient(&self, statement: &Statement, over: &Sum) -> Judged {
        let left = self.total(&statement.left);
        let half: Decimal = statement
            .left
            .terms
            .iter()
            .map(|(_, own)| self.half(*own))
            .sum();
        let unit = half + half;
        let over_value = self.total(over);
        if over_value.is_zero() || unit.is_zero() {
            // by custom what there was nothing of grows by 100 %
            let is_whole = over.terms.len() == 2 && left == Decimal::ONE_HUNDRED;
            let is_new = is_whole && !unit.is_zero() && !self.total(&statement.right).is_zero();
            return Judged {
                left,
                right: left,
                verdict: match is_new {
                    true => Verdict::Holds,
                    false => Verdict::Undecided,
                },
            };
        }
        let right = self.total(&statement.right) * Decimal::ONE_HUNDRED / over_value;
        let at_places = rounded(right, unit);
        // the plainest mistake is no residue, unless the amounts were rounded and those that they were give the rate
        let by_current = over.terms.first().filter(|(_, current)| {
            let current = self.of(*current);
            let rate = self.total(&statement.right) * Decimal::ONE_HUNDRED;
            over.terms.len() > 1 && !current.is_zero() && rounded(rate / current, unit) == left
        });
        let is_exact = !self.reading.is_rounded
            || by_current.is_some_and(|(_, own)| self.slack(*own).is_zero());
        let is_close = (at_places - left).abs() <= unit && left != Decimal::ONE_HUNDRED;
        let is_residue = || self.is_within(statement, over, (left, half));
        let verdict = if at_places == left {
            Verdict::Holds
        } else if (is_close && by_current.is_none()) || (!is_exact && is_residue()) {
            Verdict::Rounding
        } else {
            Verdict::Broken
        };
        Judged {
            left,
            right,
            verdict,
        }
    }

    /// Whether figures that round to the printed ones could give the printed rate.
    fn is_within(
        &self,
        statement: &Statement,
        over: &Sum,
        (left, half): (Decimal, Decimal),
    ) -> bool {
        let mut figures: Vec<Ref> = statement
            .right
            .terms
            .iter()
            .chain(&over.terms)
            .map(|(_, own)| *own)
            .collect();
        figures.sort_unstable();
        figures.dedup();
        let printed = |own: &Ref| Rounded {
            value: self.of(*own),
            half: self.half(*own),
        };
        let total = |sum: &Sum, values: &[Decimal]| {
            let value = |own: &Ref| figures.iter().position(|it| it == own).map(|at| values[at]);
            let terms = sum.terms.iter();
            let terms = terms.filter_map(|(factor, own)| Some(*factor * value(own)?));
            sum.constant + terms.sum::<Decimal>()
        };
        let rate = Rounded { value: left, half };
        let printed: Vec<Rounded> = figures.iter().map(printed).collect();
        rate.is_share_of(&printed, |values| {
            (total(&statement.right, values), total(over, values))
        })
    }
}

/// A value at the places of a unit, half away from zero.
pub(super) fn rounded(value: Decimal, unit: Decimal) -> Decimal {
    if unit.is_zero() {
        return value;
    }
    (value / unit).round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero) * unit
}
