//! Whether a rate is a quotient, at its printed places; rates right behind amounts.

use super::Reader;
use crate::rule::narrative::lines::Kind;
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

    /// Amounts of a line with the shares right behind them: `1万元，占20%`.
    pub(crate) fn shares_in(&self, index: usize) -> impl Iterator<Item = (usize, usize)> + '_ {
        let line = &self.reading.lines[index];
        let own = self.first[index]..self.first[index + 1];
        let pairs = own.clone().zip(own.skip(1));
        pairs.filter(|(amount, rate)| {
            let [amount, rate] = [*amount, *rate].map(|it| &self.reading.figures[it].figure);
            let is_pair = matches!(amount.kind, Kind::Amount(_)) && rate.kind == Kind::Rate;
            let between = || line.text(amount.close, rate.start);
            is_pair && [",占", "占", ",占比", ",占比为"].contains(&between().as_str())
        })
    }
}
