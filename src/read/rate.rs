//! Rates of change (增减率): what a cell says in per cent.

use super::rows::RowReader;
use crate::amount::{self, Amount, Written};
use crate::book::value::{NumberLook, ShownNumber, Value};
use crate::budget::{FactId, Figure};
use crate::layout::RATE_DECIMALS;
use crate::place::CellRef;
use rust_decimal::Decimal;

impl RowReader<'_, '_> {
    /// Reads one rate.
    pub(super) fn rate_fact(
        &mut self,
        at: (usize, usize, usize),
        place: CellRef,
        value: Option<&Value>,
    ) -> FactId {
        let figure = rate(value);
        if value.is_some() {
            self.claimed.insert(place);
        }
        if let Figure::Unreadable(text) = &figure {
            let problem = self.unreadable((at.0, at.2), value, text);
            self.notice(&[place], problem);
        }
        self.add_fact(at, place, figure)
    }
}

/// What a cell for a rate says. Words without a digit say that there is none.
fn rate(value: Option<&Value>) -> Figure {
    let number = match value {
        None => return Figure::Blank,
        Some(Value::Number(number)) => Some(*number),
        Some(Value::Shown(shown)) => match shown.look {
            NumberLook::Percentage => Some(percentage(shown)),
            NumberLook::Amount(amount, _) => Some(amount),
            NumberLook::RoundedToZero | NumberLook::Nothing | NumberLook::Other => {
                Some(shown.stored)
            }
        },
        Some(Value::Text(text)) => {
            let line = text.line().trim();
            match amount::read_text(line.trim_end_matches(['%', '％'])) {
                Written::Number(number, None) => Some(number),
                Written::Blank if line.is_empty() => return Figure::Blank,
                Written::Nothing => return Figure::Nothing(line.to_owned()),
                _ if !line.contains(|c: char| c.is_ascii_digit()) => {
                    return Figure::Dash(line.to_owned());
                }
                _ => None,
            }
        }
        Some(_) => None,
    };
    let Some(number) = number else {
        let text = value.map(|value| value.text().into_owned());
        return Figure::Unreadable(text.unwrap_or_default());
    };
    let exact = Amount::new(number);
    Figure::Amount {
        exact,
        published: exact.published(RATE_DECIMALS),
    }
}

/// A number shown with %, in per cent: the mark is the format's, or words behind a number that is in per cent already.
fn percentage(shown: &ShownNumber) -> Decimal {
    let seen = amount::read_text(shown.text.trim_end_matches(['%', '％']));
    let scaled = shown.stored.checked_mul(Decimal::ONE_HUNDRED);
    match (scaled, seen) {
        (Some(scaled), Written::Number(seen, _)) => {
            let is_scaled = (scaled - seen).abs() <= (shown.stored - seen).abs();
            if is_scaled { scaled } else { shown.stored }
        }
        (scaled, _) => scaled.unwrap_or(shown.stored),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::value::SharedText;

    #[test]
    fn a_rate_is_read_in_per_cent() {
        let of = |text: &str| rate(Some(&Value::Text(SharedText::new(text))));
        for (text, wanted) in [("4.19%", "4.19"), ("-4.2％", "-4.2"), ("12.50", "12.5")] {
            let Figure::Amount { exact, .. } = of(text) else {
                panic!("{text}");
            };
            assert_eq!(exact.value().to_string(), wanted);
        }
        for text in ["—", "/", "新增"] {
            assert!(matches!(of(text), Figure::Dash(_)), "{text}");
        }
        assert!(matches!(of("4.1.9%"), Figure::Unreadable(_)));
    }
}
