//! Money: exact decimals from the text of a cell to the verdict, the units of measure that tables
//! state, and the one place where a figure is rounded.

mod quotient;
mod read;
mod unit;

pub(crate) use quotient::Rounded;
pub(crate) use read::from_cell;
pub use read::{Written, read_text};
pub use unit::UnitOfMeasure;
pub(crate) use unit::{simplified, unit_behind};

use rust_decimal::{Decimal, RoundingStrategy};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::iter::Sum;
use std::ops::{Add, Neg, Sub};

/// Amounts of no more digits than this one are another's by chance.
const BY_CHANCE: u128 = 999;

/// Whether a value has so many digits that another is not the same by chance.
pub(crate) fn has_many_digits(value: Decimal) -> bool {
    value.normalize().mantissa().unsigned_abs() > BY_CHANCE
}

/// An exact amount of money, in the unit of measure of the layout (万元 or 元).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Amount(Decimal);

/// As text where people may read it; otherwise its digits as a number, and its scale with its sign.
impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            return rust_decimal::serde::str::serialize(&self.0, serializer);
        }
        let sign = u32::from(self.0.is_sign_negative());
        (self.0.mantissa().unsigned_abs(), self.0.scale() << 1 | sign).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            return rust_decimal::serde::str::deserialize(deserializer).map(Self);
        }
        let (digits, scale) = <(u128, u32)>::deserialize(deserializer)?;
        let digits = i128::try_from(digits).map_err(D::Error::custom)?;
        let mut value =
            Decimal::try_from_i128_with_scale(digits, scale >> 1).map_err(D::Error::custom)?;
        value.set_sign_negative(scale & 1 == 1);
        Ok(Self(value))
    }
}

impl Amount {
    /// Nothing.
    pub const ZERO: Self = Self(Decimal::ZERO);

    /// An amount from its decimal value.
    pub fn new(value: Decimal) -> Self {
        Self(value)
    }

    /// The exact value.
    pub fn value(self) -> Decimal {
        self.0
    }

    /// The figure as the public sees it: rounded to `decimals` places, half away from zero.
    ///
    /// Rounded parts need not add up to a rounded total (尾差): the verdict labels such a gap, from the
    /// number of figures in the equation; it never hides it.
    pub fn published(self, decimals: u32) -> Self {
        let rounded = self
            .0
            .round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero);
        Self(if rounded.is_zero() {
            Decimal::ZERO
        } else {
            rounded
        })
    }

    /// Whether it is exactly nothing.
    pub fn is_zero(self) -> bool {
        self.0.is_zero()
    }

    /// Its size, without a sign.
    pub fn abs(self) -> Self {
        Self(self.0.abs())
    }

    /// As text with at least `decimals` places and separators: `16,072.23`.
    pub fn grouped(self, decimals: u32) -> String {
        let text = self.plain(decimals);
        let (sign, digits) = text
            .strip_prefix('-')
            .map_or(("", text.as_str()), |d| ("-", d));
        let (whole, fraction) = digits
            .split_once('.')
            .map_or((digits, None), |(w, f)| (w, Some(f)));
        // a comma stands before every three digits
        let mut out = String::with_capacity(text.len() * 4 / 3);
        out.push_str(sign);
        for (i, c) in whole.chars().enumerate() {
            if i > 0 && (whole.len() - i).is_multiple_of(3) {
                out.push(',');
            }
            out.push(c);
        }
        if let Some(fraction) = fraction {
            out.push('.');
            out.push_str(fraction);
        }
        out
    }

    /// As text with at least `decimals` places, without separators: `16072.23`.
    pub fn plain(self, decimals: u32) -> String {
        let mut value = self.0.normalize();
        if value.scale() < decimals {
            value.rescale(decimals);
        }
        value.to_string()
    }
}

impl Add for Amount {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl Sub for Amount {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl Neg for Amount {
    type Output = Self;
    fn neg(self) -> Self {
        Self(-self.0)
    }
}

impl Sum for Amount {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, Add::add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rust_decimal::prelude::FromStr;

    #[test]
    fn rounding_is_half_away_from_zero() {
        let published = |text: &str| {
            Amount::new(Decimal::from_str(text).unwrap_or_default())
                .published(2)
                .plain(2)
        };
        assert_eq!(published("0.005"), "0.01");
        assert_eq!(published("-0.005"), "-0.01");
        assert_eq!(published("2.675"), "2.68");
        assert_eq!(published("-0.001"), "0.00");
    }

    #[test]
    fn separators_and_places_are_written() {
        let amount = Amount::new(Decimal::new(1_607_223, 2));
        assert_eq!(amount.grouped(2), "16,072.23");
        assert_eq!((-amount).grouped(2), "-16,072.23");
        assert_eq!(Amount::new(Decimal::from(42)).grouped(2), "42.00");
    }

    proptest! {

        /// Whatever is written down of an amount, it is read back the same, sign and places included.
        #[test]
        fn an_amount_is_kept_as_it_is(digits in any::<i64>(), scale in 0..29u32, negative in any::<bool>()) {
            let mut value = Decimal::from_i128_with_scale(i128::from(digits), scale);
            value.set_sign_negative(negative);
            let bytes = postcard::to_stdvec(&Amount(value)).unwrap_or_default();
            let text = serde_json::to_string(&Amount(value)).unwrap_or_default();
            let back = [postcard::from_bytes(&bytes).ok(), serde_json::from_str::<Amount>(&text).ok()];
            let said = back.map(|it| it.map(|it| (it.0.mantissa(), it.0.scale(), it.0.is_sign_negative())));
            prop_assert_eq!(said, [Some((value.mantissa(), scale, value.is_sign_negative())); 2]);
        }




    }
}
