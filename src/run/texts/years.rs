//! The years that a text names.

use crate::book::text::TextSource;
use crate::label::{fold, is_invisible};
use std::collections::HashMap;

/// Characters before 年 in which a year may stand, with the one before it.
const DIGITS: usize = 5;

/// The years that a text names, in order: `2020年`.
pub(super) fn years_in(text: &str) -> impl Iterator<Item = i32> + '_ {
    text.match_indices('年').filter_map(|(at, _)| {
        let year = text[..at].get(at.checked_sub(4)?..)?;
        let before = text[..at - 4].chars().next_back();
        let is_whole = !before.is_some_and(|c| c.is_ascii_digit());
        let year: i32 = year.parse().ok().filter(|_| is_whole)?;
        (1990..2100).contains(&year).then_some(year)
    })
}

/// How often a text names each year.
pub(super) fn count_years(source: &TextSource) -> HashMap<i32, usize> {
    let mut counts = HashMap::new();
    for paragraph in &source.paragraphs {
        for (at, _) in paragraph.text.match_indices('年') {
            // the digits before it, however they are set
            let before = paragraph.text[..at].chars().rev();
            let shown = before
                .filter(|c| !c.is_whitespace() && !is_invisible(*c))
                .take(DIGITS);
            let mut near: Vec<char> = shown.collect();
            near.reverse();
            let near: String = near.into_iter().chain(['年']).collect();
            for year in years_in(&fold(&near)) {
                *counts.entry(year).or_default() += 1;
            }
        }
    }
    counts
}
