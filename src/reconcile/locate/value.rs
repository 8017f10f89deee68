//! Values that a changed cell may take: exact fractions, for a third of a fen is no decimal.

use num::bigint::BigInt;
use num::rational::BigRational;
use rust_decimal::Decimal;
use std::fmt;

/// An exact number.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ExactNumber(pub(super) BigRational);

/// The values that let everything hold: one, or all from `low` to `high` (both included; `None` has no end).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValueRange {
    /// The least of them.
    pub low: Option<ExactNumber>,
    /// The largest of them.
    pub high: Option<ExactNumber>,
}

impl ExactNumber {
    pub(super) fn ratio(value: Decimal) -> BigRational {
        let value = value.normalize();
        BigRational::new(
            BigInt::from(value.mantissa()),
            BigInt::from(10_u32).pow(value.scale()),
        )
    }

    /// As a decimal, if it is one of at most 28 digits.
    pub fn decimal(&self) -> Option<Decimal> {
        let mut denominator = self.0.denom().clone();
        let mut scale = 0_u32;
        let mut numerator = self.0.numer().clone();
        while denominator > BigInt::from(1) {
            scale += 1;
            if scale > 28 {
                return None;
            }
            numerator *= 10;
            let shared = num::integer::gcd(numerator.clone(), denominator.clone());
            numerator /= &shared;
            denominator /= &shared;
        }
        let numerator = i128::try_from(numerator).ok()?;
        Decimal::try_from_i128_with_scale(numerator, scale)
            .ok()
            .map(|decimal| decimal.normalize())
    }
}

impl From<Decimal> for ExactNumber {
    fn from(value: Decimal) -> Self {
        Self(Self::ratio(value))
    }
}

impl fmt::Display for ExactNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.decimal() {
            Some(decimal) => write!(f, "{decimal}"),
            None => write!(f, "{}", self.0),
        }
    }
}

impl ValueRange {
    /// The one value, if there is just one.
    pub fn forced(&self) -> Option<&ExactNumber> {
        self.low
            .as_ref()
            .filter(|low| self.high.as_ref() == Some(low))
    }
}

impl fmt::Display for ValueRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.low, &self.high) {
            (Some(low), Some(high)) if low == high => write!(f, "{low}"),
            (Some(low), Some(high)) => write!(f, "{low} to {high}"),
            (Some(low), None) => write!(f, "{low} or more"),
            (None, Some(high)) => write!(f, "{high} or less"),
            (None, None) => write!(f, "any value"),
        }
    }
}
