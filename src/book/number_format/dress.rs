//! Words that a format prints with a number or a date: `"≥"0"次"` shows 12 as ≥12次, `yyyy"年"m"月"` a day as 2020年12月.

use super::code::FormatCode;
use super::look;
use crate::book::value::Value;
use std::sync::Arc;

/// How a format dresses what a cell holds.
#[derive(Debug, Clone)]
pub(super) enum Dress {
    Number(Arc<FormatCode>),
    Date(Arc<[DatePart]>),
}

/// A piece of a date.
#[derive(Debug, Clone, Copy)]
pub(super) enum DatePart {
    /// Of a year, a month, a day: its place in `2020-12-31`, and digits.
    Number(usize, usize),
    Literal(char),
}

impl Dress {
    /// That of a format for numbers, if it has words.
    pub(super) fn of_number(code: &Arc<FormatCode>) -> Option<Self> {
        let has_words = code.literals().any(|c| {
            let is_currency = matches!(c, '¥' | '￥' | '$' | '€');
            !c.is_whitespace() && !is_currency && !look::is_of_a_number(c)
        });
        has_words.then(|| Self::Number(code.clone()))
    }

    /// That of a format for days, if it has words that are not of ASCII; none where it shows more than a day.
    pub(super) fn of_date(code: &str) -> Option<Self> {
        let mut parts: Vec<DatePart> = Vec::new();
        let mut rest = code.chars().peekable();
        while let Some(c) = rest.next() {
            match c.to_ascii_lowercase() {
                ';' => break,
                // the language of the names of months
                '[' => {
                    let inner: String = rest.by_ref().take_while(|c| *c != ']').collect();
                    inner.starts_with('$').then_some(())?;
                }
                '"' => parts.extend(
                    rest.by_ref()
                        .take_while(|c| *c != '"')
                        .map(DatePart::Literal),
                ),
                '\\' => parts.extend(rest.next().map(DatePart::Literal)),
                letter @ ('y' | 'm' | 'd') => {
                    let mut digits = 1;
                    while rest
                        .next_if(|next| next.to_ascii_lowercase() == letter)
                        .is_some()
                    {
                        digits += 1;
                    }
                    let (place, most) = match letter {
                        'y' => (0, 4),
                        'm' => (1, 2),
                        _ => (2, 2),
                    };
                    (digits <= most).then_some(())?;
                    parts.push(DatePart::Number(place, digits));
                }
                c if c.is_ascii_alphabetic() => return None,
                '@' | '_' | '*' => return None,
                _ => parts.push(DatePart::Literal(c)),
            }
        }
        let is_word = |part: &DatePart| matches!(part, DatePart::Literal(c) if !c.is_ascii());
        parts.iter().any(is_word).then(|| Self::Date(parts.into()))
    }

    /// What is seen of a value; none where its format has no words for it.
    pub(super) fn seen(&self, value: &Value) -> Option<String> {
        match (self, value) {
            (Self::Number(code), Value::Number(number)) => look::seen(code, *number),
            (Self::Date(parts), Value::Date(day)) => {
                let numbers: Vec<&str> = day.split('-').collect();
                let [_, _, _] = numbers.as_slice() else {
                    return None;
                };
                let mut seen = String::new();
                for part in parts.iter() {
                    match part {
                        DatePart::Literal(c) => seen.push(*c),
                        DatePart::Number(0, 1 | 2) => seen.push_str(numbers[0].get(2..)?),
                        DatePart::Number(place, 1) => {
                            seen.push_str(numbers[*place].trim_start_matches('0'));
                        }
                        DatePart::Number(place, _) => seen.push_str(numbers[*place]),
                    }
                }
                Some(seen.trim().to_owned())
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::number_format::NumberFormat;
    use rust_decimal::Decimal;

    fn seen(code: &str, value: Value) -> Option<String> {
        match NumberFormat::new(code).dressed(value) {
            Value::Dressed(dressed) => Some(dressed.1),
            _ => None,
        }
    }

    #[test]
    fn words_are_printed_with_a_number() {
        let number = |code: &str| seen(code, Value::Number(Decimal::from(12)));
        assert_eq!(number("\"≥\"0\"次\"").as_deref(), Some("≥12次"));
        assert_eq!(number("0\"人\"").as_deref(), Some("12人"));
        assert_eq!(number("G/通用格式\"件\"").as_deref(), Some("12件"));
        for plain in [
            "General",
            "#,##0.00",
            "¥#,##0.00",
            "_ * #,##0.00_ ",
            "0.00_);(0.00)",
        ] {
            assert_eq!(number(plain), None, "{plain}");
        }
    }

    #[test]
    fn words_are_printed_with_a_day() {
        let day = |code: &str| seen(code, Value::Date("2020-02-09".to_owned()));
        assert_eq!(
            day("yyyy\"年\"m\"月\"d\"日\"").as_deref(),
            Some("2020年2月9日")
        );
        assert_eq!(
            day("[$-804]yyyy\"年\"mm\"月\"").as_deref(),
            Some("2020年02月")
        );
        for plain in [
            "yyyy-mm-dd",
            "mmm\"月\"",
            "yyyy\"年\" h\"时\"",
            "[DBNum1]yyyy\"年\"",
        ] {
            assert_eq!(day(plain), None, "{plain}");
        }
    }
}
