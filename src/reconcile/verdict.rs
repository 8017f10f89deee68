//! One equation, one verdict. Equality decides; the rounding interval only labels.

use crate::amount::Amount;
use crate::budget::Budget;
use crate::equation::Equation;
use rust_decimal::{Decimal, RoundingStrategy};

/// The result of an equation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// 不平: broken.
    Broken,
    /// 无法判断: a figure that it needs is missing or unreadable.
    Undecided,
    /// 尾差: the sides differ by no more than rounding can explain.
    Rounding,
    /// 平: both sides are exactly equal, or the inequality holds.
    Holds,
}

impl Verdict {
    /// Its word in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Broken => "broken",
            Self::Undecided => "undecided",
            Self::Rounding => "rounding",
            Self::Holds => "held",
        }
    }

    /// Its word for a clerk.
    pub fn zh(self) -> &'static str {
        match self {
            Self::Broken => "不平",
            Self::Undecided => "无法判断",
            Self::Rounding => "尾差",
            Self::Holds => "平",
        }
    }
}

/// The values of both sides as published, and what they come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Judgement {
    /// The left side.
    pub left: Amount,
    /// The right side.
    pub right: Amount,
    /// What they come to.
    pub verdict: Verdict,
    /// How far rounding alone can set the sides apart; in the layout's unit.
    pub allowance: Amount,
}

impl Judgement {
    /// Left less right.
    pub fn difference(&self) -> Amount {
        self.left - self.right
    }
}

/// Judges an equation over the published figures of a budget.
pub(super) fn judge(equation: &Equation, budget: &Budget) -> Judgement {
    let (left, right) = (equation.left.value(budget), equation.right.value(budget));
    let undecided = equation
        .sides()
        .into_iter()
        .flat_map(|side| &side.absent)
        .any(|absent| !absent.is_zero);
    let gap = (left - right).value();
    let allowance = allowance(equation, budget);
    // equality is the rule; what else may pass for it is looked at where it is none
    let holds = equation.relation.holds(left, right) || is_rounded(equation, budget, gap);
    let verdict = if undecided {
        Verdict::Undecided
    } else if holds {
        Verdict::Holds
    } else if gap.abs() <= allowance {
        Verdict::Rounding
    } else {
        Verdict::Broken
    };
    Judgement {
        left,
        right,
        verdict,
        allowance: Amount::new(allowance),
    }
}

/// Whether one figure is in a coarser unit than all others and is exactly what they round to: 184.59 万元 and
/// 1,845,880.34 元 are one fact.
fn is_rounded(equation: &Equation, budget: &Budget, gap: Decimal) -> bool {
    let figures: Vec<_> = printed(equation, budget).collect();
    let coarsest = figures
        .iter()
        .map(|(.., half)| *half)
        .max()
        .unwrap_or_default();
    let mut coarse = figures.iter().filter(|(.., half)| *half == coarsest);
    let (Some((factor, value, half)), None) = (coarse.next(), coarse.next()) else {
        return false;
    };
    if factor.abs() != Decimal::ONE || half.is_zero() || figures.len() < 2 {
        return false;
    }
    // what the coarse figure would be if the others were exact, in its own units
    let exact = value - gap / factor;
    let unit = half + half;
    let rounded =
        (exact / unit).round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero) * unit;
    rounded == *value
}

/// The figures of an equation that are not 0, each with its factor, its value and half a unit of its last place:
/// nothing is exact, in whatever unit it is printed.
fn printed(
    equation: &Equation,
    budget: &Budget,
) -> impl Iterator<Item = (Decimal, Decimal, Decimal)> {
    let signs = [Decimal::ONE, -Decimal::ONE];
    let sides = equation.sides().into_iter().zip(signs);
    sides.flat_map(|(side, sign)| {
        let figures = side.terms.iter().filter_map(|(factor, id)| {
            let half = budget.fact(*id).half_unit.value();
            Some((*factor, budget.published(*id)?.value(), half))
        });
        let all = figures.chain(side.earlier.iter().copied());
        let all = all.filter(|(_, value, _)| !value.is_zero());
        all.map(move |(factor, value, half)| (sign * factor, value, half))
    })
}

/// How far rounding alone can set the sides apart: half a unit of the last place for each figure that stands in the
/// equation and is not 0, for nothing is exact. Two prints of the same fact in the same unit get no allowance, nor does
/// a sum of which only one part is not 0.
fn allowance(equation: &Equation, budget: &Budget) -> Decimal {
    let (mut count, mut unit, mut is_one_unit, mut sum) = (0, None, true, Decimal::ZERO);
    for (coefficient, _, half) in printed(equation, budget) {
        is_one_unit &= *unit.get_or_insert(half) == half;
        count += 1;
        sum += if coefficient.abs() == Decimal::ONE {
            half
        } else {
            coefficient.abs() * half
        };
    }
    if count <= 2 && is_one_unit {
        Decimal::ZERO
    } else {
        sum
    }
}
