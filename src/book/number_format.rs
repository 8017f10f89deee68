//! Number formats, as far as they tell a date from an amount.

use crate::book::sheet::Value;
use crate::book::workbook::{date_text, number_value};
use calamine::{ExcelDateTime, ExcelDateTimeType};
use std::collections::HashMap;

/// The day after the last one that a spreadsheet can show: 9999-12-31.
const DATES_END: f64 = 2_958_466.0;

/// The number formats of a workbook.
#[derive(Debug, Default)]
pub(crate) struct NumberFormats {
    dates: HashMap<u16, bool>,
    of_cells: Vec<u16>,
    /// Whether days are counted from 1904 on.
    pub(crate) since_1904: bool,
}

impl NumberFormats {
    /// A format that the workbook brings along.
    pub(crate) fn define(&mut self, id: u16, code: &str) {
        self.dates.insert(id, is_date(code));
    }

    /// The number format of the next style of cells.
    pub(crate) fn style(&mut self, id: u16) {
        self.of_cells.push(id);
    }

    /// A number in a cell of a style.
    pub(crate) fn value(&self, number: f64, style: u32) -> Value {
        let id = usize::try_from(style)
            .ok()
            .and_then(|style| self.of_cells.get(style))
            .copied()
            .unwrap_or(0);
        let shows_date = self
            .dates
            .get(&id)
            .copied()
            .unwrap_or_else(|| is_built_in_date(id));
        if shows_date && (0.0..DATES_END).contains(&number) {
            Value::Date(date_text(&ExcelDateTime::new(
                number,
                ExcelDateTimeType::DateTime,
                self.since_1904,
            )))
        } else {
            number_value(number)
        }
    }
}

/// The formats that every workbook has: dates and times, those of East Asia included.
fn is_built_in_date(id: u16) -> bool {
    matches!(id, 14..=22 | 27..=36 | 45..=47 | 50..=58)
}

/// Whether one of the formats that every workbook has surely shows an amount.
pub(crate) fn is_built_in_amount(id: u16) -> bool {
    matches!(id, 0..=13 | 37..=44 | 48 | 49)
}

/// Whether a format surely shows an amount: the one for positive numbers has no letter but in `General`.
pub(crate) fn is_amount(code: &str) -> bool {
    let positive = code.split(';').next().unwrap_or_default();
    let is_cut = positive.len() < code.len()
        && (positive.contains('"') || positive.ends_with(['\\', '_', '*']));
    !is_cut
        && (positive == "General" || positive.bytes().all(|c| b"#0,.?%_-()* \"@\\$".contains(&c)))
}

/// Whether a format shows a date or a time. A letter of a date is not enough: `RMB #,##0.00` has an M and
/// shows an amount, because it has places for digits.
pub(crate) fn is_date(code: &str) -> bool {
    let mut letters = false;
    let mut seconds = false;
    let mut rest = code.chars();
    while let Some(c) = rest.next() {
        let after_seconds = std::mem::take(&mut seconds);
        match c.to_ascii_lowercase() {
            // the format of positive numbers
            ';' => break,
            '\\' | '_' | '*' => {
                rest.next();
            }
            '"' => {
                rest.by_ref().find(|c| *c == '"');
            }
            '[' => {
                let inner: String = rest.by_ref().take_while(|c| *c != ']').collect();
                let inner = inner.to_ascii_lowercase();
                let elapsed = ["h", "m", "s"]
                    .iter()
                    .any(|unit| inner.trim_start_matches(unit).is_empty());
                letters |= elapsed && !inner.is_empty();
                seconds = elapsed && inner.starts_with('s');
            }
            // `General`, and what WPS writes for it
            'g' if skip(&mut rest, "eneral") || skip(&mut rest, "/通用格式") => {}
            's' => (letters, seconds) = (true, true),
            'y' | 'm' | 'd' | 'h' => letters = true,
            // hundredths of a second
            '.' if after_seconds => {
                while rest.as_str().starts_with('0') {
                    rest.next();
                }
            }
            '#' | '0' | '?' => return false,
            _ => {}
        }
    }
    letters
}

fn skip(rest: &mut std::str::Chars<'_>, word: &str) -> bool {
    let begins = rest
        .as_str()
        .get(..word.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(word));
    if begins {
        rest.nth(word.chars().count() - 1);
    }
    begins
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_times_are_told_from_amounts() {
        for code in [
            "yyyy-mm-dd",
            "yyyy\"年\"m\"月\"d\"日\"",
            "[$-804]yyyy\"年\"m\"月\";@",
            "[DBNum1][$-804]m\"月\"d\"日\"",
            "h:mm AM/PM",
            "mm:ss.0",
            "[h]:mm:ss",
            "[ss].00",
            "YYYYMMDD",
            "d",
        ] {
            assert!(is_date(code), "{code}");
        }
        for code in [
            "General",
            "G/通用格式",
            "[DBNum2][$-804]General\"元\"",
            "#,##0.00",
            "RMB #,##0.00",
            "USD #,##0.00;[Red]-USD #,##0.00",
            "_(* #,##0.00_);_(* (#,##0.00);_(* \"-\"??_);_(@_)",
            "0\"年\"",
            "\"yyyy\"@",
            "\\m0",
            "[Red]0.00",
            "00",
            "@",
            "0.00;yyyy",
            "s 0.0",
            "",
        ] {
            assert!(!is_date(code), "{code}");
        }
    }
}
