//! Numbers that a mark or a blank breaks: `14688..40万元`, `14,68840万元`, `14688.4 0万元`, `14688，40万元`.

use super::figure;
use super::line::TextLine;
use crate::amount::UnitOfMeasure;

/// Digits of the longest number that may be an ordinal.
const ORDINAL: usize = 2;

/// Digits of a group that separators set apart.
const GROUP: usize = 3;

/// Digits of the longest fraction that a wrong mark sets apart.
const FRACTION: usize = 2;

/// Digits of the shortest group that lacks a separator: `编制62，6800万元` are two figures.
const LONG: usize = 5;

/// Where a broken number ends, and the digits that seem to be meant; none of a number that is whole. It stops at `end`.
pub(super) fn whole(
    line: &TextLine,
    start: usize,
    (end, text): (usize, &str),
) -> Option<(usize, String)> {
    let run = |from: usize| {
        let digits = line.chars.get(from..).unwrap_or_default().iter();
        digits.take_while(|c| c.is_ascii_digit()).count()
    };
    let is_mark = |at: usize| line.chars.get(at).is_some_and(|c| ".,。".contains(*c));
    let marks = (end..).take_while(|at| is_mark(*at)).count();
    let mark = *line.chars.get(end)?;
    if marks == 1 && mark != '。' && has_large_unit(line, end + 1) {
        return Some((end + 1, text.to_owned()));
    }
    let next = end + marks.max(1);
    let digits = run(next);
    let behind = next + digits;
    if digits == 0 || figure::unit(line, behind).is_none() {
        return None;
    }
    let rest = line.text(next, behind);
    let (integer, fraction) = text
        .split_once('.')
        .map_or((text, None), |(integer, it)| (integer, Some(it)));
    let is_year = integer.len() == 4 && (integer.starts_with("19") || integer.starts_with("20"));
    let is_long = integer.len() > GROUP && !is_year;
    let before = start.checked_sub(1).map(|at| line.chars[at]);
    let is_word = before.is_some_and(|c| !",;:。、() ".contains(c) && !c.is_ascii());
    let is_listed = before == Some(',') && start >= 2 && line.chars[start - 2].is_ascii_digit();
    let meant = match (mark, fraction) {
        (_, None) if marks > 1 => format!("{integer}.{rest}"),
        (_, Some(_)) if marks > 1 => format!("{text}{rest}"),
        ('.', Some(group)) if integer.len() > ORDINAL || is_word => match group.len() == GROUP {
            true => format!("{integer}{group}.{rest}"),
            false => format!("{text}{rest}"),
        },
        (' ', Some(first)) if first.len() + digits == FRACTION => format!("{text}{rest}"),
        (',', None) if integer.len() <= GROUP && digits >= LONG && !is_listed => {
            format!("{integer}{rest}")
        }
        (',' | '。', None) if is_long && digits <= FRACTION && !is_listed => {
            format!("{integer}.{rest}")
        }
        _ => return None,
    };
    Some((behind, meant))
}

/// Whether a unit of measure that no other word begins with stands at a place: 元月 is a month.
fn has_large_unit(line: &TextLine, at: usize) -> bool {
    let mut units = UnitOfMeasure::ALL.into_iter();
    units.any(|unit| unit != UnitOfMeasure::Yuan && line.has(at, unit.name()))
}

#[cfg(test)]
mod tests {
    use super::super::TextParagraph;
    use super::super::line::lines;
    use super::*;

    fn read(text: &str) -> Option<String> {
        let line = lines(&[TextParagraph::plain(text)]).remove(0);
        let start = line.chars.iter().position(char::is_ascii_digit)?;
        let (end, digits) = figure::number(&line, start);
        whole(&line, start, (end, &digits)).map(|(_, digits)| digits)
    }

    #[test]
    fn broken_numbers_are_read_as_they_are_meant() {
        for (text, meant) in [
            ("支出14688..40万元", "14688.40"),
            ("支出14688，.40万元", "14688.40"),
            ("支出14,68840万元", "1468840"),
            ("支出14688.4 0万元", "14688.40"),
            ("支出14688，40万元", "14688.40"),
            ("支出14688。40万元", "14688.40"),
            ("支出14688.4.0万元", "14688.40"),
            ("支出14.688.40万元", "14688.40"),
            ("支出14688.40.万元", "14688.40"),
        ] {
            assert_eq!(read(text).as_deref(), Some(meant), "{text}");
        }
    }

    #[test]
    fn numbers_beside_each_other_are_whole() {
        for text in [
            "支出14,688.40万元",
            "支出14688.40万元，5万元",
            "编制62，40万元",
            "编制62，6800万元",
            "分别为7150，7000，300，110万元",
            "2020，40万元",
            "1.1383.83万元",
            "一、部门概况....3",
            "共5.元月",
            "支出 16 072.23万元",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
