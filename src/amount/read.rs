//! An amount from the text or the number of a cell, read as a person reads it.

use super::unit::{UnitOfMeasure, unit_behind};
use crate::label::{is_invisible, keeps_its_meaning};
use rust_decimal::Decimal;
use rust_decimal::prelude::{FromStr, ToPrimitive};
use unicode_normalization::UnicodeNormalization;

/// What a cell for an amount says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Written {
    /// A number; text may carry its own unit of measure (`7000 万元`).
    Number(Decimal, Option<UnitOfMeasure>),
    /// Nothing but blanks.
    Blank,
    /// `—` and the like.
    Dash,
    /// `无`.
    Nothing,
    /// Anything else.
    NotAnAmount,
}

/// Characters of the longest text that is looked at for an amount.
const LONGEST: usize = 200;

/// Reads the text of a cell as a person would: separators, full width, blanks of all kinds, brackets
/// for a minus, a unit of measure behind it. What is not certainly an amount is `NotAnAmount`.
pub fn read_text(text: &str) -> Written {
    let text = text.trim();
    // no amount begins with a Chinese character
    let is_word = text.starts_with(|c| ('\u{4e00}'..='\u{9fff}').contains(&c) && c != '无');
    if is_word || text.chars().nth(LONGEST).is_some() {
        return Written::NotAnAmount;
    }
    read_seen(text)
}

fn read_seen(text: &str) -> Written {
    if !text.chars().all(keeps_its_meaning) {
        return Written::NotAnAmount;
    }
    let seen: String = text
        .nfkc()
        .map(|c| {
            if c.is_whitespace() || c.is_control() {
                ' '
            } else {
                c
            }
        })
        .filter(|c| !is_invisible(*c))
        .collect();
    let seen = seen.trim();
    if seen.is_empty() {
        return Written::Blank;
    }
    if seen.chars().all(|c| "-—–―─−‐/ ".contains(c)) {
        return Written::Dash;
    }
    if seen == "无" {
        return Written::Nothing;
    }
    let (body, unit) = match unit_behind(seen) {
        Some((body, unit)) => (body.trim_end(), Some(unit)),
        None => (seen, None),
    };
    signed(body).map_or(Written::NotAnAmount, |value| Written::Number(value, unit))
}

fn signed(text: &str) -> Option<Decimal> {
    let text = text.trim_start_matches(['¥', '￥']).trim();
    if let Some(inner) = text.strip_prefix('(').and_then(|t| t.strip_suffix(')')) {
        return unsigned(inner.trim()).map(|value| -value);
    }
    let negative = text.strip_prefix(['-', '−', '–', '—']);
    let body = negative.or_else(|| text.strip_prefix('+')).unwrap_or(text);
    let value = unsigned(body.trim_start().trim_start_matches('¥').trim_start())?;
    Some(if negative.is_some() { -value } else { value })
}

fn unsigned(text: &str) -> Option<Decimal> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let is_digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
    let separator = whole.chars().find(|c| matches!(c, ',' | ' ' | '\''));
    let digits = match separator {
        // a separator stands before every three digits, or it is a slip that we do not guess at
        Some(separator) => {
            let groups: Vec<&str> = whole.split(separator).collect();
            let (first, rest) = groups.split_first()?;
            let regular =
                (1..=3).contains(&first.len()) && rest.iter().all(|group| group.len() == 3);
            regular.then(|| groups.concat())?
        }
        None => whole.to_owned(),
    };
    if !is_digits(&digits) || !is_digits(fraction) || digits.len() + fraction.len() == 0 {
        return None;
    }
    if digits.trim_start_matches('0').len() > 15 || fraction.len() > 12 {
        return None;
    }
    let value = Decimal::from_str(&format!("0{digits}.{fraction}0"))
        .ok()?
        .normalize();
    (value < Decimal::from(LIMIT)).then_some(value)
}

/// A numeric cell at Excel's own 15 significant digits: 0.30000000000000004 is 0.3. `None` for what
/// is no amount (not finite, or beyond nine times ten to the thirteenth).
pub(crate) fn from_cell(value: f64) -> Option<Decimal> {
    if !value.is_finite() {
        return None;
    }
    if let Some(fen) = whole_fen(value) {
        return Some(Decimal::new(fen, 2).normalize());
    }
    // a residue of floating point has more places than a decimal holds
    let residue = value.abs() < 1e-6;
    let decimal = if residue {
        Decimal::from_str(&format!("{value:.20}")).ok()?
    } else {
        Decimal::from_scientific(&format!("{value:.14e}")).ok()?
    };
    let decimal = decimal.normalize();
    (decimal.abs() < Decimal::from(LIMIT)).then_some(decimal)
}

/// A number in hundredths, if it is a whole number of them of fifteen digits at most: no other number of so many digits
/// has the same float.
fn whole_fen(value: f64) -> Option<i64> {
    let fen = (value * 100.0).round();
    let is_exact = fen.abs() < 1e15 && (fen / 100.0).to_bits() == value.to_bits();
    is_exact.then(|| fen.to_i64()).flatten()
}

/// Figures from this size on (in the unit they are written in) are no amounts of a budget; Excel
/// itself keeps 15 digits.
const LIMIT: i64 = 90_000_000_000_000;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::amount::{Amount, UnitOfMeasure};
    use proptest::prelude::*;

    fn number(text: &str) -> Option<String> {
        match read_text(text) {
            Written::Number(value, _) => Some(value.to_string()),
            _ => None,
        }
    }

    #[test]
    fn amounts_are_read_as_a_person_reads_them() {
        for (text, value) in [
            ("7,150.00", "7150"),
            ("86.40", "86.4"),
            ("７，０００．００", "7000"),
            ("\u{a0}1,234.50\u{3000}", "1234.5"),
            ("7，150.00", "7150"),
            ("-1", "-1"),
            ("（1）", "-1"),
            ("(1)", "-1"),
            ("－110.00", "-110"),
            ("7000 万元", "7000"),
            ("¥1,000", "1000"),
            (".5", "0.5"),
            ("0", "0"),
            ("\u{202d}7,000.00\u{202c}", "7000"),
            ("\u{2066}86\u{fe0f}.\u{ad}40\u{2069}", "86.4"),
            ("\u{1d7d6}6.40", "86.4"),
        ] {
            assert_eq!(number(text).as_deref(), Some(value), "{text}");
        }
    }

    #[test]
    fn what_is_not_surely_an_amount_is_none() {
        for text in [
            "约100",
            "1.2.3",
            "7,15",
            "1,2345",
            "10%",
            "1E5",
            "壹佰",
            "86。40",
            "12-3",
            "1 2",
            "((1))",
            "万元",
            "1－2",
            "7²",
            "①",
            "½",
            "Ⅷ",
            "86.40㎡",
            "\u{202e}00.007",
        ] {
            assert_eq!(read_text(text), Written::NotAnAmount, "{text}");
        }
    }

    #[test]
    fn blank_dash_and_nothing_are_different() {
        assert_eq!(read_text(" \u{3000}\u{a0}\n"), Written::Blank);
        assert_eq!(read_text("—"), Written::Dash);
        assert_eq!(read_text("－－"), Written::Dash);
        assert_eq!(read_text(" 无 "), Written::Nothing);
    }

    #[test]
    fn a_unit_behind_the_figure_is_kept() {
        assert_eq!(
            read_text("86.4 万元"),
            Written::Number(Decimal::new(864, 1), Some(UnitOfMeasure::TenThousandYuan))
        );
        assert_eq!(
            read_text("86.4萬"),
            Written::Number(Decimal::new(864, 1), Some(UnitOfMeasure::TenThousandYuan))
        );
        assert_eq!(
            read_text("３元"),
            Written::Number(Decimal::from(3), Some(UnitOfMeasure::Yuan))
        );
    }

    #[test]
    fn a_float_is_taken_at_fifteen_digits() {
        assert_eq!(
            from_cell(0.1 + 0.2).map(|d| d.to_string()).as_deref(),
            Some("0.3")
        );
        assert_eq!(
            from_cell(14_688.400_000_000_001)
                .map(|d| d.to_string())
                .as_deref(),
            Some("14688.4")
        );
        assert_eq!(from_cell(f64::NAN), None);
        assert_eq!(from_cell(f64::INFINITY), None);
        assert_eq!(from_cell(1e300), None);
        assert_eq!(from_cell(1e-300).map(|d| d.is_zero()), Some(true));
        assert_eq!(from_cell(-0.0).map(|d| d.to_string()).as_deref(), Some("0"));
        assert_eq!(
            from_cell(1.4e-15).map(|d| d.to_string()).as_deref(),
            Some("0.0000000000000014")
        );
    }

    proptest! {
        #[test]
        fn what_begins_with_a_word_is_no_amount(word in "[一-鿿]", rest in "[-0-9一-万亿元无,. ]{0,4}") {
            prop_assume!(word != "无");
            prop_assert_eq!(read_seen(&format!("{word}{rest}")), Written::NotAnAmount);
        }

        #[test]
        fn what_is_written_is_read_back(fen in -8_999_999_999_999_i64..8_999_999_999_999) {
            let amount = Amount::new(Decimal::new(fen, 2));
            for text in [amount.grouped(2), amount.plain(2)] {
                prop_assert_eq!(read_text(&text), Written::Number(amount.value().normalize(), None));
            }
        }

        /// A float holds any number of up to fifteen digits exactly enough to be read back.
        #[test]
        fn a_number_of_fifteen_digits_outlives_its_float(digits in -99_999_999_999_999_i64..99_999_999_999_999, places in 0..6u32) {
            let number = Decimal::new(digits, places).normalize();
            prop_assume!(number.abs() < Decimal::from(LIMIT));
            let float: f64 = number.to_string().parse().unwrap_or_default();
            prop_assert_eq!(from_cell(float), Some(number));
        }

        #[test]
        fn whole_fen_are_what_fifteen_digits_say(fen in -1_200_000_000_000_000_i64..1_200_000_000_000_000, more in 0..3_u64) {
            let float = fen as f64 / 100.0;
            let float = f64::from_bits(float.to_bits() + more);
            let digits = Decimal::from_scientific(&format!("{float:.14e}")).expect("a number");
            prop_assert_eq!(from_cell(float), Some(digits.normalize()));
        }

        #[test]
        fn any_text_is_read_without_a_panic(text in "\\PC{0,24}") {
            let _ = read_text(&text);
        }
    }
}
