//! Rates of printed figures: whether a printed rate may be the quotient of figures that were rounded when they were
//! printed.

use rust_decimal::Decimal;

/// Figures whose ends are tried together; of more of them the ends are too many.
const MANY: usize = 6;

/// A printed value, and how far off rounding may have put it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rounded {
    pub(crate) value: Decimal,
    pub(crate) half: Decimal,
}

impl Rounded {
    /// Whether a value rounds to the printed one.
    pub(crate) fn may_be(self, value: Decimal) -> bool {
        (value - self.value).abs() <= self.half
    }

    /// Whether this rate in per cent may be a share of figures that round to the printed ones. `share` gives part and whole
    /// for values of the figures, and is linear in each of them. A whole that may be nothing leaves every rate open.
    pub(crate) fn is_share_of(
        self,
        figures: &[Self],
        share: impl Fn(&[Decimal]) -> (Decimal, Decimal),
    ) -> bool {
        if figures.len() > MANY {
            return false;
        }
        let mut rates: Vec<Decimal> = Vec::new();
        let mut is_above = None;
        for corner in 0..1_usize << figures.len() {
            let end = |(at, figure): (usize, &Self)| match corner >> at & 1 {
                1 => figure.value + figure.half,
                _ => figure.value - figure.half,
            };
            let values: Vec<Decimal> = figures.iter().enumerate().map(end).collect();
            let (part, whole) = share(&values);
            let rate = part.checked_mul(Decimal::ONE_HUNDRED);
            let Some(rate) = rate.and_then(|part| part.checked_div(whole)) else {
                return true;
            };
            if *is_above.get_or_insert(whole.is_sign_positive()) != whole.is_sign_positive() {
                return true;
            }
            rates.push(rate);
        }
        let low = rates.iter().min().copied().unwrap_or_default();
        let high = rates.iter().max().copied().unwrap_or_default();
        low - self.half <= self.value && self.value <= high + self.half
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(value: &str, half: &str) -> Rounded {
        let [value, half] = [value, half].map(|text| text.parse().unwrap_or_default());
        Rounded { value, half }
    }

    #[test]
    fn a_rate_is_judged_at_its_printed_places() {
        let figures = [of("645.97", "0"), of("15426.26", "0")];
        for (rate, half, fits) in [
            ("4.19", "0.005", true),
            ("4.2", "0.05", true),
            ("4.18", "0.005", false),
            ("4.20", "0.005", false),
            ("-4.19", "0.005", false),
            ("0.04", "0.005", false),
        ] {
            let is_it = of(rate, half).is_share_of(&figures, |it| (it[0], it[1]));
            assert_eq!(is_it, fits, "{rate}");
        }
        // an amount of two places leaves the rate of a small one open
        let small = [of("0.01", "0.01"), of("0.03", "0.005")];
        assert!(of("50", "0.005").is_share_of(&small, |it| (it[0], it[1])));
        let none = [of("0.01", "0.005"), of("0.00", "0.005")];
        assert!(of("12", "0.005").is_share_of(&none, |it| (it[0], it[1])));
    }
}
