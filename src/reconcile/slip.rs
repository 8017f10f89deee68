//! The kinds of slip that clerks make, in their words: what turned the right figure into the wrong one.

use crate::amount::{Amount, UnitOfMeasure, has_many_digits};
use crate::budget::FactId;
use rust_decimal::Decimal;

/// Ten to this power and no further may a decimal point be shifted.
const SHIFT: i32 = 8;

/// How a wrong figure came about.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Slip {
    /// A minus too many or too few.
    Sign,
    /// 元 were typed in a table in 万元.
    YuanForTenThousand,
    /// 万元 were typed in a table in 元.
    TenThousandForYuan,
    /// The decimal point stands so many places too far right, or left where below zero.
    DecimalShift(i32),
    /// Two adjacent digits are swapped; the difference is this multiple of 9.
    DigitsSwapped {
        /// The difference, a multiple of 9 in units of the last place.
        difference: Amount,
    },
    /// Two cells hold each other's figure.
    Exchanged(FactId),
    /// The total lacks this line.
    LineLeftOut(FactId),
    /// The total has this line twice; none where the figure is simply doubled.
    LineCountedTwice(Option<FactId>),
    /// The figure of the cell beside it.
    Neighbour(FactId),
    /// Nothing, or 0, stands for a figure.
    LeftBlank,
    /// A digit is missing.
    DigitMissing,
    /// A digit too many.
    DigitExtra,
    /// One digit is another.
    DigitMistyped,
}

impl Slip {
    /// Its word in JSON.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Sign => "sign",
            Self::YuanForTenThousand => "yuan-for-wan-yuan",
            Self::TenThousandForYuan => "wan-yuan-for-yuan",
            Self::DecimalShift(_) => "decimal-shift",
            Self::DigitsSwapped { .. } => "digits-swapped",
            Self::Exchanged(_) => "cells-exchanged",
            Self::LineLeftOut(_) => "line-left-out",
            Self::LineCountedTwice(_) => "line-counted-twice",
            Self::Neighbour(_) => "neighbour",
            Self::LeftBlank => "left-blank",
            Self::DigitMissing => "digit-missing",
            Self::DigitExtra => "digit-extra",
            Self::DigitMistyped => "digit-mistyped",
        }
    }

    /// The plainer the slip, the lower: of several explanations the plainest comes first.
    pub(super) fn rank(&self) -> u8 {
        match self {
            Self::Sign
            | Self::YuanForTenThousand
            | Self::TenThousandForYuan
            | Self::DecimalShift(_)
            | Self::DigitsSwapped { .. } => 0,
            Self::Exchanged(_) | Self::LineLeftOut(_) | Self::LineCountedTwice(_) => 1,
            Self::Neighbour(_) | Self::LeftBlank => 2,
            Self::DigitMissing | Self::DigitExtra | Self::DigitMistyped => 3,
        }
    }
}

/// The slip of fingers or of the unit of measure that turns `right` into `wrong`; both in `unit`, printed
/// with at least `places` decimals.
pub(super) fn of_figures(
    wrong: Decimal,
    right: Decimal,
    places: u32,
    unit: UnitOfMeasure,
) -> Option<Slip> {
    if wrong == right || right.is_zero() {
        return None;
    }
    if wrong.is_zero() {
        return Some(Slip::LeftBlank);
    }
    if wrong == -right {
        return Some(Slip::Sign);
    }
    if wrong.is_sign_negative() != right.is_sign_negative() {
        return None;
    }
    let (wrong, right) = (wrong.abs(), right.abs());
    let other_unit = match unit {
        UnitOfMeasure::TenThousandYuan if wrong > right => Some(Slip::YuanForTenThousand),
        UnitOfMeasure::Yuan if wrong < right => Some(Slip::TenThousandForYuan),
        _ => None,
    };
    let ten = |power: u32| Decimal::from(10_u64.pow(power));
    let is_rounded = |large: Decimal, small: Decimal| {
        Amount::new(large / ten(4)).published(places).value() == small
    };
    if other_unit.is_some() && (is_rounded(wrong, right) || is_rounded(right, wrong)) {
        return other_unit;
    }
    for shift in 1..=SHIFT {
        let factor = ten(shift.unsigned_abs());
        if right.checked_mul(factor) == Some(wrong) {
            return Some(Slip::DecimalShift(shift));
        }
        // 504.54 for 5045.43 has lost a digit to its point
        let cut = right / factor;
        let is_cut = has_many_digits(wrong)
            && [
                cut.trunc_with_scale(places),
                Amount::new(cut).published(places).value(),
            ]
            .contains(&wrong);
        if is_cut || wrong.checked_mul(factor) == Some(right) {
            return Some(Slip::DecimalShift(-shift));
        }
    }
    let scale = wrong
        .normalize()
        .scale()
        .max(right.normalize().scale())
        .max(places);
    of_digits(&digits(wrong, scale)?, &digits(right, scale)?).map(|kind| match kind {
        Digits::Swapped => Slip::DigitsSwapped {
            difference: Amount::new((wrong - right).abs().normalize()),
        },
        Digits::Missing => Slip::DigitMissing,
        Digits::Extra => Slip::DigitExtra,
        Digits::Mistyped => Slip::DigitMistyped,
    })
}

/// The figures that a printed one may stand for which has a digit too few or too many, or its point in a wrong place.
pub(super) fn length_changes(printed: Decimal, places: u32) -> Vec<Decimal> {
    let Some(own) = digits(printed.abs(), places) else {
        return Vec::new();
    };
    let value = |changed: &[u8]| figure(changed, places);
    let mut found = Vec::new();
    for at in 0..=own.len() {
        let mut changed = own.clone();
        changed.insert(at, b'0');
        for digit in b'0'..=b'9' {
            changed[at] = digit;
            found.extend(value(&changed));
        }
        let mut changed = own.clone();
        if at < own.len() && own.len() > 1 {
            changed.remove(at);
            found.extend(value(&changed));
        }
    }
    let shifts = (1..=SHIFT.unsigned_abs()).map(|shift| Decimal::from(10_u64.pow(shift)));
    let shifted = shifts.flat_map(|ten| [printed.checked_div(ten), printed.checked_mul(ten)]);
    found.extend(shifted.flatten());
    found
}

/// The figures that differ from a printed one by a digit, or by two adjacent ones that are swapped.
pub(super) fn digit_changes(printed: Decimal, places: u32) -> Vec<Decimal> {
    let Some(own) = digits(printed.abs(), places) else {
        return Vec::new();
    };
    let value = |changed: &[u8]| figure(changed, places);
    let mut found = Vec::new();
    for at in 0..own.len() {
        let mut changed = own.clone();
        for digit in b'0'..=b'9' {
            changed[at] = digit;
            found.extend(value(&changed).filter(|_| digit != own[at]));
        }
        let mut changed = own.clone();
        if at + 1 < own.len() && own[at] != own[at + 1] {
            changed.swap(at, at + 1);
            found.extend(value(&changed));
        }
    }
    found
}

enum Digits {
    Swapped,
    Missing,
    Extra,
    Mistyped,
}

/// All digits of a figure with so many decimals: 86.4 with two is 8640.
fn digits(value: Decimal, scale: u32) -> Option<Vec<u8>> {
    let mut value = value.normalize();
    value.rescale(scale);
    (value.scale() == scale).then(|| value.mantissa().unsigned_abs().to_string().into_bytes())
}

/// The figure with some digits, so many of them decimals.
fn figure(digits: &[u8], scale: u32) -> Option<Decimal> {
    let text = std::str::from_utf8(digits).ok()?;
    Decimal::try_from_i128_with_scale(text.parse().ok()?, scale).ok()
}

fn of_digits(wrong: &[u8], right: &[u8]) -> Option<Digits> {
    let first = wrong
        .iter()
        .zip(right)
        .position(|(a, b)| a != b)
        .unwrap_or(wrong.len().min(right.len()));
    let (wrong, right) = (&wrong[first..], &right[first..]);
    match (wrong, right) {
        ([a, b, wrong @ ..], [c, d, right @ ..]) if a == d && b == c && wrong == right => {
            Some(Digits::Swapped)
        }
        ([_, wrong @ ..], [_, right @ ..]) if wrong == right => Some(Digits::Mistyped),
        (wrong, [_, right @ ..]) if wrong == right => Some(Digits::Missing),
        ([_, wrong @ ..], right) if wrong == right => Some(Digits::Extra),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal::dec;

    fn word(wrong: Decimal, right: Decimal) -> Option<&'static str> {
        of_figures(wrong, right, 2, UnitOfMeasure::TenThousandYuan).map(|slip| slip.word())
    }

    #[test]
    fn slips_of_fingers_are_known() {
        for (wrong, right, slip) in [
            (dec!(82.71), dec!(87.21), "digits-swapped"),
            (dec!(14688.04), dec!(14688.40), "digits-swapped"),
            (dec!(192), dec!(129), "digits-swapped"),
            (dec!(864), dec!(86.4), "decimal-shift"),
            (dec!(0.864), dec!(86.4), "decimal-shift"),
            (dec!(3000000), dec!(300), "yuan-for-wan-yuan"),
            (dec!(1234567.89), dec!(123.46), "yuan-for-wan-yuan"),
            (dec!(-110), dec!(110), "sign"),
            (dec!(126.73), dec!(1261.73), "digit-missing"),
            (dec!(12611.73), dec!(1261.73), "digit-extra"),
            (dec!(1267.73), dec!(1261.73), "digit-mistyped"),
            (dec!(0), dec!(7.13), "left-blank"),
        ] {
            assert_eq!(word(wrong, right), Some(slip), "{right} typed as {wrong}");
        }
        assert_eq!(word(dec!(123), dec!(60)), None);
        assert_eq!(word(dec!(252), dec!(315)), None);
        assert_eq!(word(dec!(7.13), dec!(0)), None);
    }

    #[test]
    fn in_yuan_the_unit_goes_the_other_way() {
        let slip = of_figures(dec!(300), dec!(3000000), 2, UnitOfMeasure::Yuan);
        assert_eq!(slip, Some(Slip::TenThousandForYuan));
    }
}
