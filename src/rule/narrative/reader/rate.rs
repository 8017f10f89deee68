//! Whether a rate is a quotient, at its printed places.

use super::Reader;
use rust_decimal::Decimal;

impl Reader<'_> {
    /// Whether a rate is about a quotient, in hundredths.
    pub(crate) fn is_quotient(&self, rate: usize, part: Decimal, whole: Decimal) -> bool {
        let slack = Decimal::TWO * self.reading.figures[rate].half;
        self.is_about(rate, (part, whole), slack)
    }

    /// Whether a rate differs from a quotient, in hundredths, by no more than some slack.
    pub(crate) fn is_about(
        &self,
        rate: usize,
        (part, whole): (Decimal, Decimal),
        slack: Decimal,
    ) -> bool {
        let quotient = (part * Decimal::ONE_HUNDRED).checked_div(whole);
        let value = self.reading.figures[rate].value;
        quotient.is_some_and(|it| (it - value).abs() <= slack)
    }
}
