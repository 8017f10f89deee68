//! What a sentence says as an equation, so that a workbook can compute it again.

use super::judge::{Judged, Values};
use crate::amount::Amount;
use crate::budget::FactId;
use crate::reconcile::Verdict;
use crate::relation::Relation;
use crate::rule::narrative::{Ref, Statement, Sum};
use rust_decimal::Decimal;

/// `left relation right`, or `left = 100 × right ÷ over`, in the layout's unit of measure or in per cent.
#[derive(Debug, Clone)]
pub struct SentenceEquation {
    /// The left side; the figure under test.
    pub left: SentenceSide,
    /// How the sides compare.
    pub relation: Relation,
    /// The right side; the dividend of a rate.
    pub right: SentenceSide,
    /// The divisor of a rate.
    pub over: Option<Vec<SentenceTerm>>,
    /// Decimal places at which the sides compare.
    pub decimals: u32,
    /// A gap up to this is none: one side is rounded.
    pub exact_within: Decimal,
    /// A gap up to this is a residue of rounding.
    pub allowance: Decimal,
    /// Whether its cells were judged as they stand, and not as the tables say that they should be.
    pub is_as_printed: bool,
}

impl SentenceEquation {
    /// Whether the left side is the right one divided by 10,000, as far as its places tell; nothing tells nothing.
    pub(crate) fn is_ten_thousandth(&self) -> bool {
        let scaled = self.left.value.value() * Decimal::from(10_000);
        let right = self.right.value.value();
        let is_something = !scaled.is_zero() && !right.is_zero();
        self.over.is_none() && is_something && (scaled - right).abs() <= Decimal::ONE_HUNDRED
    }
}

/// One side.
#[derive(Debug, Clone)]
pub struct SentenceSide {
    /// In words.
    pub text: String,
    /// Its value.
    pub value: Amount,
    /// Its figures.
    pub terms: Vec<SentenceTerm>,
}

/// A figure with its factor, or a number.
#[derive(Debug, Clone, Copy)]
pub enum SentenceTerm {
    /// A figure of the text, which no workbook shows, or a number; its sign is that of its factor.
    Number(Decimal),
    /// A cell of a table.
    Cell(Decimal, FactId),
}

impl SentenceEquation {
    /// Left less right.
    pub fn difference(&self) -> Amount {
        self.left.value - self.right.value
    }
}

/// A statement as an equation; `words` are those of both sides.
pub(super) fn of_statement(
    values: &Values<'_>,
    statement: &Statement,
    judged: Judged,
    [left, right]: [String; 2],
) -> SentenceEquation {
    // its word gives the direction
    let is_negative =
        matches!(statement.left.terms.as_slice(), [(factor, _)] if factor.is_sign_negative());
    let sign = if is_negative && statement.relation == Relation::Equal {
        -Decimal::ONE
    } else {
        Decimal::ONE
    };
    let side = |text, sum: &Sum, value: Decimal| SentenceSide {
        text,
        value: Amount::new((sign * value).normalize()),
        terms: terms(values, sum, sign),
    };
    let (exact_within, allowance) = values.limits(statement, judged);
    let scale = |sum: &Sum| {
        let own = sum.terms.iter().map(|(_, own)| values.scale(*own));
        own.max().unwrap_or(0).max(sum.constant.normalize().scale())
    };
    let (decimals, value) = match &statement.over {
        // a rate is compared at its printed places
        Some(_) => {
            let decimals = scale(&statement.left);
            let right = Amount::new(judged.right).published(decimals);
            (decimals, right.value())
        }
        None => {
            let decimals = scale(&statement.left).max(scale(&statement.right));
            (decimals, judged.right)
        }
    };
    let sums = [
        Some(&statement.left),
        Some(&statement.right),
        statement.over.as_ref(),
    ];
    let is_mended =
        |(_, own): &(Decimal, Ref)| matches!(own, Ref::Cell(id) if values.mended.contains_key(id));
    let is_as_printed = !sums
        .into_iter()
        .flatten()
        .flat_map(|sum| &sum.terms)
        .any(is_mended);
    SentenceEquation {
        left: side(left, &statement.left, judged.left),
        relation: statement.relation,
        right: side(right, &statement.right, value),
        over: statement
            .over
            .as_ref()
            .map(|over| terms(values, over, Decimal::ONE)),
        decimals,
        exact_within: exact_within.normalize(),
        allowance: allowance.normalize(),
        is_as_printed,
    }
}

fn terms(values: &Values<'_>, sum: &Sum, sign: Decimal) -> Vec<SentenceTerm> {
    let own = sum.terms.iter().map(|(factor, own)| match own {
        Ref::Text(_) => SentenceTerm::Number((sign * factor * values.of(*own)).normalize()),
        Ref::Cell(id) => SentenceTerm::Cell(sign * factor, *id),
    });
    let constant = (sign * sum.constant).normalize();
    let constant = (!constant.is_zero()).then_some(SentenceTerm::Number(constant));
    own.chain(constant).collect()
}

impl Values<'_> {
    /// Printed decimal places of a figure, in the layout's unit of measure.
    fn scale(&self, own: Ref) -> u32 {
        let half = self.half(own);
        let value = self.of(own).normalize();
        (half + half).normalize().scale().max(value.scale())
    }

    /// How far the sides of a statement may be apart for no gap, and for a residue.
    fn limits(&self, statement: &Statement, judged: Judged) -> (Decimal, Decimal) {
        let gap = (judged.left - judged.right).abs();
        if statement.over.is_none() {
            let limits = self.linear_limits(statement);
            return (limits.exact_within, limits.allowance);
        }
        let halves = statement.left.terms.iter().map(|(_, own)| self.half(*own));
        let unit: Decimal = halves.map(|half| half + half).sum();
        // the plainest mistake is no residue, and the intervals of the figures may allow for more
        let allowance = match judged.verdict {
            Verdict::Broken if gap <= unit + unit => Decimal::ZERO,
            Verdict::Rounding if unit.is_zero() => gap,
            Verdict::Rounding => (gap / unit).ceil() * unit,
            _ => unit,
        };
        (Decimal::ZERO, allowance)
    }
}
