//! Number formats: which show a date, and which show a number that does not look like itself.

mod code;
mod dress;
mod look;
#[cfg(test)]
mod tests;

use super::value::{NumberLook, ShownNumber, Value};
use calamine::{ExcelDateTime, ExcelDateTimeType};
use code::{FormatCode, skip};
use dress::Dress;
use std::collections::HashMap;
use std::sync::Arc;

/// The day after the last one that a spreadsheet can show: 9999-12-31.
const DATES_END: f64 = 2_958_466.0;

/// Characters of the longest format that is looked at; Excel takes 255.
const LONGEST: usize = 1_000;

/// The number formats of a workbook.
#[derive(Debug, Default)]
pub(super) struct NumberFormats {
    known: HashMap<u16, NumberFormat>,
    of_cells: Vec<u16>,
    /// Whether days are counted from 1904 on.
    pub(super) since_1904: bool,
}

/// How cells show their numbers.
#[derive(Debug, Clone, Default)]
pub(super) struct NumberFormat {
    is_date: bool,
    /// Nothing where every number looks like itself, whole or rounded.
    odd: Option<(Arc<str>, Arc<FormatCode>)>,
    /// Places behind the point to which it rounds, and its code.
    rounding: Option<(u32, Arc<str>, Arc<FormatCode>)>,
    /// Words that it prints with a number or a date.
    dress: Option<Dress>,
}

impl NumberFormat {
    /// By its code.
    pub(super) fn new(code: &str) -> Self {
        if is_date(code) || code.len() > LONGEST {
            let dress = Dress::of_date(code);
            return Self {
                dress: dress.filter(|_| code.len() <= LONGEST),
                ..Self::of_dates(is_date(code))
            };
        }
        let parsed = Arc::new(FormatCode::parse(code));
        let is_odd = |number| {
            let look = look::look(&parsed, number);
            look.is_some_and(|(look, _)| look != NumberLook::RoundedToZero)
        };
        let is_odd = parsed.samples().into_iter().any(is_odd);
        let rounding = parsed.places().filter(|_| !is_odd);
        Self {
            is_date: false,
            rounding: rounding.map(|places| (places, code.into(), parsed.clone())),
            dress: Dress::of_number(&parsed),
            odd: is_odd.then(|| (code.into(), parsed)),
        }
    }

    /// Whether it shows dates or times.
    pub(super) fn is_date(&self) -> bool {
        self.is_date
    }

    /// One of those that every workbook has.
    fn built_in(id: u16) -> Self {
        match id {
            1 => Self::new("0"),
            3 | 5 | 6 | 37 | 38 | 41 | 42 => Self::new("#,##0"),
            9 => Self::new("0%"),
            10 => Self::new("0.00%"),
            _ => Self::of_dates(is_built_in_date(id)),
        }
    }

    /// One that shows dates, or every number as it is.
    fn of_dates(is_date: bool) -> Self {
        Self {
            is_date,
            ..Self::default()
        }
    }

    /// A value of this format with the words that are printed with it.
    pub(super) fn dressed(&self, value: Value) -> Value {
        let seen = self.dress.as_ref().and_then(|dress| dress.seen(&value));
        match seen {
            Some(seen) => Value::Dressed(Box::new((value, seen))),
            None => value,
        }
    }

    /// A number that is no date.
    pub(super) fn number(&self, number: f64) -> Value {
        let stored = match Value::of_number(number) {
            Value::Number(stored) => stored,
            other => return other,
        };
        let rounding = self.rounding.as_ref();
        let rounding = rounding.filter(|(places, ..)| stored.scale() > *places);
        let code = rounding.map(|(_, format, code)| (format, code));
        let code = code.or(self.odd.as_ref().map(|(format, code)| (format, code)));
        let shown = code.and_then(|(format, code)| {
            let (look, text) = look::look(code, stored)?;
            let format = format.clone();
            Some(ShownNumber {
                stored,
                text,
                format,
                look,
            })
        });
        shown.map_or(Value::Number(stored), |shown| Value::Shown(Arc::new(shown)))
    }
}

impl NumberFormats {
    /// A format that the workbook brings along.
    pub(super) fn define(&mut self, id: u16, code: &str) {
        self.known.insert(id, NumberFormat::new(code));
    }

    /// The number format of the next style of cells.
    pub(super) fn style(&mut self, id: u16) {
        self.of_cells.push(id);
        if matches!(id, 1 | 3 | 5 | 6 | 9 | 10 | 37 | 38 | 41 | 42) {
            self.known
                .entry(id)
                .or_insert_with(|| NumberFormat::built_in(id));
        }
    }

    /// A number in a cell of a style.
    pub(super) fn value(&self, number: f64, style: u32) -> Value {
        let id = usize::try_from(style)
            .ok()
            .and_then(|style| self.of_cells.get(style))
            .copied()
            .unwrap_or(0);
        let known = self.known.get(&id);
        let value = self.bare_value(number, known, id);
        match known {
            Some(format) => format.dressed(value),
            None => value,
        }
    }

    fn bare_value(&self, number: f64, known: Option<&NumberFormat>, id: u16) -> Value {
        let shows_date = known.map_or_else(|| is_built_in_date(id), |format| format.is_date);
        if shows_date && (0.0..DATES_END).contains(&number) {
            return Value::Date(date_text(&ExcelDateTime::new(
                number,
                ExcelDateTimeType::DateTime,
                self.since_1904,
            )));
        }
        known.map_or_else(|| Value::of_number(number), |format| format.number(number))
    }
}

/// A day as a spreadsheet counts it.
pub(crate) fn date_text(date: &ExcelDateTime) -> String {
    let (year, month, day, ..) = date.to_ymd_hms_milli();
    format!("{year:04}-{month:02}-{day:02}")
}

/// The formats that every workbook has: dates and times, those of East Asia included.
fn is_built_in_date(id: u16) -> bool {
    matches!(id, 14..=22 | 27..=36 | 45..=47 | 50..=58)
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
