//! Codes as clerks type them: text or number, in three columns or one, padded or not, with points between the
//! levels, beside their names, printed once for many rows.

use crate::amount::{self, Written};
use crate::book::value::Value;
use crate::classification::{Code, Level, Series};
use crate::label::{fold, one_line};
use std::ops::Range;

/// What a cell for a code says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum CodeCell {
    /// The digits of a code, or of a part of one.
    Digits(String),
    /// The digits of a code, and its name.
    Named(String, String),
    /// A dash, where a deeper part would stand.
    Dash,
    /// Words: a label.
    Words,
    /// Something that is meant for a code.
    Unclear,
}

/// Digits of the longest number that may be a code or the number of a budget unit.
const MOST_DIGITS: usize = 7;

/// Characters between the levels of a code, and around it.
const SEPARATORS: [char; 16] = [
    '.', '-', '/', '\\', '_', ',', ';', ':', '·', '•', '・', '‧', '、', '。', '|', '~',
];

/// Characters that spreadsheets and clerks put around a code.
const QUOTES: [char; 6] = ['\'', '"', '`', '=', '′', '´'];

/// What a cell for a code says.
pub(super) fn cell(value: &Value) -> CodeCell {
    let text = value.text();
    let digits = match value {
        Value::Number(number) => number_digits(&number.normalize().to_string()),
        Value::Date(day) => day_number(day),
        _ => digits(&text),
    };
    if let Some(digits) = digits {
        return CodeCell::Digits(digits);
    }
    if matches!(amount::read_text(&text), Written::Dash) {
        return CodeCell::Dash;
    }
    let is_word = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
    if text.contains(is_word) {
        return match split_name(&text) {
            Some((digits, name)) if digits.len() >= 3 => CodeCell::Named(digits, name),
            _ => CodeCell::Words,
        };
    }
    let folded = fold(&text);
    let is_mark = |c: char| SEPARATORS.contains(&c) || QUOTES.contains(&c) || c == '…';
    let is_blank = matches!(value, Value::Text(_)) && folded.chars().all(is_mark);
    let is_digit = |c: char| c.is_ascii_digit();
    let letters = folded.chars().filter(|c| c.is_alphabetic()).count();
    match value {
        _ if is_blank => CodeCell::Dash,
        // TOTAL
        Value::Text(_) if letters > 2 && !folded.contains(is_digit) => CodeCell::Words,
        _ => CodeCell::Unclear,
    }
}

/// The digits of a text that holds nothing but a code or a part of one, however it is spelt: `208.01.01`, `208-1-1`,
/// `"208.0"`, `2,080,101`, `[2080101]`, `2.080101E+06`.
pub(super) fn digits(text: &str) -> Option<String> {
    let folded = fold(text);
    let bare = folded.trim_matches(|c| {
        QUOTES.contains(&c) || SEPARATORS.contains(&c) || "[](){}<>《》".contains(c)
    });
    let found = if is_digits(bare) {
        Some(bare.to_owned())
    } else {
        scientific(bare)
            .or_else(|| whole_number(bare))
            .or_else(|| grouped(bare))
            .or_else(|| levels(bare))
    }?;
    // 02080101: zeros in front of a whole code
    let trimmed = found.trim_start_matches('0');
    let found = if found.len() > MOST_DIGITS {
        trimmed
    } else {
        &found
    };
    (!found.is_empty() && found.len() <= MOST_DIGITS).then(|| found.to_owned())
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// `208.0`, as programs write a number.
fn whole_number(text: &str) -> Option<String> {
    let (whole, zeros) = text.split_once('.')?;
    let is_whole = is_digits(whole) && !zeros.is_empty() && zeros.bytes().all(|b| b == b'0');
    is_whole.then(|| whole.to_owned())
}

/// `2.080101E+06`, where no digit is lost.
fn scientific(text: &str) -> Option<String> {
    let (mantissa, power) = text.split_once('e')?;
    let (whole, rest) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let power: usize = power.trim_start_matches('+').parse().ok()?;
    (is_digits(whole) && (rest.is_empty() || is_digits(rest)) && rest.len() == power)
        .then(|| format!("{whole}{rest}"))
}

/// `2,080,101`, a number with separators.
fn grouped(text: &str) -> Option<String> {
    let mut groups = text.split(',');
    let first = groups
        .next()
        .filter(|first| (1..=3).contains(&first.len()))?;
    let rest: Vec<&str> = groups.collect();
    let is_number = !rest.is_empty() && rest.iter().all(|group| group.len() == 3);
    let joined = format!("{first}{}", rest.concat());
    (is_number && is_digits(&joined)).then_some(joined)
}

/// `208.01.01`, `208-1-1`; also `208-20801-2080101`, each level with those above it.
fn levels(text: &str) -> Option<String> {
    let parts: Vec<&str> = text
        .split(|c| SEPARATORS.contains(&c))
        .filter(|part| !part.is_empty())
        .collect();
    let [class, rest @ ..] = parts.as_slice() else {
        return None;
    };
    if class.len() != 3
        || rest.is_empty()
        || rest.len() > 2
        || !parts.iter().all(|it| is_digits(it))
    {
        return None;
    }
    if parts
        .windows(2)
        .all(|pair| pair[1].len() > 3 && pair[1].starts_with(pair[0]))
    {
        return parts.last().map(|last| (*last).to_owned());
    }
    // 208.1 may be 208.10 that lost its zero
    let is_doubtful = rest.len() == 1 && rest[0].len() == 1 && text.contains('.');
    let fits = rest.iter().all(|part| (1..=2).contains(&part.len()));
    (fits && !is_doubtful).then(|| {
        let rest: String = rest.iter().map(|part| format!("{part:0>2}")).collect();
        format!("{class}{rest}")
    })
}

/// The digits of a number: `2080101`, and `208.01` for 208 01; of 208.1 a zero at the end went.
fn number_digits(number: &str) -> Option<String> {
    let Some((class, rest)) = number.split_once('.') else {
        return digits(number);
    };
    let padded = format!("{rest:0<width$}", width = rest.len().next_multiple_of(2));
    (class.len() == 3 && is_digits(class) && is_digits(rest) && padded.len() <= 4)
        .then(|| format!("{class}{padded}"))
}

/// The number behind a day: a code in a cell that shows dates. The first sixty days are counted in two ways.
fn day_number(day: &str) -> Option<String> {
    let day = day.get(..10)?;
    let mut parts = day.split('-').map(|part| part.parse::<i64>().ok());
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    // days of the civil calendar, with years that begin in March
    let (year, month) = if month > 2 {
        (year, month - 3)
    } else {
        (year - 1, month + 9)
    };
    let days = 365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day;
    let number = days - DAYS_BEFORE_1900;
    (number > 60).then(|| number.to_string())
}

/// What [`day_number`] counts up to the day 0 of spreadsheets, 1899-12-30.
const DAYS_BEFORE_1900: i64 = 693_900;

/// A code from its parts, one a level, as they stand in the columns 类 款 项; `above` is the last code
/// before it, which parts left blank are taken from.
pub(super) fn from_parts(
    parts: &[(Level, String)],
    series: Series,
    above: Option<&Code>,
) -> Option<Code> {
    // 208 | 20805 | 2080505: each column repeats the one before it; or the whole code stands in one
    let longest = parts
        .iter()
        .map(|(_, digits)| digits.as_str())
        .filter(|d| d.len() >= 5)
        .max_by_key(|d| d.len());
    if let Some(longest) = longest.filter(|w| parts.iter().all(|(_, d)| w.starts_with(d.as_str())))
    {
        return whole(longest, series);
    }
    let mut code = String::new();
    for level in Level::ALL.into_iter().take(series.depth()) {
        let range = place(level);
        let own = parts
            .iter()
            .find(|(l, _)| *l == level)
            .map(|(_, digits)| digits.as_str());
        let deeper = parts.iter().any(|(l, _)| *l > level);
        match own {
            // 208 | 00 | 00 is the class
            Some(zeros)
                if level > Level::Class
                    && zeros.bytes().all(|b| b == b'0')
                    && !deeper_figures(parts, level) =>
            {
                break;
            }
            Some(digits) if digits.len() <= range.len() => {
                code.push_str(&format!("{digits:0>width$}", width = range.len()))
            }
            Some(_) => return None,
            None if deeper => code.push_str(above?.as_str().get(range)?),
            None => break,
        }
    }
    within(Code::new(&code)?, series)
}

fn deeper_figures(parts: &[(Level, String)], level: Level) -> bool {
    parts
        .iter()
        .any(|(l, digits)| *l > level && digits.bytes().any(|b| b != b'0'))
}

/// Where a level's digits stand in a code.
fn place(level: Level) -> Range<usize> {
    match level {
        Level::Class => 0..3,
        Level::Group => 3..5,
        Level::Item => 5..7,
    }
}

/// A whole code in one column; 2080000 is the class 208.
pub(super) fn whole(digits: &str, series: Series) -> Option<Code> {
    let mut short = digits;
    while short.len() > 3 && short.len() % 2 == 1 && short.ends_with("00") {
        short = &short[..short.len() - 2];
    }
    within(Code::new(short)?, series)
}

fn within(code: Code, series: Series) -> Option<Code> {
    series.has(&code).then_some(code)
}

/// The code that the parts of a code begin with, as far as they are understood: 208 | 01 | O1 stands below 20801.
pub(super) fn understood(parts: &[(Level, Option<String>)], series: Series) -> Option<Code> {
    let mut known = Vec::new();
    for level in Level::ALL {
        match parts.iter().find(|(l, _)| *l == level) {
            Some((_, Some(digits))) => known.push((level, digits.clone())),
            _ => break,
        }
    }
    if known.is_empty() {
        return None;
    }
    from_parts(&known, series, None)
}

/// A code in front of a name in the same cell, or in brackets behind it: `201 一般公共服务支出`.
pub(super) fn before_name(text: &str, series: Series) -> Option<(Code, String)> {
    let (digits, name) = split_name(text)?;
    Some((whole(&digits, series)?, name))
}

/// The digits and the name of `2080101行政运行`, `[2080101]行政运行`, `208-01-01 行政运行`, `行政运行（2080101）`.
fn split_name(text: &str) -> Option<(String, String)> {
    let text = one_line(text);
    let is_mark = |c: char| {
        SEPARATORS.contains(&c) || QUOTES.contains(&c) || "：．—–－（）()[]【】〔〕 　".contains(c)
    };
    let is_code = |c: char| is_mark(c) || c.is_numeric();
    let begin = text.find(|c: char| !is_code(c))?;
    let (code, name) = text.split_at(begin);
    let (code, name) = if code.chars().any(char::is_numeric) {
        (code, name.to_owned())
    } else {
        let (name, code) = text
            .trim_end_matches([']', '】', '〕', ')', '）'])
            .rsplit_once(['[', '【', '〔', '(', '（'])?;
        (code, name.to_owned())
    };
    let digits = digits(code)?;
    let name = name.trim_start_matches(is_mark).trim().to_owned();
    // 2020年… is a year
    let is_name = !name.is_empty() && !name.starts_with(['年', '%']);
    is_name.then_some((digits, name))
}

#[cfg(test)]
mod tests;
