//! Years in titles, headings and names.

use crate::label::fold;
use crate::numeral;
use std::borrow::Cow;

/// Bytes of a folded text that can be a heading.
pub(super) const HEADING_LENGTH: usize = 600;

/// Words behind a year that make it another than a budget's: 2019年底, 2019年修订.
const PAST: [&str; 7] = ["底", "末", "终", "以来", "以前", "修订", "印发"];

/// What a year is of that is none of the budget: 2019年执行数.
const OTHER: [&str; 6] = ["执行", "决算", "结转", "结余", "预计", "完成"];

/// What may stand beside a year in a heading that states the budget's: 预算年度：2020年.
const STATING: [&str; 9] = [
    "度",
    "年度",
    "预算",
    "部门预算",
    "单位预算",
    "预算年度",
    "财政年度",
    "所属年度",
    "预算年份",
];

/// What stands between the first and the last of several years.
const RANGE: [char; 4] = ['-', '~', '至', '到'];

/// A year in a folded text.
struct WrittenYear {
    /// Where its digits begin.
    start: usize,
    /// Where what follows 年 begins.
    end: usize,
    year: i32,
}

/// The years of a folded text: four digits, or 二〇二〇, and 年. Days (2019年12月15日) are none.
fn found(folded: &str) -> impl Iterator<Item = WrittenYear> {
    folded.match_indices('年').filter_map(|(at, mark)| {
        let (start, year) = digits_before(&folded[..at])?;
        let end = at + mark.len();
        let rest = &folded[end..];
        let month = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        let is_day = month.len() < rest.len() && month.starts_with('月');
        let rest = rest.strip_prefix('度').unwrap_or(rest);
        let is_past = PAST.iter().any(|word| rest.starts_with(word));
        (!is_day && !is_past).then_some(WrittenYear { start, end, year })
    })
}

/// All years that a folded text names, those of days and of what is over too: 2019年12月15日, 二〇一九年底.
pub(crate) fn named(folded: &str) -> impl Iterator<Item = i32> + '_ {
    let marks = folded.match_indices('年');
    marks.filter_map(|(at, _)| Some(digits_before(&folded[..at])?.1))
}

/// The four digits at the end of a text, where no other stands before them, and where they begin.
fn digits_before(text: &str) -> Option<(usize, i32)> {
    let digit = |c: char| match c {
        '0'..='9' => c.to_digit(10).map(|digit| (digit, true)),
        // a letter is what many input methods give for 〇
        '○' | 'o' | 'O' => Some((0, false)),
        _ => numeral::digit(c).map(|digit| (digit, false)),
    };
    let mut chars = text.char_indices().rev();
    let (mut year, mut start, mut is_plain) = (0, 0, true);
    for place in 0..4 {
        let (at, c) = chars.next()?;
        let (digit, plain) = digit(c)?;
        if place > 0 && plain != is_plain {
            return None;
        }
        (start, is_plain) = (at, plain);
        year += digit * 10_u32.pow(place);
    }
    let more = chars.next().and_then(|(_, c)| digit(c));
    let is_whole = more.is_none_or(|(_, plain)| plain != is_plain);
    let year = i32::try_from(year).ok()?;
    (is_whole && (1900..2100).contains(&year)).then_some((start, year))
}

/// A folded text without years: `2023年部门收入预算总表`, `2018年度…`.
pub(super) fn without_year(folded: &str) -> Cow<'_, str> {
    let Some(WrittenYear { start, end, .. }) = found(folded).next() else {
        return folded.into();
    };
    let rest = folded[end..].strip_prefix('度').unwrap_or(&folded[end..]);
    without_year(&format!("{}{rest}", &folded[..start]))
        .into_owned()
        .into()
}

/// The years of a folded heading, each with where it begins and where what follows it does: `2019年`, `2019年度`,
/// `2019` before 预算 or 执行.
pub(super) fn years(folded: &str) -> Vec<(usize, usize, i32)> {
    let after = |end: usize| {
        end + if folded[end..].starts_with('度') {
            3
        } else {
            0
        }
    };
    let marked: Vec<_> = found(folded)
        .map(|WrittenYear { start, end, year }| (start, after(end), year))
        .collect();
    if !marked.is_empty() {
        return marked;
    }
    if let Some((0, year)) = digits_before(folded) {
        return vec![(0, folded.len(), year)];
    }
    let kinds = ["预算", "执行", "决算", "预计", "年初"];
    let bare = kinds.iter().find_map(|kind| {
        let at = folded.find(kind)?;
        let (start, year) = digits_before(&folded[..at])?;
        Some((start, at, year))
    });
    bare.into_iter().collect()
}

/// The first year that a text names: `2020年`.
pub(super) fn year_of(text: &str) -> Option<i32> {
    if text.len() > HEADING_LENGTH {
        return None;
    }
    found(&fold(text)).next().map(|found| found.year)
}

/// A folded text before and behind the first year that it names.
pub(super) fn around_year(folded: &str) -> Option<(&str, &str)> {
    let year = found(folded).next()?;
    Some((&folded[..year.start], &folded[year.end..]))
}

/// The year of a table by its title. `2020年支出表（2019年结转部分）` is of 2020.
pub(super) fn of_title(title: &str) -> Option<i32> {
    let folded = fold(title);
    let is_other = |found: &WrittenYear| {
        let rest = &folded[found.end..];
        let rest = rest.strip_prefix('度').unwrap_or(rest);
        OTHER.iter().any(|word| rest.starts_with(word))
    };
    let own = found(&folded).find(|found| !is_other(found));
    own.or_else(|| found(&folded).next())
        .map(|found| found.year)
}

/// The year of a heading that states nothing else: `2020年度`, `（2020年）`, `预算年度：2020年`. A column's heading, a
/// project's name or a note may name any year.
pub(super) fn of_heading(text: &str) -> Option<i32> {
    if text.len() > HEADING_LENGTH {
        return None;
    }
    let folded = fold(text);
    let WrittenYear { start, end, year } = found(&folded).next()?;
    let is_mark = |c: char| "()[]:\"-".contains(c);
    let states = |text: &str| {
        let text = text.trim_matches(is_mark);
        text.is_empty() || STATING.contains(&text)
    };
    (states(&folded[..start]) && states(&folded[end..])).then_some(year)
}

/// The years that a cover or a name states, that of the budget first: `2019年报送2020年部门预算`.
pub(super) fn of_budget(text: &str) -> Vec<i32> {
    let folded = fold(text);
    let years = found(&folded).filter(|it| !is_in_range(&folded, it));
    let mut years: Vec<WrittenYear> = years.collect();
    let budget = folded.find("预算").unwrap_or(0);
    if let Some(own) = years.iter().rposition(|found| found.start < budget) {
        let own = years.remove(own);
        years.insert(0, own);
    }
    years.into_iter().map(|found| found.year).collect()
}

/// Whether a year is one end of several: 2020-2022年, 2020年至2022年.
fn is_in_range(folded: &str, found: &WrittenYear) -> bool {
    ends_range(&folded[..found.start]) || begins_range(&folded[found.end..])
}

/// Whether others go on from the year in front of a text: -2022年, 年至2022年.
pub(super) fn begins_range(behind: &str) -> bool {
    let rest = behind.strip_prefix('年').unwrap_or(behind);
    rest.strip_prefix(RANGE).is_some_and(|rest| {
        let digits = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        let last = &rest[..rest.len() - digits.len()];
        digits_before(last).is_some() && digits.starts_with('年')
    })
}

/// Whether a text ends with a year from which others go on: 2020-, 2020年至.
pub(super) fn ends_range(folded: &str) -> bool {
    let first = folded.strip_suffix(RANGE);
    let first = first.map(|first| first.strip_suffix('年').unwrap_or(first));
    first.is_some_and(|first| digits_before(first).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_are_no_part_of_a_title() {
        assert_eq!(without_year("2023年部门收入预算总表"), "部门收入预算总表");
        assert_eq!(without_year("某局2018年度收支预算总表"), "某局收支预算总表");
        assert_eq!(year_of("２０２０ 年部门预算"), Some(2020));
        assert_eq!(year_of("12020年"), None);
        assert_eq!(year_of("报送日期：2019年12月15日"), None);
        assert_eq!(year_of("2020年（1月）"), Some(2020));
        assert_eq!(year_of("2020部门"), None);
        assert_eq!(year_of("二〇二〇年度部门预算"), Some(2020));
        assert_eq!(year_of("二○二一年"), Some(2021));
        assert_eq!(year_of("二O二O年"), Some(2020));
        assert_eq!(year_of("二o二一年"), Some(2021));
        assert_eq!(year_of("截至2019年底"), None);
        assert_eq!(year_of("财预〔2019〕13号"), None);
    }

    #[test]
    fn a_heading_states_a_year_and_nothing_else() {
        for text in [
            "2020年度",
            "（2020年度）",
            "预算年度：2020年",
            "2020年部门预算",
        ] {
            assert_eq!(of_heading(text), Some(2020), "{text}");
        }
        for text in [
            "2019年执行数",
            "2019年访惠聚人员补助",
            "2020年预算数比2019年执行数",
            "根据2019年通知",
        ] {
            assert_eq!(of_heading(text), None, "{text}");
        }
        assert_eq!(of_title("2019年结转的2020年项目支出情况表"), Some(2020));
        assert_eq!(of_budget("2019年报送2020年部门预算（2018年版）")[0], 2020);
    }
}
