//! Number formats: which show a date, and which show a number that does not look like itself.

mod code;
mod look;

use super::value::{NumberLook, ShownNumber, Value};
use calamine::{ExcelDateTime, ExcelDateTimeType};
use code::{FormatCode, skip};
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
}

impl NumberFormat {
    /// By its code.
    pub(super) fn new(code: &str) -> Self {
        if is_date(code) || code.len() > LONGEST {
            return Self::of_dates(is_date(code));
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::amount::UnitOfMeasure;
    use proptest::prelude::*;

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

    /// What a number looks like: nothing where like itself.
    fn seen(code: &str, number: f64) -> String {
        match NumberFormat::new(code).number(number) {
            Value::Shown(shown) => match shown.look {
                NumberLook::Amount(amount, unit) => {
                    format!(
                        "{} {amount}{}",
                        shown.text,
                        unit.map_or("", UnitOfMeasure::name)
                    )
                }
                NumberLook::RoundedToZero => format!("{} rounded", shown.text),
                NumberLook::Percentage => format!("{} percentage", shown.text),
                NumberLook::Nothing => format!("{} nothing", shown.text).trim().to_owned(),
                NumberLook::Other => format!("{} other", shown.text),
            },
            Value::Number(_) => String::new(),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn usual_formats_show_the_number_itself() {
        for code in [
            "General",
            "0.00",
            "#,##0.00",
            "#,##0.00_);[Red](#,##0.00)",
            "0.00;[Red]0.00",
            "0.00_ ;[红色]\\-0.00\\ ",
            "_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * \"-\"??_ ;_ @_ ",
            "_-¥* #,##0.00_-;-¥* #,##0.00_-;_-¥* \"-\"??_-;_-@_-",
            "[$¥-804]#,##0.00",
            "\"¥\"#,##0.00;\"¥\"\\-#,##0.00",
            "#,##0.00;-#,##0.00;",
            "#,##0.00;-#,##0.00;\"\"",
            "[=0]\"\";General",
            "#,##0.00;\"△\"#,##0.00",
            "0.00E+00",
            "# ?/?",
            "#/1",
            "0 0/10",
            ".00",
            "#.##",
            "@",
            "[DBNum2][$-804]General",
            "RMB #,##0.00",
            "# ##0.00",
            "###0.00",
            "\"约\"0.00",
        ] {
            for number in [160_722_300.0, 86.4, 0.4, 0.0, -86.4] {
                assert_eq!(seen(code, number), "", "{code} {number}");
            }
        }
    }

    #[test]
    fn formats_of_few_places_may_show_nothing_of_a_number() {
        for (code, number, wanted) in [
            ("0", 0.4, "0 rounded"),
            ("#,##0_ ;[Red]-#,##0 ", -0.4, "-0 rounded"),
            ("#", 0.4, "rounded"),
            ("#,###", 0.4, "rounded"),
            ("0\"人\"", 0.1, "0人 rounded"),
            ("0.0", 0.04, "0.0 rounded"),
            ("0.00", 0.004, "0.00 rounded"),
            ("0", 86.4, ""),
            ("0", 0.5, ""),
            ("0.00", 86.4, ""),
            ("#,##0", 86.0, ""),
            ("0;-0;\"-\"", 0.0, ""),
        ] {
            assert_eq!(seen(code, number).trim(), wanted, "{code} {number}");
        }
    }

    #[test]
    fn formats_that_scale_show_another_amount() {
        for (code, number, wanted) in [
            ("0\\.0000", 160_722_300.0, "16072.2300 16072.23"),
            ("0!.0000", 160_722_300.0, "16072.2300 16072.23"),
            ("0\".\"0000", 5.0, "0.0005 0.0005"),
            ("0!.0,", 160_722_300.0, "16072.2 16072.23"),
            ("0\\.0,\"万\"", 160_722_300.0, "16072.2万 16072.23万元"),
            (
                "0!.0000\"万元\"",
                -160_722_300.0,
                "-16072.2300万元 -16072.23万元",
            ),
            ("#,##0.00,", 864_000.0, "864.00 864"),
            ("0.00,,", 160_722_300.0, "160.72 160.7223"),
            ("0,.00", 864_000.0, "864.00 864"),
            ("#,##0.00,,\n%", 160_722_300.0, "16072.23 16072.23"),
            ("0.00\"万元\"", 86.4, "86.40万元 86.4万元"),
            ("0.00\"（元）\"", 86.4, "86.40（元） 86.4元"),
            ("[>=10000]0!.0,\"万\";0", 864_000.0, "86.4万 86.4万元"),
            ("[>=10000]0!.0,\"万\";0", 864.0, ""),
            ("0\"0000\"", 16_072.0, "160720000 160720000"),
            ("_ * 0\\.0000_ ;_ * \\-0\\.0000_ ", -5e4, "-5.0000 -5"),
        ] {
            assert_eq!(seen(code, number), wanted, "{code} {number}");
        }
    }

    #[test]
    fn formats_may_show_no_amount_at_all() {
        for (code, number, wanted) in [
            ("0.0%", 0.864, "86.4% percentage"),
            ("0.00\"%\"", 86.4, "86.40% percentage"),
            (";;;", 86.4, "nothing"),
            (";;;", 0.0, ""),
            ("\"万元\"", 86.4, "万元 nothing"),
            ("\"-\"", 86.4, "- nothing"),
            ("\"86.40\"", 5.0, "86.40 other"),
            ("0.00;-0.00;\"86.40\"", 0.0, "86.40 other"),
            ("[<1]\"\";0.00", 0.5, "nothing"),
            ("[<1]\"\";0.00", 1.5, ""),
            ("0.00;0.00", -5.0, "5.00 other"),
            ("\\-0.00", 5.0, "-5.00 other"),
            ("(0.00)", 5.0, "(5.00) other"),
            ("0.0,\"K\"", 864_000.0, "864.0K other"),
            ("0\"万\"0000", 160_722_300.0, "16072万2300 other"),
            ("0\\.000\\.000", 160_722_300.0, "160.722.300 other"),
        ] {
            assert_eq!(seen(code, number), wanted, "{code} {number}");
        }
        assert_eq!(seen("0.00;0.00", 5.0), "");
    }

    proptest! {
        /// Any code and any number come to something, and a code of places and points alone shows its number.
        #[test]
        fn no_code_is_too_odd(code in "[#0?.,;%@\\[\\]<>=\"\\\\!_*E+/G万元 -]{0,24}", number in any::<f64>()) {
            NumberFormat::new(&code).number(number);
        }
    }
}
