//! How often a text names years.

use crate::book::text::TextSource;
use crate::label::{fold, is_invisible};
use crate::read::year;
use std::collections::HashMap;

/// Characters before 年 in which a year may stand, with the one before it.
const DIGITS: usize = 5;

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
            for year in year::named(&fold(&near)) {
                *counts.entry(year).or_default() += 1;
            }
        }
    }
    counts
}
