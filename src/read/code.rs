//! Codes as clerks type them: text or number, in three columns or one, padded or not, printed once
//! for many rows.

use crate::classification::{Code, Level, Series};
use crate::label::fold;
use std::ops::Range;

/// The digits of a cell that holds nothing but a code or a part of one.
pub(super) fn digits(text: &str) -> Option<String> {
    let folded = fold(text);
    let digits = folded.strip_prefix('\'').unwrap_or(&folded);
    (!digits.is_empty() && digits.len() <= 7 && digits.bytes().all(|b| b.is_ascii_digit()))
        .then(|| digits.to_owned())
}

/// A code from its parts, one a level, as they stand in the columns 类 款 项; `above` is the last code
/// before it, which parts left blank are taken from.
pub(super) fn from_parts(
    parts: &[(Level, String)],
    series: Series,
    above: Option<&Code>,
) -> Option<Code> {
    // 208 | 20805 | 2080505: each column repeats the one before it; or the whole code stands in one
    let whole = parts
        .iter()
        .map(|(_, digits)| digits.as_str())
        .filter(|d| d.len() >= 5)
        .max_by_key(|d| d.len());
    if let Some(whole) = whole.filter(|w| parts.iter().all(|(_, d)| w.starts_with(d.as_str()))) {
        return within(Code::new(whole)?, series);
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

/// A whole code in one column.
pub(super) fn whole(digits: &str, series: Series) -> Option<Code> {
    within(Code::new(digits)?, series)
}

fn within(code: Code, series: Series) -> Option<Code> {
    series.has(&code).then_some(code)
}

/// A code in front of a name in the same cell: `201 一般公共服务支出`.
pub(super) fn before_name(text: &str, series: Series) -> Option<(Code, String)> {
    let text = crate::label::one_line(text);
    let folded = fold(&text);
    let digits = folded.bytes().take_while(u8::is_ascii_digit).count();
    let code = whole(folded.get(..digits)?, series)?;
    let seen = text
        .char_indices()
        .filter(|(_, c)| !c.is_whitespace())
        .nth(digits)
        .map_or("", |(at, _)| &text[at..]);
    let name = seen
        .trim_start_matches([' ', '-', '—', '、', '.', '．', ':', '：'])
        .to_owned();
    // 101020-某局 is a unit, 2020年… a year
    let is_name = !name.is_empty()
        && !name.starts_with(['年', '%'])
        && !fold(&name).starts_with(|c: char| c.is_ascii_digit());
    is_name.then_some((code, name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(parts: [&str; 3], above: Option<&str>) -> Option<String> {
        let parts: Vec<_> = Level::ALL
            .into_iter()
            .zip(parts)
            .filter(|(_, t)| !t.is_empty())
            .map(|(l, t)| (l, t.to_owned()))
            .collect();
        let above = above.and_then(Code::new);
        from_parts(&parts, Series::Functional, above.as_ref()).map(|code| code.to_string())
    }

    #[test]
    fn codes_are_read_however_they_are_laid_out() {
        for (parts, above, expected) in [
            (["208", "05", "05"], None, "2080505"),
            (["208", "5", "5"], None, "2080505"),
            (["208", "05", ""], None, "20805"),
            (["208", "", ""], None, "208"),
            (["2080505", "", ""], None, "2080505"),
            (["208", "20805", "2080505"], None, "2080505"),
            (["208", "20805", ""], None, "20805"),
            (["", "05", ""], Some("208"), "20805"),
            (["", "", "05"], Some("2080501"), "2080505"),
            (["208", "00", "00"], None, "208"),
            (["", "", "99"], Some("20805"), "2080599"),
        ] {
            assert_eq!(code(parts, above).as_deref(), Some(expected), "{parts:?}");
        }
    }

    #[test]
    fn parts_without_a_whole_are_no_code() {
        assert_eq!(code(["", "05", "05"], None), None);
        assert_eq!(code(["", "", "05"], Some("208")), None);
        assert_eq!(code(["", "", ""], None), None);
    }

    #[test]
    fn a_code_may_stand_before_its_name() {
        let read = |text| {
            before_name(text, Series::Functional).map(|(code, name)| format!("{code}/{name}"))
        };
        assert_eq!(
            read("201 一般公共服务支出").as_deref(),
            Some("201/一般公共服务支出")
        );
        assert_eq!(
            read("２０１一般公共服务支出").as_deref(),
            Some("201/一般公共服务支出")
        );
        assert_eq!(
            read("2080505 机关事业单位").as_deref(),
            Some("2080505/机关事业单位")
        );
        for text in ["101020-人力资源和社会保障局", "2020年预算", "208", "总计"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
