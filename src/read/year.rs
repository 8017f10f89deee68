//! Years in titles, headings and names.

use crate::label::fold;
use std::borrow::Cow;

/// Bytes of a folded text that can be a heading.
pub(super) const HEADING_LENGTH: usize = 600;

/// A folded text without years: `2023年部门收入预算总表`, `2018年度…`.
pub(super) fn without_year(folded: &str) -> Cow<'_, str> {
    let Some(at) = year_at(folded) else {
        return folded.into();
    };
    let rest = folded[at + 4..]
        .trim_start_matches("年度")
        .trim_start_matches('年');
    without_year(&format!("{}{rest}", &folded[..at]))
        .into_owned()
        .into()
}

/// Where a year (four digits and 年) stands in a folded text.
pub(super) fn year_at(folded: &str) -> Option<usize> {
    folded.match_indices('年').find_map(|(at, mark)| {
        let digits = folded.get(at.checked_sub(4)?..at)?;
        let alone = !folded[..at - 4].ends_with(|c: char| c.is_ascii_digit());
        let is_year = digits.bytes().all(|b| b.is_ascii_digit())
            && (digits.starts_with("20") || digits.starts_with("19"));
        // 2019年12月15日 is a day, not a fiscal year
        let month = folded[at + mark.len()..].trim_start_matches(|c: char| c.is_ascii_digit());
        let is_day = month.len() < folded.len() - at - mark.len() && month.starts_with('月');
        (is_year && alone && !is_day).then_some(at - 4)
    })
}

/// The year that a text names: `2020年`.
pub(super) fn year_of(text: &str) -> Option<i32> {
    if text.len() > HEADING_LENGTH {
        return None;
    }
    let folded = fold(text);
    year_at(&folded).and_then(|at| folded[at..at + 4].parse().ok())
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
    }
}
